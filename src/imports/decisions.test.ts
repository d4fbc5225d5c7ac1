/** 检查时的决定的测试: the commit takes what the check decided only while it would decide the same, and records the same either way. */
import assert from 'node:assert/strict';
import { createReadStream, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, before, beforeEach, test } from 'node:test';
import { wasWhole, writeTable } from '../faults/tables-for-tests.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { openPool, type Pool } from '../store/db.ts';
import { doorOf } from '../store/door-for-tests.ts';
import { importsFolder } from '../store/files.ts';
import { fsck } from '../store/fsck.ts';
import { getBatch, moveBatch, startBatch } from './batch.ts';
import { checkBatch } from './batch-check.ts';
import { commitBatch } from './batch-commit.ts';
import { dropDecisions } from './decisions.ts';

const instant = '2026-11-23T09:00:00+08:00';
let t: TestHouse;
let owner: Pool;
let facts: Record<string, unknown>;
let first = 0;
before(async () => {
  t = await openTestHouse({ at: instant });
  owner = openPool(t.database.owner, 2);
  facts = await doorOf(t).facts('civil-judgment', 'jb-housing');
});
beforeEach(() => t.clock.set(instant));
after(async () => {
  await owner.end();
  await t.close();
});

const table = () => ({ rows: 4300, bad: 7, twice: 5, first: (first += 10_000) });

async function checked(content: Readable): Promise<string> {
  const maker = await t.actor('jiangbei2');
  const started = await startBatch(t.house, maker, { item: 'civil-judgment', fileName: '判决.csv', content });
  assert.ok(started.ok);
  await checkBatch(t.house, maker, started.value.id, { unattended: true });
  assert.equal((await getBatch(t.house, started.value.id)).state, 'ready');
  return started.value.id;
}

async function commit(id: string, login = 'jiangbei2'): Promise<void> {
  await moveBatch(t.house, id, ['ready'], 'committing', { mode: 'valid' });
  await commitBatch(t.house, await t.actor(login), id);
}

const checkedTable = (made: ReturnType<typeof table>) => checked(createReadStream(writeTable({ house: t.house, facts, folder: t.dataDir, table: made })));
/** From rows without cells nothing can be decided anew. */
const emptyCells = (id: string) => owner.query("update rc.batch_row set cells = '[]' where batch_id = $1 and status = 'good'", [id]);
const committed = async (id: string): Promise<unknown> => (await getBatch(t.house, id)).committed;

/** Everything that a batch recorded, but for ids, numbers, salts and cases. */
async function recorded(id: string): Promise<unknown> {
  const { rows } = await owner.query(
    `select count(*) as n, array_agg(r.no order by r.no) = array_agg(r.no order by r.document_number) as "inOrder", max(right(r.no, 6)::int) - min(right(r.no, 6)::int) + 1 - count(*) as gaps, array_agg(distinct length(r.words)) as words,
       bool_and(r.words @@ to_tsquery('simple', right(r.no, 6) || ' & ' || substring(r.document_number from '(\\d+)号$'))) as found,
       array_agg(distinct to_jsonb(r) - '{id,no,unique_key,batch_id,push_id,title,document_number,words,data}'::text[]) as records,
       array_agg(distinct (r.data #- '{facts,caseNumber}')) as data, array_agg(distinct to_jsonb(e) - '{record_id,commitment,push_id}'::text[]) as entries,
       array_agg(distinct (c.body::jsonb #- '{input,facts,caseNumber}')) as contents
     from rc.record r join rc.entry e on e.register = r.register and e.record_id = r.id join rc.entry_content c on c.register = r.register and c.record_id = r.id where r.batch_id = $1`, [id]);
  return rows[0];
}

test('the commit takes the decisions of the check, and records what it would have decided itself', async () => {
  const [taken, anew] = [table(), table()];
  const ids = [await checkedTable(taken), await checkedTable(anew)] as const;
  await emptyCells(ids[0]);
  // Read again without a change, as after every silence of the connection.
  await t.house.rulebook.reload(t.house.pool);
  await dropDecisions(ids[1]);
  for (const id of ids) await commit(id);
  await wasWhole(t.house, ids[0], taken);
  await wasWhole(t.house, ids[1], anew);
  const { inOrder, gaps, found } = (await recorded(ids[0])) as { inOrder: boolean; gaps: number; found: boolean };
  assert.deepEqual([inOrder, gaps, found], [true, 0, true]);
  assert.deepEqual(await recorded(ids[0]), await recorded(ids[1]));
  assert.deepEqual((await fsck(t.house)).findings, []);
});

test('nothing of the decisions is left on the disk under a name', async () => {
  const before = readdirSync(join(t.house.filesDir, importsFolder)).length;
  await checkedTable(table());
  // The uploaded file itself.
  assert.equal(readdirSync(join(t.house.filesDir, importsFolder)).length, before + 1);
});

test('on another day, by another person or with another directory or rulebook the rows are decided anew', async () => {
  const body = "update rc.subject set name_en = name_en, uscc = $1 where slug = 'jb-housing'";
  const { rows: [{ uscc }] } = await owner.query("select uscc from rc.subject where slug = 'jb-housing'");
  const changes: Readonly<Record<string, () => unknown>> = {
    day: () => t.clock.set('2026-11-24T09:00:00+08:00'),
    directory: () => owner.query(body, ['11990100MB00000000']),
    rulebook: () => owner.query("update rc.rule set effective_to = '2099-12-31' where kind = 'limit' and effective_to is null").then(() => t.house.rulebook.reload(t.house.pool)),
  };
  for (const [what, change] of Object.entries(changes)) {
    const id = await checkedTable({ ...table(), rows: 50 });
    await emptyCells(id);
    await change();
    await commit(id);
    assert.equal(await committed(id), 0, what);
    await owner.query(body, [uscc]);
    t.clock.set(instant);
  }
  const other = await checkedTable({ ...table(), rows: 50 });
  await emptyCells(other);
  await commit(other, 'jiangbei1');
  assert.equal(await committed(other), 0, 'person');
});

test('what is decided on a later day has that day and its due day', async () => {
  const id = await checkedTable({ ...table(), rows: 50 });
  t.clock.set('2026-11-25T09:00:00+08:00');
  await commit(id);
  const { rows } = await owner.query("select distinct e.on_day, r.due->>'from' as from, e.at from rc.record r join rc.entry e on e.record_id = r.id where r.batch_id = $1", [id]);
  assert.deepEqual(rows, [{ on_day: '2026-11-25', from: '2026-11-25', at: new Date('2026-11-25T09:00:00+08:00') }]);
});

test('quotes, backslashes and line breaks of a cell come through, and their commitment holds', async () => {
  const fields = t.house.rulesOn(t.house.clock.today()).get('item', 'civil-judgment').body.fields.filter(({ key }) => facts[key] !== undefined || key === 'remark');
  const remark = '路径 C:\\new\\table，称“\'"引"\'”，\n第二行\t后';
  const values = fields.map(({ key }) => (key === 'remark' ? remark : key === 'caseNumber' ? '（2026）江9901民初777777号' : String(facts[key])));
  const cells = [fields.map(({ label }) => label.zh), values].map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','));
  const path = join(t.dataDir, 'quotes.csv');
  writeFileSync(path, cells.join('\r\n'));
  const id = await checked(createReadStream(path));
  await emptyCells(id);
  await commit(id);
  const { rows: [row] } = await owner.query("select r.data->'facts'->>'remark' as remark, c.body->'input'->'facts'->>'remark' as given from rc.record r join rc.entry_content c on c.record_id = r.id where r.batch_id = $1", [id]);
  assert.match(row.remark, /C:\\new\\table，称“'"引"'”/);
  assert.equal(row.given, remark);
  assert.deepEqual((await fsck(t.house)).findings, []);
});

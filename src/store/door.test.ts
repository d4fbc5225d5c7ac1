import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { makeIdNumber } from '../core/identifiers/id-number.ts';
import type { Outcome } from '../core/problem.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { act, type Acted, actIn } from './act.ts';
import { type Pool, openPool, transaction } from './db.ts';
import { actOnce, annulment, caseNumber, type Door, doorOf, judgment, record, slug } from './door-for-tests.ts';
import { fsck } from './fsck.ts';
import { appGrants, portalGrants } from './grants.ts';

let t: TestHouse;
let d: Door;
let owner: Pool;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
  owner = openPool(t.database.owner, 2);
  // All connections stand open, or the first request would be done before the second begins.
  await Promise.all(Array.from({ length: 8 }, () => t.house.pool.query('select pg_sleep(0.05)')));
});
after(async () => {
  await owner.end();
  await t.close();
});

const many = 50;
const codes = (outcomes: readonly Outcome<Acted>[]): string[] => outcomes.map((o) => (o.ok ? 'ok' : o.problem.code));
const count = async (table: string, where = 'true', ...values: unknown[]): Promise<number> => (await d.one<{ n: number }>(`select count(*) as n from ${table} where ${where}`, ...values)).n;

/** Entries run from 1 without a gap and the record counts them all. */
async function isWhole(id: string): Promise<void> {
  const { rows } = await t.house.pool.query<{ n: number; state_from: string | null; state_to: string }>('select n, state_from, state_to from rc.entry where record_id = $1 order by n', [id]);
  const row = await d.one('select seq, state from rc.record where id = $1', id);
  assert.deepEqual(rows.map((r) => r.n), rows.map((_, i) => i + 1));
  assert.equal(row.seq, rows.length);
  assert.equal(row.state, rows.at(-1)?.state_to);
  rows.forEach((r, i) => assert.equal(r.state_from, rows[i - 1]?.state_to ?? null));
}

test('fifty identical submits with one key make one record and give fifty equal answers', async () => {
  const actor = await t.actor('jiangbei2');
  const input = { item: 'civil-judgment', subjectId: slug('jb-housing'), facts: await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(1) }) };
  const outcomes = await Promise.all(Array.from({ length: many }, () => actOnce(t.house, actor, { register: record, action: 'create', input }, 'one', 'body')));
  const answers = new Set(outcomes.map((o) => JSON.stringify(o.ok ? [o.value.id, o.value.no, o.value.state, o.value.seq] : o.problem)));
  assert.equal(answers.size, 1);
  assert.ok(outcomes.every((o) => o.ok));
  assert.equal(await count('rc.record'), 1);
  assert.equal(await count('rc.entry'), 1);
  const other = await actOnce(t.house, actor, { register: record, action: 'create', input }, 'one', 'another body');
  assert.deepEqual(codes([other]), ['key-reused']);
  assert.ok(!other.ok && other.problem.kind === 'conflict');
  const stranger = await actOnce(t.house, await t.actor('dishi1'), { register: record, action: 'create', input: {} }, 'one', 'body');
  assert.deepEqual(codes([stranger]), ['invalid'], 'a key belongs to one account');
});

test('of fifty different transitions of one record at once exactly one happens, and no update is lost', async () => {
  const id = await judgment(t, 2, 'atCounty');
  const { seq } = await d.one('select seq from rc.record where id = $1', id);
  const [verifier, maker] = [await t.actor('jiangbei1'), await t.actor('jiangbei2')];
  const outcomes = await Promise.all(Array.from({ length: many }, (_, i) => {
    const [actor, action, input] = ([[verifier, 'verify', {}], [verifier, 'return', { reason: '缺少送达回证' }], [maker, 'discard', { reason: '误报' }], [maker, 'annul', annulment]] as const)[i % 4] as [typeof verifier, string, object];
    return act(t.house, actor, { register: record, recordId: id, action, input, seq });
  }));
  const said = codes(outcomes);
  assert.equal(said.filter((c) => c === 'ok').length, 1, said.join(' '));
  assert.ok(said.every((c) => ['ok', 'changed', 'not-found'].includes(c)), said.join(' '));
  assert.equal(await count('rc.entry', 'record_id = $1', id), seq + 1);
  await isWhole(id);
});

test('without a sequence number the losers are told the state, and each that fits still happens in turn', async () => {
  const id = await judgment(t, 3, 'draft');
  const maker = await t.actor('jiangbei2');
  const edits = await Promise.all(Array.from({ length: many }, async (_, i) =>
    act(t.house, maker, { register: record, recordId: id, action: i === 25 ? 'submit' : 'edit', input: i === 25 ? {} : { facts: await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(3), remark: `第${i}次` }) } })));
  const done = codes(edits).filter((c) => c === 'ok').length;
  assert.ok(codes(edits).every((c) => c === 'ok' || c === 'wrong-state'));
  assert.equal(await count('rc.entry', 'record_id = $1', id), done + 1);
  await isWhole(id);
});

test('a caller who saw an older state gets the new one and changes nothing', async () => {
  const id = await judgment(t, 4, 'atCounty');
  const problem = await d.isRefused('jiangbei1', 'verify', id, {}, { seq: 1 });
  assert.equal(problem.kind, 'conflict');
  assert.deepEqual(problem.more, { state: 'atCounty', seq: 2 });
  await isWhole(id);
});

test('the same finding again is a conflict that leaves nothing behind and no gap in the numbers', async () => {
  const facts = await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(5) });
  const input = { item: 'civil-judgment', subjectId: slug('jb-housing'), facts };
  const before = await d.does('jiangbei2', 'create', undefined, input);
  const tables = ['rc.record', 'rc.entry', 'rc.entry_content', 'rc.link', 'rc.idempotency'];
  const counted = await Promise.all(tables.map((table) => count(table)));
  const outcomes = await Promise.all(Array.from({ length: many }, async (_, i) => actOnce(t.house, await t.actor('jiangbei2'), { register: record, action: 'create', input }, `d${i}`, 'd')));
  assert.deepEqual(new Set(codes(outcomes)), new Set(['duplicate']));
  assert.deepEqual(await Promise.all(tables.map((table) => count(table))), counted);
  const next = await d.does('jiangbei2', 'create', undefined, { ...input, facts: { ...facts, caseNumber: caseNumber(6) } });
  assert.equal(Number(next.no.slice(-6)), Number(before.no.slice(-6)) + 1);
});

test('numbers have no gap when transactions roll back among others that do not', async () => {
  const actor = await t.actor('jiangbei2');
  const { last } = await d.one("select last from rc.number_series where prefix = 'SX'");
  const base = await d.facts('civil-judgment', 'jb-housing');
  const nos = await Promise.all(Array.from({ length: 40 }, (_, i) => transaction(t.house.pool, async (tx) => {
    const { no } = await actIn(tx, t.house, actor, { register: record, action: 'create', input: { item: 'civil-judgment', subjectId: slug('jb-housing'), facts: { ...base, caseNumber: caseNumber(100 + i) } } });
    if (i % 3 === 0) throw Object.assign(new Error('cut off'), { i });
    return no;
  }).then((o) => (o.ok ? o.value : ''), () => '')));
  const kept = nos.filter((no) => no !== '').map((no) => Number(no.slice(-6))).sort((a, b) => a - b);
  assert.equal(kept.length, 26);
  assert.deepEqual(kept, kept.map((_, i) => last + 1 + i));
});

test('a problem in what follows rolls back what it follows from', async () => {
  const { id: recordId } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', facts: await d.facts('discipline', 'liang-zhiwei', { idNumber: makeIdNumber(77_777, '1990-01-01') }) }, {
    unresolved: { name: '梁知微', candidates: [{ id: slug('liang-zhiwei'), name: '梁知微', about: '' }, { id: slug('liang-zhiwei-2'), name: '梁知微', about: '' }] } });
  const { id: review } = await d.one("select id from rc.record where register = 'identity-review' and data->>'recordId' = $1", recordId);
  const about = { register: 'identity-review' };
  // The maker chose among them meanwhile, and the record went up: what the judgement would cause is no longer possible.
  await d.does('jiwei1', 'edit', recordId, { subjectId: slug('liang-zhiwei-2'), facts: await d.facts('discipline', 'liang-zhiwei', { idNumber: makeIdNumber(77_777, '1990-01-01') }) });
  await d.does('jiwei1', 'submit', recordId);
  const entries = await count('rc.entry');
  const problem = await d.isRefused('shenfen1', 'match', review, { chosenId: slug('liang-zhiwei'), reason: '职务一致' }, about);
  assert.equal(problem.kind, 'wrong-state');
  assert.equal(await count('rc.entry'), entries);
  assert.equal((await d.one('select state from rc.record where id = $1', review)).state, 'open');
  await isWhole(review);
});

test('annulling while another approves never leaves a record public that was annulled', async () => {
  for (let round = 0; round < 6; round++) {
    const id = await judgment(t, 200 + round, 'proposed');
    const [reviewer, maker] = [await t.actor('xinyong3'), await t.actor('jiangbei2')];
    const order = [() => act(t.house, reviewer, { register: record, recordId: id, action: 'approve', input: {} }), () => act(t.house, maker, { register: record, recordId: id, action: 'annul', input: annulment })];
    const outcomes = await Promise.all((round % 2 === 0 ? order : order.reverse()).map((run) => run()));
    assert.ok(outcomes.some((o) => o.ok && o.value.state === 'ended'), codes(outcomes).join(' '));
    await t.house.settled();
    assert.equal((await d.one('select state from rc.record where id = $1', id)).state, 'ended');
    assert.equal(await count('pub.record', 'id = $1', id), 0);
    const wasShown = (await count('rc.entry', "record_id = $1 and state_to = 'disclosed'", id)) === 1;
    const ended = await d.one('select leaves from pub.ended where id = $1', id);
    assert.equal(ended?.leaves.length ?? 0, wasShown ? 2 : 0);
    if (wasShown) {
      const { entry } = await d.one('select entry from pub.log_leaf where idx = $1', ended.leaves[1]);
      assert.equal(JSON.parse(entry.toString()).refers, ended.leaves[0]);
    }
    await isWhole(id);
  }
  const { next } = await d.one('select next from rc.log_head');
  const { n, top } = await d.one('select count(*) as n, max(idx) as top from pub.log_leaf');
  assert.deepEqual([n, top], [next, next - 1], 'the log has a gap');
});

test('the application can add and read entries, leaves and looks, never change or remove them', async () => {
  for (const table of ['rc.entry', 'pub.log_leaf', 'pub.ended', 'pub.checkpoint', 'rc.look', 'rc.event']) {
    const { column_name: column } = await d.one("select column_name from information_schema.columns where table_schema || '.' || table_name = $1 and is_identity = 'NO' limit 1", table);
    for (const sql of [`update ${table} set ${column} = ${column}`, `delete from ${table}`, `truncate ${table}`]) await assert.rejects(t.house.pool.query(sql), { code: '42501' }, sql);
  }
  for (const sql of ['drop table rc.entry', 'alter table rc.entry disable trigger all', 'create table rc.mine (x int)', 'set role rongcheng_portal']) await assert.rejects(t.house.pool.query(sql), /permission denied|must be owner/, sql);
  await assert.rejects(t.house.pool.query('update rc.entry_content set body = body'), { code: '42501' });
});

test('the roles of the database hold exactly the grants that the matrix says', async () => {
  const letters: Record<string, string> = { SELECT: 'S', INSERT: 'I', UPDATE: 'U', DELETE: 'D', TRUNCATE: 'T', REFERENCES: 'R', TRIGGER: 'G', MAINTAIN: 'M' };
  const held = async (role: string): Promise<Record<string, string>> => {
    const { rows } = await owner.query<{ name: string; privilege: string }>(
      `select n.nspname || '.' || c.relname as name, p as privilege from pg_class c join pg_namespace n on n.oid = c.relnamespace, unnest($2::text[]) p
       where n.nspname in ('rc', 'pub', 'public') and c.relkind in ('r', 'p') and not c.relispartition and has_table_privilege($1, c.oid, p)`, [role, Object.keys(letters).filter((l) => l !== 'MAINTAIN')]);
    const found: Record<string, string> = {};
    for (const { name, privilege } of rows) found[name] = [...(found[name] ?? ''), letters[privilege] as string].sort((a, b) => 'SIUDTRG'.indexOf(a) - 'SIUDTRG'.indexOf(b)).join('');
    return found;
  };
  assert.deepEqual(await held('rongcheng_app'), appGrants);
  assert.deepEqual(await held('rongcheng_portal'), portalGrants);
  const { rows } = await owner.query("select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('rc', 'pub') and c.relkind in ('r', 'p') and not c.relispartition");
  assert.deepEqual(rows.map((r) => r.name).filter((name) => appGrants[name] === undefined), [], 'a table without a line in grants.ts');
  const parts = await owner.query("select c.relname from pg_class c where c.relispartition and c.relkind = 'r' and (has_table_privilege('rongcheng_portal', c.oid, 'select') or has_table_privilege('rongcheng_app', c.oid, 'delete'))");
  assert.deepEqual(parts.rows, []);
});

test('the portal’s role reads what was disclosed and nothing of what staff work on', async () => {
  const pool = openPool(t.database.portal, 1);
  // One connection throughout: the pool would leave it after a refusal.
  const portal = await pool.connect();
  await portal.query('select 1 from pub.record');
  // Its sessions are read-only already; that is a courtesy which a session can take back, the grants are the wall.
  await portal.query('set session characteristics as transaction read write');
  const { rows } = await owner.query<{ name: string }>("select n.nspname || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('rc', 'graphile_worker') and c.relkind in ('r', 'p', 'v', 'm', 'S')");
  assert.ok(rows.length > 20);
  for (const { name } of rows) await assert.rejects(portal.query(`select * from ${name} limit 1`), { code: '42501' }, name);
  for (const sql of ['delete from pub.record', "insert into pub.site (key, value) values ('x', '1')", 'set role rongcheng_app', 'create table pub.x (y int)', `select graphile_worker.add_job('${randomUUID()}')`]) await assert.rejects(portal.query(sql), { code: '42501' }, sql);
  portal.release();
  await pool.end();
});

test('after all this the ledger checks itself and finds nothing', async () => {
  await t.house.settled();
  assert.deepEqual((await fsck(t.house)).findings, []);
});

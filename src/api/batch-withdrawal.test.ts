import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { importTasks } from '../imports/tasks.ts';
import { csvLine } from '../imports/csv.ts';
import { annulment, caseNumber, type Door, doorOf } from '../store/door-for-tests.ts';
import { type ApiHouse, isProblem, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
let d: Door;
const run = async (task: string, id: string): Promise<void> => { await importTasks(h.t.house)[task]?.({ batchId: id }); };
before(async () => { h = await openApiHouse(); d = doorOf(h.t); });
after(() => h.close());

/** A batch of judgments of a county court that has been committed, and its records in the order of the file. */
async function imported(...cases: readonly number[]): Promise<{ id: string; records: { id: string; no: string }[] }> {
  const { fields } = h.t.house.rulesOn(h.t.clock.today()).get('item', 'civil-judgment').body;
  const rows = await Promise.all(cases.map(async (n) => d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(n) })));
  const text = [csvLine(fields.map((f) => f.label.zh)), ...rows.map((facts) => csvLine(fields.map((f) => String(facts[f.key] ?? ''))))].join('');
  const sent = await h.ask('jiangbei2', '/imports?item=civil-judgment', { method: 'POST', file: { name: '判决.csv', bytes: Buffer.from(text) } });
  assert.equal(sent.statusCode, 201, sent.body);
  const { id } = sent.json();
  await run('import-check', id);
  const checked = (await h.ask('jiangbei2', `/imports/${id}`)).json();
  assert.deepEqual([checked.state, checked.counts.bad], ['ready', 0], JSON.stringify((await h.ask('jiangbei2', `/imports/${id}/rows?status=bad`)).json().items[0]?.problems));
  assert.equal((await h.ask('jiangbei2', `/imports/${id}/commit`, { method: 'POST', send: { mode: 'valid' } })).statusCode, 200);
  await run('import-commit', id);
  const { rows: records } = await h.t.house.pool.query('select id, no from rc.record where batch_id = $1 order by no', [id]);
  assert.equal(records.length, cases.length);
  return { id, records };
}

/** Takes a filed record on to its disclosure. */
async function disclose(id: string): Promise<void> {
  await d.does('jiangbei1', 'verify', id);
  await d.does('xinyong1', 'verify', id);
  await d.does('xinyong1', 'notify', id);
  await d.does('danwei1', 'state', id, { statement: '正在分期履行。' });
  await d.does('xinyong1', 'confirm', id, { reason: '尚未履行完毕' });
  await d.does('xinyong1', 'propose', id, { mode: 'summary', ground: 'court-document', summary: '未按期履行生效判决确定的给付义务。' });
  await d.does('xinyong3', 'approve', id);
}

const withdraw = (id: string) => h.ask('jiangbei2', `/imports/${id}/withdraw`, { method: 'POST', send: { reason: '导错了表' } });
const batch = async (id: string) => (await h.ask('jiangbei2', `/imports/${id}`)).json();
const standing = async (id: string) => (await h.ask('jiangbei2', `/imports/${id}/standing`)).json().items;

test('a batch of which one record is public is not called withdrawn: what can be taken back is, the rest is named', async () => {
  const { id, records: [first, second, third] } = await imported(701, 702, 703);
  await disclose(first!.id);
  assert.deepEqual((await standing(id)).map((s: any) => [s.label.zh, s.count, s.withdrawable, s.records.map((r: any) => r.no)]),
    [['待县级核验', 2, true, [second!.no, third!.no]], ['公示中', 1, false, [first!.no]]]);
  assert.equal((await withdraw(id)).statusCode, 200);
  await run('import-withdraw', id);
  const after = await batch(id);
  assert.deepEqual([after.state, after.counts.withdrawn, after.counts.committed, after.withdrawnBy !== null, after.reason], ['done', 2, 3, true, '导错了表']);
  assert.deepEqual((await standing(id)).map((s: any) => [s.state, s.count, s.ended]), [['disclosed', 1, false], ['dropped', 2, true]]);
  assert.equal((await h.t.house.pool.query('select from pub.record where id = $1', [first!.id])).rowCount, 1);

  const again = isProblem(await withdraw(id), 422, 'none-to-withdraw');
  assert.match(again['detail'], new RegExp(`公示中 1 条（${first!.no}）`));
  assert.equal((await batch(id)).counts.withdrawn, 2, 'a refused order changes nothing');

  await d.does('jiangbei2', 'annul', first!.id, annulment);
  assert.equal((await withdraw(id)).statusCode, 200);
  await run('import-withdraw', id);
  assert.deepEqual([(await batch(id)).state, (await batch(id)).counts.withdrawn], ['withdrawn', 2], 'with the last record over, nothing of the batch is left');
});

test('a batch whose records all wait is withdrawn whole', async () => {
  const { id } = await imported(711, 712);
  await withdraw(id);
  await run('import-withdraw', id);
  assert.deepEqual([(await batch(id)).state, (await batch(id)).counts.withdrawn], ['withdrawn', 2]);
  isProblem(await withdraw(id), 409, 'wrong-state');
});

test('who may not take records back any more is told so, and the batch stays', async () => {
  const { id } = await imported(721);
  await withdraw(id);
  const removed = await h.t.house.pool.query("delete from rc.account_role r using rc.account a where a.id = r.account_id and a.login = 'jiangbei2' and r.role = 'maker' returning r.account_id");
  await run('import-withdraw', id);
  await h.t.house.pool.query("insert into rc.account_role (account_id, role) values ($1, 'maker')", [removed.rows[0].account_id]);
  const after = await batch(id);
  assert.deepEqual([after.state, after.counts.withdrawn], ['done', 0]);
  assert.match(after.refusal.zh, /\p{Script=Han}/u);
});

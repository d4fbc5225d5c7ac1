import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Problem } from '../core/problem.ts';
import { idOfSlug } from '../directory/load.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { act, type Acted, type Request } from './act.ts';
import { findProof, logVkey } from './log.ts';
import { verifyBundle } from '../core/log/verify.ts';

let t: TestHouse;
before(async () => { t = await openTestHouse(); });
after(() => t.close());

const register = 'dishonesty-record';
const housing = idOfSlug('example', 'jb-housing');

async function does(login: string, action: string, recordId: string | undefined, input: unknown, more: Partial<Request> = {}): Promise<Acted> {
  const outcome = await act(t.house, await t.actor(login), { register, action, input, ...(recordId === undefined ? {} : { recordId }), ...more });
  assert.ok(outcome.ok, outcome.ok ? '' : JSON.stringify(outcome.problem));
  return outcome.value;
}

async function isRefused(login: string, action: string, recordId: string | undefined, input: unknown): Promise<Problem> {
  const outcome = await act(t.house, await t.actor(login), { register, action, input, ...(recordId === undefined ? {} : { recordId }) });
  assert.ok(!outcome.ok, `${login} could ${action}`);
  return outcome.problem;
}

const judgment = { subjectName: '江北县住房和城乡建设局', caseNumber: '（2026）江9901民初128号' };

test('a county judgment goes from draft to the public and off it again, and both leaves prove', async () => {
  const item = t.house.rulesOn('2026-11-23').get('item', 'civil-judgment').body;
  const facts = Object.fromEntries(item.fields.filter((f) => f.required).map((f) => [f.key, f.example]));
  void judgment;
  const subject = (await t.house.pool.query("select id, name, uscc from rc.subject where id = $1", [housing])).rows[0];
  for (const f of item.fields) {
    if (f.as === 'subjectName') facts[f.key] = subject.name;
    if (f.as === 'subjectCode') facts[f.key] = subject.uscc;
    if (f.as === 'decidedOn' || f.as === 'effectiveOn') facts[f.key] = '2026-10-12';
  }
  const { id } = await does('jiangbei2', 'create', undefined, { item: 'civil-judgment', subjectId: housing, facts });
  await does('jiangbei2', 'submit', id, {});
  assert.equal((await isRefused('jiangbei2', 'verify', id, {})).kind, 'forbidden');
  await does('jiangbei1', 'verify', id, {});
  await does('xinyong1', 'verify', id, {});
  await does('xinyong1', 'notify', id, {});
  await does('danwei1', 'state', id, { statement: '已与对方达成和解，正在分期履行。' });
  await does('xinyong1', 'confirm', id, { reason: '和解尚未履行完毕' });
  const proposal = { mode: 'summary', ground: 'court-document', summary: '未按期履行生效判决确定的给付义务。' };
  await does('xinyong1', 'propose', id, proposal);
  assert.equal((await isRefused('xinyong1', 'approve', id, {})).kind, 'forbidden');
  const shown = await does('xinyong3', 'approve', id, {});
  assert.equal(shown.state, 'disclosed');
  await t.house.settled();
  const { rows: [row] } = await t.house.pool.query('select body, salt, leaf from pub.record where id = $1', [id]);
  const { rows: [leaf] } = await t.house.pool.query('select entry from pub.log_leaf where idx = $1', [row.leaf]);
  const bundle = { format: 'rongcheng-record-proof@1', record: row.body, salt: row.salt.toString('base64'), entry: leaf.entry.toString('base64'), proof: await findProof(t.house.pool, row.leaf), vkey: logVkey(t.house) };
  const verdict = await verifyBundle(bundle, { trustedVkey: logVkey(t.house) });
  assert.ok(verdict.ok, JSON.stringify(verdict));
  const ended = await does('jiangbei2', 'annul', id, { annulment: 'judgment-annulled', document: '（2026）江99民再3号', reason: '再审撤销原判决' });
  assert.equal(ended.state, 'ended');
  await t.house.settled();
  assert.equal((await t.house.pool.query('select 1 from pub.record where id = $1', [id])).rowCount, 0);
  assert.equal((await t.house.pool.query('select leaves from pub.ended where id = $1', [id])).rows[0].leaves.length, 2);
});

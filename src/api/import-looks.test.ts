import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { makeIdNumber } from '../core/identifiers/id-number.ts';
import { importTasks } from '../imports/tasks.ts';
import { act } from '../store/act.ts';
import { type Door, doorOf, slug } from '../store/door-for-tests.ts';
import { type ApiHouse, isProblem, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
let d: Door;
const run = async (task: string, id: string): Promise<void> => { await importTasks(h.t.house)[task]?.({ batchId: id }); };

before(async () => {
  h = await openApiHouse();
  d = doorOf(h.t);
  // A second and a third maker of the same body; the third verifies as well.
  for (const [login, roles] of [['jiwei2', ['maker']], ['jiwei3', ['maker', 'verifier']]] as const) {
    const id = randomUUID();
    await h.t.house.pool.query('insert into rc.account (id, login, name, password_hash, body_id) select $1, $2, $2, password_hash, body_id from rc.account where login = $3', [id, login, 'jiwei1']);
    for (const role of roles) await h.t.house.pool.query('insert into rc.account_role (account_id, role) values ($1, $2)', [id, role]);
  }
});
after(() => h.close());

const liang = '990100198002290170';
const head = ['姓名', '公民身份号码', '所在单位', '时任职务', '处分决定书文号', '处分种类', '处分期（月）', '决定机关', '决定日期', '违法行为类型', '从轻、减轻情节', '违法事实摘要', '备注'];
const line = (number: string, n: number, more: Record<string, string> = {}): string => head.map((key) => more[key] ?? ({ 姓名: '梁知微', 公民身份号码: number, 所在单位: '江北县财政局', 时任职务: '股长', 处分决定书文号: `江监政处〔2026〕${n}号`, 处分种类: '记过', '处分期（月）': '12个月', 决定机关: '江衡市监察委员会', 决定日期: '2026-10-12', 违法行为类型: '失职渎职', 违法事实摘要: '逾期未付款。' })[key] ?? '').join(',');

async function uploaded(login: string, lines: readonly string[], name = '处分.csv'): Promise<string> {
  const sent = await h.ask(login, '/imports?item=discipline', { method: 'POST', file: { name, bytes: Buffer.from([head.join(','), ...lines, ''].join('\r\n')) } });
  assert.equal(sent.statusCode, 201, sent.body);
  const { id } = sent.json();
  await run('import-check', id);
  assert.equal((await h.ask(login, `/imports/${id}`)).json().state, 'ready');
  return id;
}

const looks = async (batch: string) => (await h.t.house.pool.query('select a.login, l.subject_id as subject, l.purpose, l.what, l.allowed from rc.look l join rc.account a on a.id = l.account_id where l.batch_id = $1 order by l.id', [batch])).rows;
const mine = async (what: string): Promise<unknown[]> => (await h.ask('gongwu1', '/looks/mine')).json().items.filter((l: { what: string }) => l.what === what);

test('rows about officials are looked at by who handles them, or for a purpose; every look is kept, for the person or against the batch', async () => {
  const me = slug('liang-zhiwei');
  const stranger = makeIdNumber(41_000, '1990-01-01');
  const id = await uploaded('jiwei1', [line(liang, 401), line(stranger, 402), line(liang, 403, { 决定日期: '去年某日' })]);
  assert.equal((await h.ask('jiwei1', `/imports/${id}/rows`)).statusCode, 200);
  const byKind = (rows: { subject: string | null }[]) => rows.map((r) => r.subject === null ? 'batch' : r.subject === me ? 'liang' : r.subject).sort();
  assert.deepEqual(byKind(await looks(id)), ['batch', 'liang']);
  assert.ok((await looks(id)).every((l) => l.purpose === 'handling' && l.allowed && l.login === 'jiwei1' && l.what === '导入检查结果'));
  for (const path of ['rows', 'errors.xlsx']) assert.ok(isProblem(await h.ask('jiwei2', `/imports/${id}/${path}`), 428, 'purpose-required')['purposes'].length > 3, path);
  isProblem(await h.ask('jiwei2', `/imports/${id}/rows?purpose=handling&because=我在办理`), 428);
  assert.ok((await looks(id)).filter((l) => l.login === 'jiwei2').every((l) => !l.allowed));
  assert.equal((await h.ask('jiwei2', `/imports/${id}/rows?purpose=audit&because=交叉复核`)).json().items.length, 3);
  assert.equal((await h.ask('jiwei2', `/imports/${id}/errors.xlsx`)).statusCode, 200, 'a purpose holds for a session');
  assert.deepEqual((await looks(id)).slice(-1).map(({ subject, purpose, what, allowed }) => ({ subject, purpose, what, allowed })), [{ subject: null, purpose: 'audit', what: '导入错误数据', allowed: true }]);
  const audit = (await h.ask('shenji1', `/looks?account=jiwei2`)).json().items;
  assert.deepEqual([audit[0].batch, audit[0].purpose.key, audit[0].subject], [{ id, item: { zh: '公职人员政务处分', en: 'Disciplinary sanction of an official' } }, 'audit', null]);
  assert.deepEqual(await mine('导入检查结果'), [], 'an import that is not over would tell of what is to come');

  await h.ask('jiwei1', `/imports/${id}/commit`, { method: 'POST', send: { mode: 'valid' } });
  await run('import-commit', id);
  const before = (await looks(id)).length;
  const { items } = (await h.ask('jiwei2', `/imports/${id}/rows?status=warned`)).json();
  assert.deepEqual([items, (await looks(id)).length], [[], before], 'what became a record is not here any more');
  const { id: record } = await d.one('select id from rc.record where batch_id = $1 and subject_id = $2', id, me);
  assert.deepEqual(await mine('导入检查结果'), [], 'nobody has told the person yet');
  for (const [login, action] of [['xinyong2', 'verify'], ['xinyong1', 'notify']] as const) await d.does(login, action, record);
  const told = await mine('导入检查结果') as { purpose: { key: string } | null; allowed: boolean; batch: unknown; record: unknown }[];
  assert.deepEqual(told.map((l) => [l.purpose?.key ?? null, l.allowed, l.batch, l.record]), [['audit', true, null, null], ['handling', false, null, null], [null, false, null, null], ['handling', true, null, null]]);
});

test('rows about bodies ask for nothing', async () => {
  const sent = await h.ask('jiangbei2', '/imports?item=civil-judgment', { method: 'POST', file: { name: '判决.csv', bytes: Buffer.from('案号\n（2026）衡0121民初1号\n') } });
  assert.equal((await h.ask('jiangbei2', `/imports/${sent.json().id}/rows`)).statusCode, 200);
  assert.deepEqual(await looks(sent.json().id), []);
});

test('who orders the commit has filed the records, who uploaded the table has touched them as well: neither verifies', async () => {
  const id = await uploaded('jiwei3', [line(liang, 411)]);
  const read = async () => { const b = (await h.ask('jiwei1', `/imports/${id}`)).json(); return [b.by.name, b.committedBy?.name ?? null, b.withdrawnBy?.name ?? null]; };
  assert.deepEqual(await read(), ['jiwei3', null, null]);
  await h.ask('jiwei2', `/imports/${id}/commit`, { method: 'POST', send: { mode: 'valid' } });
  await run('import-commit', id);
  assert.deepEqual(await read(), ['jiwei3', 'jiwei2', null]);
  const { id: record } = await d.one('select id from rc.record where batch_id = $1', id);
  assert.deepEqual(await d.one('select a.login, m.login as maker from rc.entry e join rc.record r on r.id = e.record_id join rc.account a on a.id = e.by_account join rc.account m on m.id = r.maker where e.record_id = $1 and e.n = 1', record), { login: 'jiwei2', maker: 'jiwei2' });
  for (const login of ['jiwei2', 'jiwei3']) {
    const actor = { ...(await h.t.actor(login)), roles: ['maker', 'verifier'] as const };
    const outcome = await act(h.t.house, actor, { register: 'dishonesty-record', recordId: record, action: 'verify', input: {} });
    assert.ok(!outcome.ok && outcome.problem.code === 'same-person', `${login}: ${JSON.stringify(outcome)}`);
  }
  const row = (await h.ask('jiwei3', `/records/dishonesty-record?batch=${id}`)).json().items[0];
  assert.ok(!row.actions.some((a: { id: string }) => a.id === 'verify'), 'nor is it offered to them');

  await h.ask('jiwei1', `/imports/${id}/withdraw`, { method: 'POST', send: { reason: '传错了文件' } });
  await run('import-withdraw', id);
  assert.deepEqual(await read(), ['jiwei3', 'jiwei2', '市监委案管室 陈明鉴']);
  assert.deepEqual(await d.one("select a.login from rc.entry e join rc.account a on a.id = e.by_account where e.record_id = $1 and e.action = 'discard'", record), { login: 'jiwei1' });
});

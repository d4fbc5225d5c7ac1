import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { addDays } from '../core/identifiers/dates.ts';
import { annulment, type Door, doorOf, judgment, slug } from './door-for-tests.ts';
import { findRecord, listRecords } from './records.ts';
import { sweep } from './worker.ts';

let t: TestHouse;
let d: Door;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
});
after(async () => { await t.close(); });

const about = { register: 'rectification' };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const start = '2026-11-23';
const explanation = { cause: '年初未列预算', plan: '调整预算，分两笔付清', stages: '2026-12-05 支付第一笔30万元\n2026年12月20日 付清余款' };
const linked = async (register: string, recordId: string): Promise<any[]> =>
  (await t.house.pool.query("select r.* from rc.link l join rc.record r on (r.register, r.id) = (l.to_register, l.to_id) where l.from_id = $1 and l.kind = $2 order by r.no", [recordId, register])).rows;
const orderOf = async (recordId: string): Promise<any> => (await linked('rectification', recordId))[0];
const on = (day: string): void => t.clock.set(new Date(`${day}T09:00:00+08:00`));
const passUntil = async (day: string): Promise<void> => { for (let at = t.clock.today(); at < day;) { at = addDays(at, 1); on(at); await sweep(t.house, quiet); } };
const waitsFor = async (login: string, register = 'rectification'): Promise<string[]> => (await listRecords(t.house.pool, await t.actor(login), t.house.registers[register] as never, { duty: true }, { limit: 100 })).rows.map((r) => r.id);
let uploads = 0;
/** A document that somebody uploaded. */
const paper = async (login: string): Promise<string[]> => {
  const id = `00000000-0000-4000-8000-${String(uploads += 1).padStart(12, '0')}`;
  const { accountId } = await t.actor(login);
  await t.house.pool.query("insert into rc.attachment (id, by_account, name, mime, bytes, sha256, at) values ($1, $2, '材料.pdf', 'application/pdf', 4, '\\x00', now())", [id, accountId]);
  return [id];
};

test('a finding that takes effect orders its body to explain, once, and asks its superior to watch', async () => {
  const id = await judgment(t, 1, 'effective');
  const all = await linked('rectification', id);
  assert.equal(all.length, 1);
  assert.deepEqual([all[0].state, all[0].due_on, all[0].subject_id, all[0].handler_body], ['ordered', '2026-12-07', slug('jb-housing'), slug('jb-gov')]);
  assert.ok((await waitsFor('danwei1')).includes(all[0].id), 'its contact has it on the work list');
  await d.does('xinyong1', 'propose', id, { mode: 'summary', ground: 'court-document', summary: '未履行给付义务。' });
  assert.equal((await linked('rectification', id)).length, 1);
});

test('the body explains with dated steps, marks them as its own word, and cannot close; another person closes with evidence', async () => {
  const { id } = await orderOf(await judgment(t, 2, 'effective'));
  assert.equal((await d.isRefused('danwei1', 'explain', id, { ...explanation, stages: '尽快付清' }, about)).kind, 'invalid');
  assert.equal((await d.isRefused('danwei1', 'explain', id, { ...explanation, stages: '2027-06-30 付清' }, about)).kind, 'invalid');
  await d.does('danwei1', 'explain', id, explanation, about);
  await d.does('danwei1', 'report', id, { stage: 1, progress: '第一笔已付' }, about);
  const { data, due_on } = await d.one('select data, due_on from rc.record where id = $1', id);
  assert.equal(data.stages, '1. 2026-12-05 支付第一笔30万元（单位自报 2026-11-23 完成）\n2. 2026-12-20 付清余款');
  assert.deepEqual([data.plannedOn, due_on], ['2026-12-20', '2026-12-23']);
  assert.equal((await d.isRefused('danwei1', 'report', id, { stage: 3, progress: '没有这一步' }, about)).code, 'no-such-stage');
  assert.equal((await d.isRefused('danwei1', 'claim', id, { progress: '已付清' }, about)).code, 'no-evidence');
  await d.does('danwei1', 'claim', id, { progress: '已付清', attachments: await paper('danwei1') }, about);
  for (const action of ['accept', 'giveUp', 'supersede']) assert.equal((await d.isRefused('danwei1', action, id, { evidence: '我们做完了' }, about)).kind, 'forbidden', action);
  await d.does('jiangbei1', 'sendBack', id, { evidence: '第二笔没有到账' }, about);
  await d.does('danwei1', 'claim', id, { progress: '已补付', attachments: await paper('danwei1') }, about);
  await d.does('jiangbei1', 'accept', id, { evidence: '核对银行回单两份' }, about);
  assert.equal((await d.one('select state from rc.record where id = $1', id)).state, 'implemented');
});

test('one extension, asked for by one and granted by another, and no second', async () => {
  const { id } = await orderOf(await judgment(t, 3, 'effective'));
  await d.does('danwei1', 'explain', id, explanation, about);
  await d.does('danwei1', 'askExtension', id, { reason: '须经人大常委会调整预算' }, about);
  await d.does('xinyong1', 'extend', id, {}, about);
  assert.equal((await d.one('select due_on from rc.record where id = $1', id)).due_on, '2027-01-22');
  assert.equal((await d.isRefused('danwei1', 'askExtension', id, { reason: '还要更久' }, about)).code, 'extended-already');
});

test('a body without an account hands in paper: who entered it stands in the history and does not judge it', async () => {
  const { id } = await orderOf(await judgment(t, 4, 'effective'));
  const entered = { ...explanation, receivedOn: '2026-11-20' };
  assert.equal((await d.isRefused('jiangbei1', 'enterExplanation', id, entered, about)).code, 'no-paper');
  await d.does('jiangbei1', 'enterExplanation', id, { ...entered, attachments: await paper('jiangbei1') }, about);
  await d.does('jiangbei1', 'enterClaim', id, { receivedOn: '2026-11-23', progress: '已付清', attachments: await paper('jiangbei1') }, about);
  assert.equal((await d.isRefused('jiangbei1', 'accept', id, { evidence: '看过了' }, about)).code, 'same-person');
  await d.does('xinyong1', 'accept', id, { evidence: '核对国库支付回单' }, about);
});

test('nobody acts: blue, orange with the superior told, red, criticism by a reviewer, not implemented; heads at the time are passed on', async () => {
  on(start);
  const finding = await judgment(t, 5, 'disclosed');
  const { id } = await orderOf(finding);
  const beside = async (): Promise<string> => (await d.one('select state from pub.matter where id = $1', id)).state.zh;
  const at = async (): Promise<unknown[]> => { const row = await d.one('select state, data from rc.record where id = $1', id); return [row.state, row.data.level]; };
  await passUntil('2026-12-08');
  assert.deepEqual([await at(), await beside()], [['overdue', 'blue'], '逾期未整改（蓝色督查）']);
  await passUntil('2026-12-16');
  assert.deepEqual(await at(), ['pressed', 'orange']);
  // The superior's contact has it on the list only now, and once it stepped in no longer.
  await t.house.pool.query("insert into rc.account_role (account_id, role) select id, 'contact' from rc.account where login = 'xitong1'");
  await t.house.pool.query("update rc.account set body_id = $1 where login = 'xitong1'", [slug('jb-gov')]);
  assert.ok((await waitsFor('xitong1')).includes(id));
  await d.does('xitong1', 'supervise', id, { supervision: '约谈局长，要求十二月底前付清' }, about);
  assert.ok(!(await waitsFor('xitong1')).includes(id));
  await passUntil('2026-12-31');
  assert.deepEqual(await at(), ['reddened', 'red']);
  assert.equal((await d.isRefused('jiangbei1', 'criticise', id, { reason: '逾期' }, about)).kind, 'forbidden');
  await d.does('xinyong3', 'criticise', id, { reason: '三次督查仍未整改' }, about);
  assert.equal(await beside(), '逾期未整改，已通报批评');
  await d.does('jiangbei1', 'giveUp', id, { evidence: '截至今日未付分文' }, about);
  assert.equal(await beside(), '未整改办结');
  const { rows: letters } = await t.house.pool.query('select kind, subject_id = $2 as above, count(*)::int as n from rc.letter where register = $3 and record_id = $1 group by 1, 2 order by 1, 2', [id, slug('jb-gov'), 'rectification']);
  assert.deepEqual(letters.map((l) => [l.kind, l.above, l.n]), [['criticism', false, 1], ['criticism', true, 1], ['rectification', false, 1], ['urging', false, 3], ['urging', true, 3]]);
  const persons = await linked('accountability', finding);
  assert.deepEqual(persons.map((p) => [p.subject_id, p.state, p.data.bearing]).sort(), [[slug('shen-wangchuan'), 'passed', 'head'], [slug('song-tinglan'), 'passed', 'direct']].sort());
  on(start);
});

test('an overdue body that explained already cannot start its time anew by explaining again', async () => {
  on(start);
  const { id } = await orderOf(await judgment(t, 6, 'effective'));
  await d.does('danwei1', 'explain', id, explanation, about);
  await passUntil('2026-12-24');
  assert.equal((await d.one('select state from rc.record where id = $1', id)).state, 'overdue');
  assert.equal((await d.isRefused('danwei1', 'explain', id, { ...explanation, stages: '2026-12-30 付清' }, about)).code, 'explained-already');
  on(start);
});

test('who headed the body when the finding was made stays linked after they left, and only those entitled see it', async () => {
  on(start);
  const before = await d.one('select valid_to from rc.post where official_id = $1', slug('shen-wangchuan'));
  assert.equal(before.valid_to, null);
  await t.house.pool.query("update rc.post set valid_to = '2026-10-31' where official_id = $1", [slug('shen-wangchuan')]);
  const finding = await judgment(t, 7, 'effective');
  const person = (await linked('accountability', finding)).find((p) => p.data.bearing === 'head');
  assert.deepEqual([person.subject_id, person.personal, person.data.post, person.data.bodyName, person.data.asOf], [slug('shen-wangchuan'), true, '局长', '江北县住房和城乡建设局', '2026-10-12']);
  assert.equal(person.handler_body, slug('jb-discipline'));
  const register = t.house.registers['accountability'] as never;
  for (const [login, sees] of [['jiangbei1', true], ['xinyong3', true], ['shenji1', true], ['danwei1', false], ['jiangbei2', false], ['fayuan1', false], ['dishi2', false], ['gongwu1', false]] as const) {
    assert.equal((await findRecord(t.house.pool, await t.actor(login), register, person.id)) !== undefined, sees, login);
  }
  const self = { ...(await t.actor('gongwu1')), personId: slug('shen-wangchuan') };
  assert.ok(await findRecord(t.house.pool, self, register, person.id), 'the person sees what is held about them');
  await d.does('jiangbei1', 'pass', person.id, { cause: '拒不整改' }, { register: 'accountability' });
  assert.equal((await d.isRefused('jiangbei1', 'clear', person.id, { reason: '不属于其职责', decidedBy: '江北县监察委员会' }, { register: 'accountability' })).code, 'same-person');
  await d.does('jiangbei1', 'hold', person.id, { measure: 'talk', document: '江监谈〔2026〕7号', decidedBy: '江北县监察委员会', takenOn: start }, { register: 'accountability' });
  await t.house.pool.query('update rc.post set valid_to = null where official_id = $1', [slug('shen-wangchuan')]);
});

test('nothing of a person reaches what the public reads', async () => {
  const finding = await judgment(t, 8, 'disclosed');
  assert.equal((await linked('accountability', finding)).length, 2);
  const { rows: tables } = await t.house.pool.query<{ name: string }>("select table_name as name from information_schema.tables where table_schema = 'pub'");
  // The catalogue's examples bear names of the invented city.
  for (const { name } of tables.filter((each) => each.name !== 'rule')) assert.equal((await d.one(`select count(*) as n from pub.${name} x where x::text like '%沈望川%' or x::text like '%宋听澜%' or x::text like '%ZR-20%'`)).n, 0, name);
});

test('a correction of the finding restates what is to be put right', async () => {
  const finding = await judgment(t, 9, 'effective');
  await d.does('jiangbei2', 'correct', finding, { proposedFacts: await d.facts('civil-judgment', 'jb-housing', { caseNumber: '（2026）衡0121民初9号', summary: '更正后的未付金额为八万元。' }), reason: '金额录入有误' });
  await d.does('xinyong1', 'accept', finding, {});
  assert.match((await orderOf(finding)).data.finding, /更正后的未付金额为八万元/);
});

test('no rectification and no accountability outlives its finding, whatever state it was in and however the finding ends', async () => {
  const steps: Record<string, () => readonly (readonly [string, string, unknown])[]> = {
    ordered: () => [], explained: () => [['danwei1', 'explain', explanation]],
    claimed: () => [['danwei1', 'explain', explanation], ['danwei1', 'claim', { progress: '已付清', attachments: 'paper' }]],
    redo: () => [['danwei1', 'explain', explanation], ['danwei1', 'claim', { progress: '已付清', attachments: 'paper' }], ['jiangbei1', 'sendBack', { evidence: '没有到账' }]],
    paused: () => [['danwei1', 'explain', explanation], ['xinyong1', 'pause', { reason: '等待法院执行裁定' }]],
  };
  const ends: Record<string, readonly [string, string, unknown]> = { annul: ['jiangbei2', 'annul', annulment], withdraw: ['xinyong3', 'withdraw', { withdrawal: 'recording-error', reason: '记录有误' }] };
  on(start);
  let n = 100;
  await fc.assert(fc.asyncProperty(fc.constantFrom(...Object.keys(steps)), fc.constantFrom('effective', 'disclosed'), fc.constantFrom(...Object.keys(ends)), fc.constantFrom(null, 'overdue', 'pressed', 'reddened', 'criticised'), async (state, until, end, forced) => {
    const finding = await judgment(t, n += 1, until as 'effective');
    const { id } = await orderOf(finding);
    for (const [login, action, input] of (steps[state] as () => readonly (readonly [string, string, unknown])[])()) {
      const filled = (input as { attachments?: unknown }).attachments === 'paper' ? { ...(input as object), attachments: await paper(login) } : input;
      await d.does(login, action, id, filled, about);
    }
    // Where days would bring it, without waiting for them.
    if (forced !== null) await t.house.pool.query("update rc.record set state = $2 where id = $1", [id, forced]);
    const [login, action, input] = ends[end] as readonly [string, string, unknown];
    await d.does(login, action, finding, input);
    for (const row of [...(await linked('rectification', finding)), ...(await linked('accountability', finding))]) {
      assert.ok(['superseded', 'ended'].includes(row.state), `${row.register} ${row.state}`);
      assert.deepEqual([row.due_on, row.data], [null, { sealed: true }], `${row.register} keeps what the finding said`);
    }
    assert.equal((await d.one('select count(*) as n from pub.matter where record_id = $1', finding)).n, 0);
  }), { numRuns: 25, seed: 2017_82 });
});

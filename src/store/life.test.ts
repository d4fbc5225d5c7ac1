import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { makeIdNumber } from '../core/identifiers/id-number.ts';
import { verifyBundle } from '../core/log/verify.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { act } from './act.ts';
import { maskOf } from './conceal.ts';
import { caseNumber, type Door, doorOf, judgment, record, slug } from './door-for-tests.ts';
import { fsck } from './fsck.ts';
import { findProof, logVkey } from './log.ts';
import { sweep } from './worker.ts';

let t: TestHouse;
let d: Door;
const monday = '2026-11-23T09:00:00+08:00';
const said: string[] = [];
const log = { info: () => undefined, warn: (zh: string) => { said.push(zh); }, error: (zh: string) => { said.push(zh); } };
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
});
beforeEach(() => t.clock.set(monday));
after(() => t.close());

const row = (id: string) => d.one('select * from rc.record where id = $1', id);
const shown = (id: string) => d.one('select * from pub.record where id = $1', id);
const nextDay = (on: string): Date => new Date(Date.parse(`${on}T09:00:00+08:00`) + 86_400_000);
/** The platform's own night: everything whose day has passed. */
const night = async (until: Date | string): Promise<number> => {
  t.clock.set(until);
  return sweep(t.house, log);
};

/** A sanction of an official, taken until it waits for a decision on disclosure. */
async function sanction(n: number, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const facts = await d.facts('discipline', 'liang-zhiwei', { idNumber: '990100198002290170', documentNumber: `江监政处〔2026〕${n}号`, ...more });
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', subjectId: slug('liang-zhiwei'), facts });
  await d.does('jiwei1', 'submit', id);
  await d.does('xinyong2', 'verify', id);
  await d.does('xinyong1', 'notify', id);
  await d.does('gongwu1', 'state', id, { statement: '没有意见。' });
  await d.does('xinyong1', 'confirm', id, { reason: '事实清楚' });
  return id;
}

test('a finding of a town goes to the county and the city, comes back with a reason and goes up again as a new version', async () => {
  const facts = await d.facts('civil-judgment', 'jb-liuqiao', { caseNumber: caseNumber(1) });
  const { id } = await d.does('liuqiao1', 'create', undefined, { item: 'civil-judgment', subjectId: slug('jb-liuqiao'), facts });
  assert.equal((await d.does('liuqiao1', 'submit', id)).state, 'atTown');
  assert.equal((await d.isRefused('jiangbei1', 'verify', id)).kind, 'forbidden', 'the county is not the town');
  assert.equal((await d.does('liuqiao2', 'verify', id)).state, 'atCounty');
  assert.equal((await d.isRefused('dishi2', 'verify', id)).kind, 'not-found', 'another county does not know it');
  assert.equal((await d.does('jiangbei1', 'verify', id)).state, 'atCity');
  assert.equal((await d.does('xinyong2', 'return', id, { reason: '案号与裁判文书不一致' })).state, 'returned');
  assert.equal((await row(id)).due_on, '2026-11-30', 'five working days to put it right');
  const again = await d.does('liuqiao1', 'fix', id, { subjectId: slug('jb-liuqiao'), facts: { ...facts, caseNumber: caseNumber(2) } });
  assert.equal(again.state, 'atTown');
  const now = await row(id);
  assert.deepEqual([now.version, now.document_number, now.data.facts.caseNumber], [2, caseNumber(2), caseNumber(2)]);
  const old = await d.one("select body->'before'->'facts' as facts from rc.entry_content where record_id = $1 and body->'before' is not null", id);
  assert.equal(old.facts.caseNumber, caseNumber(1));
  assert.equal((await d.isRefused('liuqiao1', 'verify', id)).kind, 'forbidden');
  for (const [login, state] of [['liuqiao2', 'atCounty'], ['jiangbei1', 'atCity'], ['xinyong2', 'verified']] as const) assert.equal((await d.does(login, 'verify', id)).state, state);
});

test('the period for a statement runs out on its last day and the record takes effect the day after, by the system', async () => {
  const id = await judgment(t, 10, 'atCounty');
  for (const [login, action] of [['jiangbei1', 'verify'], ['xinyong1', 'verify'], ['xinyong1', 'notify']] as const) await d.does(login, action, id);
  const { due_on: dueOn, due } = await row(id);
  assert.deepEqual([dueOn, due.rule.key, due.provisional], ['2026-11-30', 'record.defence', false]);
  assert.equal(await night(`${dueOn}T23:59:00+08:00`), 0);
  assert.equal((await d.isRefused('xinyong1', 'lapse', id)).kind, 'forbidden', 'nobody shortens it by hand');
  await night(nextDay(dueOn));
  const now = await row(id);
  assert.deepEqual([now.state, now.severity], ['effective', 'general']);
  assert.equal((await d.one('select by_account from rc.entry where record_id = $1 order by n desc limit 1', id)).by_account, null);
  assert.equal((await d.isRefused('danwei1', 'state', id, { statement: '来迟了' })).kind, 'wrong-state');
});

test('a statement that is upheld drops the record, which is sealed and may be recorded anew', async () => {
  const id = await judgment(t, 20, 'atCounty');
  for (const [login, action] of [['jiangbei1', 'verify'], ['xinyong1', 'verify'], ['xinyong1', 'notify']] as const) await d.does(login, action, id);
  await d.does('danwei1', 'state', id, { statement: '判决已于九月履行完毕，附收据。' });
  assert.equal((await d.does('xinyong1', 'uphold', id, { reason: '收据属实' })).state, 'dropped');
  const now = await row(id);
  assert.deepEqual([now.title, now.document_number, now.due_on, now.data], ['', null, null, { sealed: true }]);
  assert.equal((await d.one('select count(*) as n from rc.entry_content where record_id = $1', id)).n, 0);
  assert.equal((await d.one('select count(*) as n from rc.sealed where record_id = $1', id)).n, 1);
  assert.equal(await d.one('select 1 from pub.ended where id = $1', id), undefined, 'it was never public');
  await judgment(t, 20, 'draft');
});

test('a correction of what is disclosed replaces what the public sees and leaves a second leaf that refers to the first', async () => {
  const id = await judgment(t, 30, 'disclosed', { amount: '20000000' });
  const before = await shown(id);
  assert.deepEqual([before.severity, before.until_on], ['serious', '2029-10-12']);
  const facts = await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(30), amount: '3000' });
  await d.does('jiangbei2', 'correct', id, { proposedFacts: facts, reason: '金额录入有误' });
  assert.equal((await shown(id)).leaf, before.leaf, 'a proposal shows nothing yet');
  assert.equal((await d.isRefused('jiangbei2', 'accept', id)).kind, 'forbidden');
  assert.equal((await d.isRefused('xinyong1', 'accept', id)).kind, 'forbidden', 'what is shown is changed only by a reviewer');
  const accepted = await d.does('xinyong3', 'accept', id);
  assert.equal(accepted.state, 'disclosed');
  const after = await shown(id);
  assert.deepEqual([after.version, after.body.version, after.severity, after.until_on, after.disclosed_on], [2, 2, 'general', '2027-10-12', '2026-11-23'], 'the term follows from what is true');
  assert.equal((await row(id)).due_on, '2027-10-12');
  assert.deepEqual(after.history.map((h: { kind: string; version: number }) => [h.kind, h.version]), [['disclosed', 1], ['corrected', 2]]);
  const leaf = JSON.parse((await d.one('select entry from pub.log_leaf where idx = $1', after.leaf)).entry.toString());
  assert.deepEqual([leaf.kind, leaf.refers], ['corrected', before.leaf]);
  const old = await d.one("select body->'before'->'facts' as facts from rc.entry_content where record_id = $1 and body->'before' is not null", id);
  assert.deepEqual([old.facts.amount, (await row(id)).data.facts.amount], [2_000_000_000, 300_000]);
  await t.house.settled();
  const { rows: [{ entry }] } = await t.house.pool.query('select entry from pub.log_leaf where idx = $1', [after.leaf]);
  const bundle = { format: 'rongcheng-record-proof@1', record: after.body, salt: after.salt.toString('base64'), entry: entry.toString('base64'), proof: await findProof(t.house.pool, after.leaf), vkey: logVkey(t.house) };
  assert.ok((await verifyBundle(bundle, { trustedVkey: logVkey(t.house) })).ok);
  assert.ok(!(await verifyBundle({ ...bundle, record: before.body })).ok);
  await d.does('jiangbei2', 'correct', id, { proposedFacts: facts, reason: '再次核对' });
  assert.equal((await d.does('xinyong3', 'decline', id, { reason: '无需更正' })).state, 'disclosed');
  assert.equal((await shown(id)).leaf, after.leaf);
});

test('an official’s record is shown on a ground for persons or not at all, and never with a name or a number', async () => {
  const id = await sanction(1);
  for (const [mode, ground, why] of [['full', undefined, 'no-ground'], ['summary', 'court-document', 'no-ground'], ['statistics', undefined, 'no-ground'], ['full', 'official-published', 'no-ground']] as const) {
    assert.equal((await d.isRefused('xinyong1', 'propose', id, { mode, summary: '被处分。', ...(ground === undefined ? {} : { ground }) })).code, why, `${mode} on ${ground}`);
  }
  await d.does('xinyong1', 'propose', id, { mode: 'summary', ground: 'official-published', summary: '因失职受记过处分。', masks: {} });
  await d.does('xinyong3', 'approve', id);
  const { body, haystack, body_id: bodyId } = await shown(id);
  const text = JSON.stringify(body) + haystack;
  for (const secret of ['梁知微', '990100198002290170', '江监政处', slug('liang-zhiwei'), '股长']) assert.ok(!text.includes(secret), secret);
  assert.equal(bodyId, '00000000-0000-0000-0000-000000000000');
});

test('a text with personal data passes neither proposal nor approval until it is masked', async () => {
  const id = await judgment(t, 50, 'effective');
  const proposal = { mode: 'summary', ground: 'court-document', summary: '请与张某联系，电话13800001234。' };
  assert.equal((await d.isRefused('xinyong1', 'propose', id, proposal)).code, 'gate');
  await d.does('xinyong1', 'propose', id, { ...proposal, masks: { summary: '请与张某联系，电话138****1234。' } });
  await d.does('xinyong3', 'approve', id);
  const { body, haystack } = await shown(id);
  assert.ok(!`${JSON.stringify(body)}${haystack}`.includes('13800001234'));
  assert.equal((await d.one('select count from pub.masked where record_id = $1', id)).count, 1);
});

test('what is closed or only counted publishes nothing, and a sanction is kept until its period is over', async () => {
  const leaves = (await d.one('select next from rc.log_head')).next;
  const closed = await sanction(2, { sanctionPeriod: '24' });
  await d.does('xinyong1', 'propose', closed, { mode: 'closed' });
  assert.equal((await d.does('xinyong3', 'approve', closed)).state, 'closed');
  const { data } = await row(closed);
  assert.deepEqual([data.mode, data.until], ['closed', '2028-10-12'], 'decided on 2026-10-12, twenty-four months');
  const counted = await sanction(3);
  await d.does('xinyong1', 'propose', counted, { mode: 'statistics', ground: 'statistics-anonymous' });
  assert.equal((await d.does('xinyong3', 'approve', counted)).state, 'counted');
  assert.equal((await d.one('select next from rc.log_head')).next, leaves + 4, 'two notices, two words of repair and nothing else');
  for (const id of [closed, counted]) assert.equal(await shown(id), undefined);
});

test('what is withheld ends with its retention even if nobody ever reviews it', async () => {
  const id = await sanction(4, { sanctionPeriod: '24' });
  await d.does('xinyong1', 'propose', id, { mode: 'closed' });
  await d.does('xinyong3', 'approve', id);
  const { due_on: reviewOn } = await row(id);
  await night(nextDay(reviewOn));
  assert.equal((await row(id)).state, 'rechecked');
  const { due_on: decideOn, data } = await row(id);
  await night(nextDay(decideOn));
  assert.equal((await row(id)).state, 'rechecked', 'late is not over');
  await night(`${data.until}T23:00:00+08:00`);
  assert.equal((await row(id)).state, 'rechecked');
  await night(nextDay(data.until));
  assert.deepEqual([(await row(id)).state, (await row(id)).subject_id], ['ended', null]);
});

test('a minor finding is shown only where somebody says why it must be', async () => {
  const facts = await d.facts('open-commitment', 'jh-housing');
  const { id } = await d.does('xinyong1', 'create', undefined, { item: 'open-commitment', subjectId: slug('jh-housing'), facts });
  for (const [login, action] of [['xinyong1', 'submit'], ['xinyong2', 'verify'], ['xinyong2', 'notify']] as const) await d.does(login, action, id);
  await night(nextDay((await row(id)).due_on));
  assert.equal((await row(id)).severity, 'minor');
  const proposal = { mode: 'summary', ground: 'foi-19', summary: '承诺的窗口没有开放。' };
  assert.equal((await d.isRefused('xinyong1', 'propose', id, proposal)).code, 'not-by-default');
  await d.does('xinyong1', 'propose', id, { ...proposal, necessity: '面向全体办事群众的承诺' });
  assert.equal((await d.does('xinyong3', 'approve', id)).state, 'disclosed');
  assert.ok(!JSON.stringify((await shown(id)).body).includes('全体办事群众'), 'the reason is for the second reviewer');
});

test('whoever wrote or accepted a correction does not approve what it is shown as', async () => {
  const id = await judgment(t, 90, 'effective');
  const facts = await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(90), remark: '已核' });
  await d.does('jiangbei2', 'correct', id, { proposedFacts: facts, reason: '补充' });
  await d.does('xinyong2', 'accept', id);
  await d.does('xinyong1', 'propose', id, { mode: 'closed' });
  assert.equal((await d.isRefused('xinyong2', 'approve', id)).code, 'same-person');
  const maker = { ...(await t.actor('xinyong3')), accountId: (await t.actor('jiangbei2')).accountId };
  const outcome = await act(t.house, maker, { register: record, recordId: id, action: 'approve', input: {} });
  assert.ok(!outcome.ok && outcome.problem.code === 'same-person');
});

test('a disclosure ends on the day after its last day, also while a correction waits', async () => {
  const [plain, correcting] = [await judgment(t, 60, 'disclosed'), await judgment(t, 61, 'disclosed')];
  await d.does('jiangbei2', 'correct', correcting, { proposedFacts: await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(61) }), reason: '待核' });
  const { until_on: until } = await shown(plain);
  await night(`${until}T23:00:00+08:00`);
  assert.ok((await shown(plain)) !== undefined && (await shown(correcting)) !== undefined);
  await night(nextDay(until));
  for (const id of [plain, correcting]) {
    assert.equal(await shown(id), undefined);
    assert.deepEqual(await d.one('select kind, reason, ended_on from pub.ended where id = $1', id), { kind: 'expired', reason: 'publicity-ended', ended_on: t.clock.today() });
  }
  assert.deepEqual(said, []);
});

test('a name that several bear is judged by a person, taken back, judged otherwise, and forgotten with the record', async () => {
  const number = makeIdNumber(77_777, '1990-01-01');
  const facts = await d.facts('discipline', 'xu-huaijin', { idNumber: number, documentNumber: '江监政处〔2026〕70号' });
  const about = { register: 'identity-review' };
  const candidates = ['xu-huaijin', 'xu-huaijin-2'].map((s) => ({ id: slug(s), name: '许怀瑾', about: '某局' }));
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', facts }, { unresolved: { name: '许怀瑾', hint: '市财政局', candidates } });
  assert.equal((await d.isRefused('jiwei1', 'submit', id)).code, 'no-subject');
  const { id: review } = await d.one("select to_id as id from rc.link where from_id = $1 and kind = 'identity'", id);
  assert.equal((await d.isRefused('shenfen1', 'match', review, { chosenId: slug('liang-zhiwei'), reason: '？' }, about)).code, 'not-candidate');
  assert.equal((await d.isRefused('xinyong1', 'match', review, { chosenId: slug('xu-huaijin'), reason: '？' }, about)).kind, 'not-found');
  await d.does('shenfen1', 'match', review, { chosenId: slug('xu-huaijin'), reason: '单位与职务一致' }, about);
  assert.equal((await row(id)).subject_id, slug('xu-huaijin'));
  await d.does('jiwei1', 'submit', id);
  await d.does('shenfen1', 'reverse', review, { reason: '身份证号不同' }, about);
  assert.deepEqual([(await row(id)).state, (await row(id)).subject_id], ['draft', null]);
  await d.does('shenfen1', 'differ', review, { reason: '另有其人' }, about);
  const { subject_id: fresh, data } = await row(id);
  assert.ok(![slug('xu-huaijin'), slug('xu-huaijin-2')].includes(fresh));
  assert.equal((await d.one('select name from rc.subject where id = $1', fresh)).name, '许怀瑾');
  assert.notEqual(maskOf(data.facts.idNumber), number);
  await d.does('jiwei1', 'submit', id);
  await d.does('jiwei1', 'discard', id, { reason: '误报' });
  const closed = await row(review);
  assert.deepEqual([closed.state, closed.title, closed.data], ['moot', '', { sealed: true }], 'the review does not outlive the record');
});

test('a person who touched a record neither verifies nor approves it, in whatever role', async () => {
  const facts = await d.facts('civil-judgment', 'jh-housing', { caseNumber: caseNumber(80) });
  const { id } = await d.does('xinyong1', 'create', undefined, { item: 'civil-judgment', subjectId: slug('jh-housing'), facts });
  await d.does('xinyong1', 'submit', id);
  assert.equal((await d.isRefused('xinyong1', 'verify', id)).code, 'same-person');
  await d.does('xinyong2', 'verify', id);
  await d.does('xinyong2', 'notify', id);
  await night(nextDay((await row(id)).due_on));
  await d.does('xinyong1', 'propose', id, { mode: 'closed' });
  for (const login of ['xinyong1', 'xinyong2']) assert.equal((await d.isRefused(login, 'approve', id)).kind, 'forbidden', login);
  assert.equal((await d.does('xinyong3', 'approve', id)).state, 'closed');
  assert.equal((await t.house.pool.query('select 1 from rc.record where register = $1 and id = $2', [record, id])).rowCount, 1);
});

test('after all this the ledger checks itself and finds nothing', async () => {
  await t.house.settled();
  assert.deepEqual((await fsck(t.house)).findings, []);
});

test('a mask that says something else than the record is refused, at the desk and in a correction', async () => {
  const id = await judgment(t, 91, 'effective');
  const rewritten = { mode: 'full', ground: 'court-document', summary: '未按期履行。', masks: { cause: '已经全部履行完毕' } };
  assert.equal((await d.isRefused('xinyong1', 'propose', id, rewritten)).code, 'mask-rewrites');
});

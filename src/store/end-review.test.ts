import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { makeIdNumber } from '../core/identifiers/id-number.ts';
import { addDays } from '../core/identifiers/dates.ts';
import { roles } from '../core/actor.ts';
import { act } from './act.ts';
import { annulment, type Door, doorOf, judgment, slug } from './door-for-tests.ts';
import { fsck } from './fsck.ts';
import { listRecords } from './records.ts';
import { sweep } from './worker.ts';

let t: TestHouse;
let d: Door;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
});
after(async () => { await t.close(); });

const about = { register: 'end-review' };
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const withdrawal = { withdrawal: 'recording-error', reason: '记录有误' };
const reviewOf = async (recordId: string): Promise<any> =>
  d.one("select r.* from rc.link l join rc.record r on (r.register, r.id) = (l.to_register, l.to_id) where l.from_id = $1 and l.kind = 'ending'", recordId);
const waitsFor = async (login: string): Promise<string[]> =>
  (await listRecords(t.house.pool, await t.actor(login), t.house.registers['end-review'] as never, { duty: true }, { limit: 100 })).rows.map((r) => r.id);

test('a record that never took effect ends without a review; one in effect leaves one behind', async () => {
  const [early, late] = [await judgment(t, 1, 'atCounty'), await judgment(t, 2, 'effective')];
  const { no } = await d.one('select no from rc.record where id = $1', late);
  for (const id of [early, late]) await d.does('jiangbei2', 'annul', id, annulment);
  assert.equal(await reviewOf(early), undefined);
  const review = await reviewOf(late);
  assert.deepEqual([review.state, review.due_on, review.maker_body, review.subject_id, review.data.recordNo, review.data.ground, review.data.annulledBy], ['atReviewer', '2026-11-30', slug('jb-ndrc'), slug('jb-housing'), no, '裁判文书被撤销或改判', annulment.document]);
  assert.ok((await waitsFor('xinyong3')).includes(review.id));
  for (const login of ['shenji1', 'jiangbei2', 'jiangbei1']) assert.ok(!(await waitsFor(login)).includes(review.id), login);
});

test('whoever ended a record does not review it, whatever roles they hold', async () => {
  const id = await judgment(t, 3, 'disclosed');
  const everything = { ...(await t.actor('jiangbei2')), roles: (Object.keys(roles) as (keyof typeof roles)[]).filter((r) => r !== 'system'), level: 'city' as const, areas: 'all' as const };
  const ended = await act(t.house, everything, { register: 'dishonesty-record', recordId: id, action: 'annul', input: annulment });
  assert.ok(ended.ok, JSON.stringify(ended));
  const review = await reviewOf(id);
  for (const action of ['confirm', 'contest']) {
    const outcome = await act(t.house, everything, { ...about, recordId: review.id, action, input: { reason: '我看没问题' } });
    assert.ok(!outcome.ok && outcome.problem.code === 'own-ending', action);
  }
  await d.does('xinyong2', 'confirm', review.id, { reason: '已核对再审判决' }, about);
});

test('what a reviewer withdrew is the auditor’s to review, not the colleague’s', async () => {
  const id = await judgment(t, 4, 'disclosed');
  await d.does('xinyong3', 'withdraw', id, withdrawal);
  const review = await reviewOf(id);
  assert.equal(review.state, 'atAuditor');
  assert.equal((await d.isRefused('xinyong2', 'confirm', review.id, { reason: '无误' }, about)).kind, 'forbidden');
  assert.ok((await waitsFor('shenji1')).includes(review.id));
  await d.does('shenji1', 'confirm', review.id, { reason: '已核对原判决书' }, about);
});

test('a review that is done keeps its content no longer: title, reasons and numbers are gone from what can be read', async () => {
  const id = await judgment(t, 5, 'disclosed');
  await d.does('jiangbei2', 'annul', id, { ...annulment, reason: '此句终止后应当消失' });
  const { id: review } = await reviewOf(id);
  await d.does('xinyong3', 'confirm', review, { reason: '此句复查后应当消失' }, about);
  const row = await reviewOf(id);
  assert.deepEqual([row.state, row.title, row.document_number, row.data], ['confirmed', '', null, { sealed: true }]);
  for (const table of ['rc.record', 'rc.entry_content', 'rc.entry', 'pub.record']) assert.equal((await d.one(`select count(*) as n from ${table} x where x::text like '%应当消失%'`)).n, 0, table);
  const { keep_until: kept } = await d.one('select keep_until from rc.sealed where record_id = $1', review);
  assert.equal(kept, '2031-11-23', 'the sealed copy is kept as long as any record’s');
});

test('about a person the review holds nothing that tells who it is', async () => {
  const facts = await d.facts('discipline', 'liang-zhiwei', { idNumber: makeIdNumber(31_313, '1981-01-01'), documentNumber: '江监政处〔2026〕313号' });
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', subjectId: slug('liang-zhiwei'), facts });
  for (const [login, action] of [['jiwei1', 'submit'], ['xinyong2', 'verify'], ['xinyong1', 'notify']] as const) await d.does(login, action, id);
  t.clock.set(new Date('2026-12-20T09:00:00+08:00'));
  await sweep(t.house, quiet);
  assert.equal((await d.one('select state from rc.record where id = $1', id)).state, 'effective');
  await d.does('jiwei1', 'annul', id, { annulment: 'discipline-annulled', document: '江监复〔2026〕9号', reason: '梁知微一案复核后撤销' });
  const review = await reviewOf(id);
  assert.equal(review.subject_id, null);
  const { rows: told } = await t.house.pool.query('select e.*, c.body from rc.entry e join rc.entry_content c using (register, record_id, n) where e.record_id = $1', [review.id]);
  for (const clue of ['梁知微', slug('liang-zhiwei'), '313号', '9号', String(facts['idNumber'])]) assert.ok(!JSON.stringify([review, told]).includes(clue), clue);
  assert.deepEqual([review.item, review.data.way, review.data.ground], ['discipline', 'annul', '处分、问责决定被撤销或变更']);
  assert.ok(review.data.recordNo.startsWith('SX-2026-'));
});

test('an ending without ground stands on the work lists of the source and the auditor until the finding was entered anew', async () => {
  const [first, second] = [await judgment(t, 6, 'effective'), await judgment(t, 7, 'effective')];
  const reviews: string[] = [];
  for (const id of [first, second]) {
    await d.does('jiangbei2', 'annul', id, annulment);
    const review = await reviewOf(id);
    await d.does('xinyong3', 'contest', review.id, { reason: '该再审判决书并不存在' }, about);
    reviews.push(review.id);
  }
  for (const login of ['jiangbei2', 'shenji1']) assert.deepEqual((await waitsFor(login)).filter((id) => reviews.includes(id)).length, 2, login);
  // What is needed to enter it anew is still there, and the same finding may be entered again.
  const { document_number: number, data } = await d.one('select * from rc.record where id = $1', reviews[0]);
  assert.ok(number.includes('民初6号') && data.item === 'civil-judgment');
  const anew = await d.one('select no from rc.record where id = $1', await judgment(t, 6, 'atCounty'));
  assert.equal((await d.isRefused('jiangbei2', 'refile', reviews[0], { newNo: '已重录' }, about)).code, 'bad-number');
  await d.does('jiangbei2', 'refile', reviews[0], { newNo: anew.no }, about);
  t.clock.set(new Date(`${addDays(t.clock.today(), 20)}T09:00:00+08:00`));
  await sweep(t.house, quiet);
  assert.equal((await d.one('select state from rc.record where id = $1', reviews[1])).state, 'unfiled');
  await d.does('shenji1', 'conclude', reviews[1], { reason: '已约谈源头部门并移送' }, about);
});

test('a review that nobody decides in time passes to the auditor', async () => {
  const id = await judgment(t, 8, 'effective');
  await d.does('jiangbei2', 'annul', id, annulment);
  t.clock.set(new Date(`${addDays(t.clock.today(), 20)}T09:00:00+08:00`));
  await sweep(t.house, quiet);
  const review = await reviewOf(id);
  assert.equal(review.state, 'atAuditor');
  await d.does('shenji1', 'confirm', review.id, { reason: '已核对再审判决' }, about);
});

test('after all this the ledger checks itself and finds nothing', async () => {
  assert.deepEqual((await fsck(t.house)).findings.filter(({ code }) => code !== 'log-behind'), []);
});

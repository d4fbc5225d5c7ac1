/** 一次判断、长期有效: the number of a finding stays with whoever it was judged to be about, and goes when the judgement is taken back. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeIdNumber } from '../core/identifiers/id-number.ts';
import { type Door, doorOf, slug } from '../store/door-for-tests.ts';
import { type ApiHouse, type Ask, isProblem, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
let d: Door;
before(async () => {
  h = await openApiHouse();
  d = doorOf(h.t);
});
after(() => h.close());

const post = (input: unknown): Ask => ({ method: 'POST', send: { input } });
let n = 0;
/** A sanction entered at the source with this number, and its review where one was opened. */
async function entered(idNumber: string): Promise<{ id: string; subject: string | null; review: string | undefined }> {
  const facts = await d.facts('discipline', 'liang-zhiwei', { idNumber, documentNumber: `江监政处〔2026〕${600 + ++n}号` });
  const made = await h.ask('jiwei1', '/records/dishonesty-record/actions/create', post({ item: 'discipline', facts }));
  assert.equal(made.statusCode, 201, made.body);
  const { id, subject } = made.json();
  return { id, subject: subject?.id ?? null, review: (await d.one("select to_id as id from rc.link where from_id = $1 and kind = 'identity'", id))?.id };
}
const judge = (review: string | undefined, action: string, input: object) => h.ask('shenfen1', `/records/identity-review/${review}/actions/${action}`, post(input));
const numbered = async (subject: string | null): Promise<boolean> => (await d.one('select id_index is not null as has from rc.official where subject_id = $1', subject)).has;

test('somebody new keeps the number they were judged by, and a second finding with it needs no judgement', async () => {
  const number = makeIdNumber(41_001, '1985-03-04');
  const first = await entered(number);
  assert.equal(first.subject, null);
  const parallel = await entered(number);
  assert.equal((await judge(first.review, 'differ', { reason: '单位职务均不相符' })).statusCode, 200);
  const person = (await d.one('select subject_id as id from rc.record where id = $1', first.id)).id as string;
  const second = await entered(number);
  assert.deepEqual([second.subject, second.review], [person, undefined]);
  // A review that was open meanwhile comes to the same person, not to a third of the name.
  assert.equal((await judge(parallel.review, 'differ', { reason: '单位职务均不相符' })).statusCode, 200);
  assert.equal((await d.one('select subject_id as id from rc.record where id = $1', parallel.id)).id, person);
});

test('a judgement that is taken back takes its number along', async () => {
  const number = makeIdNumber(41_002, '1985-03-04');
  const first = await entered(number);
  assert.equal((await judge(first.review, 'differ', { reason: '另有其人' })).statusCode, 200);
  const person = (await d.one('select subject_id as id from rc.record where id = $1', first.id)).id as string;
  assert.equal(await numbered(person), true);
  assert.equal((await judge(first.review, 'reverse', { reason: '看错单位' })).statusCode, 200);
  assert.equal(await numbered(person), false);
  const again = await entered(number);
  assert.equal(again.subject, null);
  assert.ok(again.review !== undefined);
});

test('who had no number on file is known by that of a finding judged to be about them; nobody is given another’s', async () => {
  const bare = slug('liang-zhiwei-2');
  await h.t.house.pool.query('update rc.official set id_cipher = null, id_index = null where subject_id = $1', [bare]);
  const number = makeIdNumber(41_003, '1990-01-01');
  const first = await entered(number);
  const late = await entered(number);
  assert.equal((await judge(first.review, 'match', { chosenId: bare, reason: '单位与职务一致' })).statusCode, 200);
  assert.equal((await entered(number)).subject, bare);
  isProblem(await judge(late.review, 'match', { chosenId: slug('liang-zhiwei'), reason: '单位与职务一致' }), 422, 'number-of-another');
  assert.equal((await judge(first.review, 'reverse', { reason: '看错职务' })).statusCode, 200);
  assert.equal(await numbered(bare), false);
  assert.equal(await numbered(slug('liang-zhiwei')), true, 'a number from the staff lists is nobody’s judgement');
});

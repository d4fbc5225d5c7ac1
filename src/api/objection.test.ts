import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { counterActor } from '../core/actor.ts';
import { act } from '../store/act.ts';
import { caseNumber, doorOf, judgment, slug } from '../store/door-for-tests.ts';
import { type ApiHouse, isProblem, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
before(async () => { h = await openApiHouse(); });
after(() => h.close());

/** Asks as a login. */
const as = async (login: string) => async (method: 'GET' | 'POST', url: string, send?: unknown) => {
  const answer = await h.ask(login, url, { method, ...(send === undefined ? {} : { send }) });
  return { status: answer.statusCode, body: answer.json() as any };
};
const record = '/records/dishonesty-record';
const ids = (links: { register: string; id: string }[] = []) => links.map(({ register, id }) => `${register} ${id}`);

test('a body is offered to object on the page of its record, and sees its own objection; the source and the office see what it is about', async () => {
  const d = doorOf(h.t);
  const id = await judgment(h.t, 901, 'disclosed', { amount: '20000000' });
  const danwei = await as('danwei1');
  const seen = await danwei('GET', `${record}/${id}`);
  assert.deepEqual(seen.body.begins.map((b: { register: string }) => b.register).sort(), ['leniency', 'objection', 'repair']);
  const plea = seen.body.begins.find((b: { register: string }) => b.register === 'leniency').action.takes.find((take: { key: string }) => take.key === 'pleaded');
  assert.deepEqual(plea.choices.map((c: { value: string }) => c.value), ['body-effect-removed', 'body-harm-prevented', 'body-loss-restored'], 'only grounds that fit the record are offered');
  const offer = seen.body.begins.find((b: { register: string }) => b.register === 'objection');
  assert.deepEqual([offer.input, offer.action.takes.some((take: { key: string }) => take.key === 'recordId')], [{ recordId: id }, false]);
  for (const [login, expected] of [['shenji1', ['recommendation']], ['fucha1', []], ['jiangbei2', ['objection']]] as const) assert.deepEqual((await (await as(login))('GET', `${record}/${id}`)).body.begins.map((b: { register: string }) => b.register), expected, login);
  const input = { ...offer.input, wrong: 'content', statement: '金额应为三千元。' };
  const made = await danwei('POST', '/records/objection/actions/raise', { input });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.deepEqual([made.body.facts, made.body.about.id, made.body.about.stateLabel.zh], [[], id, '公示中']);
  assert.deepEqual(made.body.fields.filter((f: { key: string }) => ['who', 'wrong', 'statement', 'sourceId'].includes(f.key)).map((f: { display: string }) => f.display), ['江北县发展和改革局', '被记录的单位', '内容不实或者有差错', '金额应为三千元。']);
  isProblem(await h.ask('danwei2', '/records/objection/actions/raise', { method: 'POST', send: { input } }), 403, 'no-grant');
  const again = await danwei('GET', `${record}/${id}`);
  assert.deepEqual([again.body.disputed, ids(again.body.links).includes(`objection ${made.body.id}`)], [true, true]);
  const listed = await danwei('GET', `${record}?limit=50`);
  assert.equal(listed.body.items.find((r: { id: string }) => r.id === id).disputed, true);
  const work = await (await as('jiangbei1'))('GET', '/work');
  assert.ok(work.body.items.some((r: { id: string }) => r.id === made.body.id), 'it waits for the source');
  for (const login of ['jiangbei1', 'jiangbei2', 'xinyong1', 'xinyong3']) {
    const { items, counts } = (await (await as(login))('GET', '/work')).body as { items: { register: string; state: string }[]; counts: { register: string; state: string; count: number }[] };
    for (const { register, state, count } of counts) assert.equal(items.filter((row) => row.register === register && row.state === state).length, count, `${login}: every number opens as many, ${register} ${state}`);
    assert.equal(counts.reduce((sum, { count }) => sum + count, 0), items.length, login);
  }
  await d.does('jiangbei1', 'answer', made.body.id, { opinion: 'correct', answer: '金额确为三千元。' }, { register: 'objection' });
  const facts = await d.facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(901), amount: '3000' });
  const office = await as('xinyong4');
  assert.equal((await office('GET', `/records/objection/${made.body.id}`)).body.about.facts.find((f: { key: string }) => f.key === 'amount').value, 2_000_000_000);
  const other = await office('POST', `/records/objection/${made.body.id}/actions/correct`, { input: { facts: { ...facts, subjectName: '江衡市住房和城乡建设局', subjectCode: '' }, reason: '更正' } });
  assert.equal(other.body.errors?.[0]?.pointer, 'facts', 'a correction cannot change whom it is about');
  const corrected = await office('POST', `/records/objection/${made.body.id}/actions/correct`, { input: { facts, reason: '金额有误，予以更正。' } });
  assert.equal(corrected.status, 200, JSON.stringify(corrected.body));
  const after = await danwei('GET', `${record}/${id}`);
  assert.deepEqual([after.body.disputed, after.body.version, after.body.facts.find((f: { key: string }) => f.key === 'amount').value], [false, 2, 300_000]);
});

test('a refusal offers an appeal to the one who was refused, and to nobody who decided', async () => {
  const d = doorOf(h.t);
  const id = await judgment(h.t, 902, 'disclosed');
  const { id: it } = await d.does('danwei1', 'raise', undefined, { recordId: id, wrong: 'content', statement: '有误' }, { register: 'objection' });
  await d.does('jiangbei1', 'answer', it, { opinion: 'stands', answer: '无误' }, { register: 'objection' });
  await d.does('xinyong4', 'refuse', it, { reason: '无误' }, { register: 'objection' });
  const begins = async (login: string): Promise<string[]> => (await (await as(login))('GET', `/records/objection/${it}`)).body.begins.map((b: { register: string }) => b.register);
  assert.deepEqual([await begins('danwei1'), await begins('xinyong4'), await begins('fucha1')], [['appeal'], [], []]);
  const made = await (await as('danwei1'))('POST', '/records/appeal/actions/raise', { input: { aboutRegister: 'objection', aboutId: it, statement: '没有核对。' } });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const seen = await (await as('fucha1'))('GET', `/records/appeal/${made.body.id}`);
  assert.deepEqual([seen.body.actions.map((a: { id: string }) => a.id), ids(seen.body.links).includes(`dishonesty-record ${id}`)], [['askExtension', 'confirm', 'overturn', 'sendBack'], true]);
});

test('what came over the public counter says so in the history of the matter; what nobody did, the system did', async () => {
  const id = await judgment(h.t, 905, 'disclosed');
  const outcome = await act(h.t.house, counterActor, { register: 'objection', action: 'raise', input: { recordId: id, who: 'person', wrong: 'other', statement: '有误' } });
  assert.ok(outcome.ok);
  const by = async (register: string, recordId: string) => (await (await as('xinyong1'))('GET', `/records/${register}/${recordId}`)).body.timeline.map((e: { action: string; by: { name: string } | null }) => [e.action, e.by?.name ?? null]);
  assert.deepEqual(await by('objection', outcome.value.id), [['raise', '公众窗口']]);
  assert.deepEqual((await by('dishonesty-record', id)).at(-1), ['dispute', null]);
});

test('staff who enter a paper objection are asked who objects, and are given number and code for that one; sent again it is the same', async () => {
  const id = await judgment(h.t, 903, 'disclosed');
  const seen = await (await as('jiangbei2'))('GET', `${record}/${id}`);
  const offer = seen.body.begins.find((b: { register: string }) => b.register === 'objection');
  assert.deepEqual([offer.action.id, offer.action.takes.find((take: { key: string }) => take.key === 'who').required], ['enter', true]);
  const own = (await (await as('danwei1'))('GET', `${record}/${id}`)).body.begins.find((b: { register: string }) => b.register === 'objection');
  assert.deepEqual([own.action.id, own.action.takes.find((take: { key: string }) => take.key === 'who').required], ['raise', false]);
  const send = { input: { ...offer.input, wrong: 'content', statement: '金额有误。', name: '望江广告' } };
  const missing = await (await as('jiangbei2'))('POST', '/records/objection/actions/enter', send);
  assert.deepEqual([missing.status, missing.body.errors.map((e: { pointer: string }) => e.pointer)], [422, ['who']]);
  const whole = { input: { ...send.input, who: 'enterprise' } };
  const enter = async () => (await h.ask('jiangbei2', '/records/objection/actions/enter', { method: 'POST', send: whole, headers: { 'idempotency-key': 'paper-903' } })).json() as any;
  const [made, again] = [await enter(), await enter()];
  assert.match(made.receipt.code, /^[2-9A-HJ-NP-Z]{10}$/);
  assert.deepEqual([made.receipt.no, again.receipt, again.id], [made.no, made.receipt, made.id]);
  assert.equal((await (await as('jiangbei2'))('GET', `/records/objection/${made.id}`)).body.receipt, undefined, 'said once');
});

test('who may not judge a matter of their own body reads on its page why, and who does', async () => {
  const d = doorOf(h.t);
  const { id } = await d.does('fayuan1', 'create', undefined, { item: 'civil-judgment', subjectId: slug('jh-ndrc'), facts: await d.facts('civil-judgment', 'jh-ndrc', { caseNumber: caseNumber(904) }) });
  for (const [login, action] of [['fayuan1', 'submit'], ['xinyong1', 'verify'], ['fayuan1', 'notify']] as const) await d.does(login, action, id);
  const { id: it } = await d.does('fagai1', 'raise', undefined, { recordId: id, wrong: 'content', statement: '有误' }, { register: 'objection' });
  const office = (await (await as('xinyong4'))('GET', `/records/objection/${it}`)).body;
  assert.deepEqual(office.actions, []);
  assert.match(office.recused.zh, /针对您所在单位.*“本级核查”.*由同级政府的申诉复查机构代办/);
  const arbiter = (await (await as('fucha2'))('GET', `/records/objection/${it}`)).body;
  assert.deepEqual([arbiter.recused, arbiter.actions.some((a: { id: string }) => a.id === 'verifyHere')], [null, true]);
  const { body: work } = await (await as('fucha2'))('GET', '/work');
  await d.does('fayuan2', 'answer', it, { opinion: 'stands', answer: '无误' }, { register: 'objection' });
  const { body: later } = await (await as('fucha2'))('GET', '/work');
  assert.deepEqual([work, later].map(({ items }) => items.some((r: { id: string }) => r.id === it)), [false, true], 'first the source answers');
});

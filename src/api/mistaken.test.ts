import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { makeIdNumber } from '../core/identifiers/id-number.ts';
import { act } from '../store/act.ts';
import { reveal } from '../store/conceal.ts';
import { type Door, doorOf, slug } from '../store/door-for-tests.ts';
import { sealFiles } from '../store/files.ts';
import { fsck } from '../store/fsck.ts';
import { sweep } from '../store/worker.ts';
import { type ApiHouse, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
let d: Door;
before(async () => {
  h = await openApiHouse();
  d = doorOf(h.t);
});
after(() => h.close());

const [wrong, right] = [slug('liang-zhiwei'), slug('liang-zhiwei-2')];
const about = { register: 'identity-review' };
const url = '/records/dishonesty-record';
const said = '本人从未在该单位任职，此事与我无关。';
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const row = (id: string) => d.one('select * from rc.record where id = $1', id);
const upload = async (login: string, name: string): Promise<string> => (await h.ask(login, '/attachments', { method: 'POST', file: { name, bytes: Buffer.from(`${name}的内容`) } })).json().id;
const steps = [['jiwei1', 'submit'], ['xinyong2', 'verify'], ['xinyong1', 'notify'], ['gongwu1', 'state'], ['xinyong1', 'confirm', { reason: '维持' }]] as const;
const show = [['xinyong1', 'propose', { mode: 'summary', ground: 'official-published', summary: '因失职受记过处分。', masks: {} }], ['xinyong3', 'approve', {}]] as const;
const hold = (mode: string) => [['xinyong1', 'propose', { mode, ...(mode === 'closed' ? {} : { ground: 'statistics-anonymous' }) }], ['xinyong3', 'approve', {}]] as const;
const correct = ['jiwei1', 'correct', { reason: '更正' }] as const;

interface Case {
  readonly id: string;
  readonly review: string;
  readonly number: string;
  readonly source: string;
  readonly statement: string;
}

let made = 0;
/** A finding about a name that two bear, judged to be about the wrong one and taken further. */
async function taken(walk: readonly (readonly [string, string, object?])[]): Promise<Case> {
  made += 1;
  h.t.clock.set('2026-11-23T09:00:00+08:00');
  const number = makeIdNumber(30_000 + made, '1990-01-01');
  const facts = await d.facts('discipline', 'liang-zhiwei', { idNumber: number, sanction: '降级', sanctionPeriod: '24个月', documentNumber: `江监政处〔2026〕${300 + made}号` });
  const [source, statement] = [await upload('jiwei1', '处分决定.txt'), await upload('gongwu1', '任职证明.txt')];
  const candidates = [wrong, right].map((id) => ({ id, name: '梁知微', about: '' }));
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', facts, attachments: [source] }, { unresolved: { name: '梁知微', candidates } });
  const { id: review } = await d.one("select to_id as id from rc.link where from_id = $1 and kind = 'identity'", id);
  await d.does('shenfen1', 'match', review, { chosenId: wrong, reason: '姓名与单位一致' }, about);
  for (const [login, action, input] of walk) {
    if (action === 'state') await d.does(login, action, id, { statement: said, attachments: [statement] });
    else if (action === 'correct') await d.does(login, action, id, { ...input, proposedFacts: facts });
    else if (action === 'sweep') {
      h.t.clock.set(`${(await row(id)).due_on}T09:00:00+08:00`);
      h.t.clock.set(new Date(h.t.clock.now().getTime() + 86_400_000));
      await sweep(h.t.house, log);
    } else await d.does(login, action, id, input ?? {});
  }
  return { id, review, number, source, statement };
}

const heirOf = async (id: string) => d.one("select r.* from rc.link l join rc.record r on r.id = l.to_id where l.from_id = $1 and l.kind = 'instead'", id);

const told: Record<string, readonly (readonly [string, string, object?])[]> = {
  notified: steps.slice(0, 3), heard: steps.slice(0, 4), effective: steps, proposed: [...steps, show[0]], disclosed: [...steps, ...show], correcting: [...steps, ...show, correct], amending: [...steps, correct],
  counted: [...steps, ...hold('statistics')], closed: [...steps, ...hold('closed')], rechecked: [...steps, ...hold('closed'), ['', 'sweep']],
};

for (const [state, walk] of Object.entries(told)) {
  test(`an identification is taken back in the state ${state}: what the wrong person was told of ends, the finding begins anew`, async () => {
    const { id, review, number, source, statement } = await taken(walk);
    assert.equal((await row(id)).state, state);
    const wasPublic = (await d.one('select 1 as one from pub.record where id = $1', id)) !== undefined;
    assert.equal(wasPublic, ['disclosed', 'correcting'].includes(state));
    await d.does('shenfen1', 'reverse', review, { reason: '任职证明属实' }, about);
    const old = await row(id);
    assert.deepEqual([old.state, old.subject_id, old.data, old.title, old.due_on], ['ended', null, { sealed: true }, '', null]);
    assert.equal(await d.one('select 1 from pub.record where id = $1', id), undefined);
    const ended = await d.one('select reason, ended_on, leaves from pub.ended where id = $1', id);
    if (wasPublic) assert.deepEqual([ended.reason, ended.leaves.length >= 2], ['recording-error', true]);
    else assert.equal(ended, undefined);
    const heir = await heirOf(id);
    assert.deepEqual([heir.state, heir.subject_id, heir.maker, heir.maker_body, heir.area_code, heir.personal, heir.severity], ['draft', null, (await h.t.actor('jiwei1')).accountId, (await h.t.actor('jiwei1')).bodyId, '990100', true, null]);
    const facts = reveal(h.t.house, heir.data)['facts'] as Record<string, unknown>;
    assert.deepEqual([facts['idNumber'], facts['sanction'], facts['documentNumber']], [number, 'demotion', heir.document_number]);
    assert.deepEqual(Object.keys(heir.data).sort(), ['attachments', 'facts', 'item', 'itemVersion']);
    const files = await d.one('select array_agg(id::text) as ids, bool_or(sealed) as sealed from rc.attachment where record_id = $1', heir.id);
    assert.deepEqual([files, heir.data.attachments], [{ ids: [source], sealed: false }, [source]]);
    await sealFiles(h.t.house, 'dishonesty-record', id);
    h.forget();
    assert.equal((await h.ask('jiwei1', `/attachments/${source}`)).statusCode, 200, 'the source document is there still');
    const judged = await row(review);
    assert.deepEqual([judged.state, judged.data.recordId, judged.data.chosenId], ['open', heir.id, undefined]);
    if (walk.some(([, action]) => action === 'state')) assert.deepEqual(await d.one('select sealed, record_id from rc.attachment where id = $1', statement), { sealed: true, record_id: id });
  });
}

test('the finding goes all the way about the right person, who learns nothing of what the wrong one said, and whoever made it still verifies nothing', async () => {
  const { id, review, statement } = await taken([...steps, ...show]);
  await d.does('shenfen1', 'reverse', review, { reason: '任职证明属实' }, about);
  const heir = await heirOf(id);
  assert.equal((await d.isRefused('jiwei1', 'submit', heir.id)).code, 'no-subject');
  await d.does('shenfen1', 'match', review, { chosenId: right, reason: '身份证号一致' }, about);
  // Another maker of the same body hands it in; the one who wrote it before has touched it all the same.
  const colleague = { ...(await h.t.actor('jiwei1')), accountId: randomUUID() };
  assert.ok((await act(h.t.house, colleague, { register: 'dishonesty-record', recordId: heir.id, action: 'submit', input: {} })).ok);
  const versatile = { ...(await h.t.actor('jiwei1')), roles: ['maker', 'verifier'] as const };
  const outcome = await act(h.t.house, versatile, { register: 'dishonesty-record', recordId: heir.id, action: 'verify', input: {} });
  assert.ok(!outcome.ok && outcome.problem.code === 'same-person', JSON.stringify(outcome));
  for (const [login, action] of [['xinyong2', 'verify'], ['xinyong1', 'notify']] as const) await d.does(login, action, heir.id);
  const person = { ...(await h.t.actor('gongwu1')), personId: right };
  await h.t.house.pool.query('update rc.account set person_id = $1 where id = $2', [right, person.accountId]);
  const seen = await h.ask('gongwu1', `${url}/${heir.id}`);
  await h.t.house.pool.query('update rc.account set person_id = $1 where id = $2', [wrong, person.accountId]);
  assert.equal(seen.statusCode, 200, seen.body);
  assert.ok(!seen.body.includes(said) && !seen.body.includes('任职证明') && !seen.body.includes(statement) && seen.body.includes('处分决定'), seen.body);
  assert.deepEqual(seen.json().links, [], 'not even that there was another record');
});

test('the person who wrongly had it sees that it ended and why, who had looked, and nothing more of it', async () => {
  const { id, review } = await taken([...steps, ...show]);
  const no = (await row(id)).no as string;
  assert.equal((await h.ask('shenji1', `${url}/${id}?purpose=audit&because=例行审计`)).statusCode, 200);
  assert.ok((await h.ask('gongwu1', '/mine')).json().records.some((r: { no: string }) => r.no === no));
  assert.equal((await h.ask('gongwu1', '/mine')).json().looks[0].ended, null);
  const reversed = await h.ask('shenfen1', `/records/identity-review/${review}/actions/reverse`, { method: 'POST', send: { input: { reason: '任职证明属实' } } });
  assert.equal(reversed.statusCode, 200, reversed.body);
  const mine = (await h.ask('gongwu1', '/mine')).json();
  assert.ok(!mine.records.some((r: { no: string }) => r.no === no));
  const look = mine.looks.find((l: { record: { no: string } | null }) => l.record?.no === no);
  assert.deepEqual(look.ended, { state: { zh: '已终止', en: 'Ended' }, action: { zh: '撤回身份判断', en: 'Withdraw the identification' }, on: h.t.clock.today() });
  const heir = await heirOf(id);
  for (const gone of [id, heir.id]) assert.equal((await h.ask('gongwu1', `${url}/${gone}?purpose=audit&because=看看`)).statusCode, 404);
  await h.ask('shenji1', `${url}/${heir.id}?purpose=audit&because=例行审计`);
  assert.ok(!(await h.ask('gongwu1', '/mine')).body.includes(heir.no));
});

test('it may be taken back again and again, and whoever wrote it first stays known', async () => {
  const { id, review } = await taken(steps.slice(0, 3));
  await d.does('shenfen1', 'reverse', review, { reason: '任职证明属实' }, about);
  const first = await heirOf(id);
  await d.does('shenfen1', 'match', review, { chosenId: right, reason: '身份证号一致' }, about);
  const colleague = { ...(await h.t.actor('jiwei1')), accountId: randomUUID() };
  assert.ok((await act(h.t.house, colleague, { register: 'dishonesty-record', recordId: first.id, action: 'submit', input: {} })).ok);
  for (const [login, action] of [['xinyong2', 'verify'], ['xinyong1', 'notify']] as const) await d.does(login, action, first.id);
  await d.does('shenfen1', 'reverse', review, { reason: '仍有疑问' }, about);
  const second = await heirOf(first.id);
  await d.does('shenfen1', 'differ', review, { reason: '另有其人' }, about);
  assert.ok((await act(h.t.house, { ...colleague, accountId: randomUUID() }, { register: 'dishonesty-record', recordId: second.id, action: 'submit', input: {} })).ok);
  for (const who of [colleague, await h.t.actor('jiwei1')]) {
    const outcome = await act(h.t.house, { ...who, roles: ['maker', 'verifier'] }, { register: 'dishonesty-record', recordId: second.id, action: 'verify', input: {} });
    assert.ok(!outcome.ok && outcome.problem.code === 'same-person', JSON.stringify(outcome));
  }
  const ended = await row(review);
  assert.deepEqual([ended.state, ended.data.recordId], ['apart', second.id]);
});

test('records whose list of documents a statement took over before are put right by the migration, others left alone', async () => {
  const [heard, silent] = [await taken(steps.slice(0, 4)), await taken(steps.slice(0, 3))];
  const file = readFileSync(join(import.meta.dirname, '../store/migrations/009-persons.sql'), 'utf8');
  const lists = async () => Promise.all([heard, silent].map(async ({ id }) => (await row(id)).data.attachments));
  await h.t.house.pool.query("update rc.record set data = data || jsonb_build_object('attachments', $2::jsonb) where id = $1", [heard.id, JSON.stringify([heard.statement])]);
  assert.deepEqual(await lists(), [[heard.statement], [silent.source]]);
  // Since then contents are kept as text.
  await h.t.house.pool.query(file.slice(file.indexOf('update rc.record')).replaceAll('c.body', 'c.body::jsonb'));
  assert.deepEqual(await lists(), [[heard.source], [silent.source]]);
});

test('after all this the ledger checks itself and finds nothing', async () => {
  await h.t.house.settled();
  assert.deepEqual((await fsck(h.t.house)).findings.filter((f) => f.code !== 'file-unsealed'), []);
});

// 单位的从轻与代为申请: a body pleads for itself, on grounds of the rulebook for bodies, and gets what reaches its measures and never its record; for an
// official the unit asks on paper only, with that person's consent.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, beforeEach, test } from 'node:test';
import { counterActor } from '../core/actor.ts';
import { datedLines, findCounted } from '../eligibility/counted.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { act } from './act.ts';
import { revealWords } from './conceal.ts';
import { transaction } from './db.ts';
import { type Door, doorOf, judgment, slug } from './door-for-tests.ts';
import { fsck } from './fsck.ts';
import { storeFile } from './uploads.ts';

let t: TestHouse;
let d: Door;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
});
beforeEach(() => t.clock.set('2026-11-23T09:00:00+08:00'));
after(() => t.close());

const leniency = { register: 'leniency' };
const row = (id: string) => d.one('select * from rc.record where id = $1', id);
const proof = async (login: string): Promise<string[]> => [((await storeFile(t.house, await t.actor(login), Readable.from([Buffer.from('退赔凭证')]), '凭证.txt')) as { id: string }).id];
const plea = async (login: string, recordId: string, more: object = {}) => ({ recordId, wish: 'lighter', pleaded: 'body-loss-restored', statement: '立案前已全额支付并赔偿损失。', attachments: await proof(login), ...more });
const measuresOf = async (recordId: string) => (await t.house.pool.query("select r.data->>'measure' as measure, r.state, r.data->>'severity' as severity, r.data->>'cause' as cause from rc.record r join rc.link l on l.to_id = r.id where l.from_id = $1 and r.register = 'measure' order by 1", [recordId])).rows.map((m) => [m.measure, m.state, m.severity, m.cause]);
const shown = (id: string) => d.one('select until_on, version, body, leaf from pub.record where id = $1', id);
/** What an award check would count now. */
const counted = (recordId: string, occasion = 'honour') => transaction(t.house.pool, async (tx) => {
  await tx.query('create temp table asked (subject_id uuid) on commit drop');
  await tx.query('insert into asked values ($1)', [slug('jb-housing')]);
  return (await findCounted(tx, datedLines(t.house.rulesOn(t.clock.today()).get('eligibility', occasion).body, t.clock.today()), { others: true, shown: [] })).find((f) => f.id === recordId);
}).then((outcome) => (outcome.ok ? outcome.value : undefined));

test('a body pleads for its own record only, with proof, on a ground for bodies; grounds for officials do not fit', async () => {
  const id = await judgment(t, 861, 'disclosed');
  for (const [login, more, code] of [['danwei1', { pleaded: 'loss-restored' }, 'no-such-ground'], ['danwei1', { pleaded: 'confessed' }, 'no-such-ground'], ['danwei1', { attachments: [] }, 'no-proof'], ['danwei1', { who: 'unit' }, 'invalid'], ['danwei2', {}, 'no-such-matter']] as const) {
    assert.equal((await d.isRefused(login, 'apply', undefined, await plea(login, id, more), leniency)).code, code, `${login} ${JSON.stringify(more)}`);
  }
  const { id: asked } = await d.does('danwei1', 'apply', undefined, await plea('danwei1', id), leniency);
  assert.deepEqual([(await row(asked)).data.who, (await row(asked)).subject_id, (await row(asked)).due_on], ['body', slug('jb-housing'), '2026-12-07']);
  assert.equal((await d.isRefused('danwei1', 'apply', undefined, await plea('danwei1', id), leniency)).kind, 'conflict', 'one at a time');
});

test('granted, its measures are weighed one class lower at once; record, class, publicity and proof stay as they are', async () => {
  const id = await judgment(t, 862, 'disclosed', { amount: '12000000.00', performance: 'none' });
  const before = await shown(id);
  assert.deepEqual(await measuresOf(id), [['assessment.strict', 'told', 'serious', null], ['honours.cancel', 'told', 'serious', null]]);
  const { id: asked } = await d.does('danwei1', 'apply', undefined, await plea('danwei1', id), leniency);
  await d.does('xinyong4', 'check', asked, { answer: '付款凭证属实，日期在立案之前。' }, leniency);
  assert.equal((await d.isRefused('xinyong4', 'lighten', asked, { ground: 'body-loss-restored', reason: '属实' }, leniency)).code, 'same-person');
  assert.equal((await d.isRefused('xinyong5', 'lighten', asked, { ground: 'loss-restored', reason: '属实' }, leniency)).code, 'no-such-ground', 'a ground for officials');
  await d.does('xinyong5', 'lighten', asked, { ground: 'body-loss-restored', reason: '主动挽回损失，惩戒措施从轻一档。' }, leniency);
  assert.deepEqual(await measuresOf(id), [['assessment.strict', 'lifted', 'serious', 'severity'], ['honours.cancel', 'told', 'general', null]]);
  assert.deepEqual([(await row(id)).severity, (await row(id)).version, (await row(id)).state], ['serious', 1, 'disclosed']);
  assert.deepEqual(await shown(id), before, 'the public page is the same, to the leaf');
  assert.deepEqual((await t.house.pool.query("select r.state from rc.record r join rc.link l on l.to_id = r.id where l.from_id = $1 and r.register = 'lease' order by r.state", [id])).rows.map((r) => r.state), ['held', 'recalled'], 'nobody is given another copy');
  assert.equal((await d.isRefused('xinyong1', 'choose', undefined, { recordId: id, measure: 'assessment.strict', reason: '试' }, { register: 'measure' })).code, 'beyond-proportion', 'nor is it imposed anew');
  assert.deepEqual([(await counted(id))?.weight, (await counted(id))?.counts], ['general', true]);
});

test('a body that is exempt bears no measure and is not held back from awards, but goes on being public and has to put it right', async () => {
  const id = await judgment(t, 863, 'disclosed');
  assert.equal((await counted(id))?.counts, true);
  const { id: asked } = await d.does('danwei1', 'apply', undefined, await plea('danwei1', id, { wish: 'exempt', pleaded: 'body-harm-prevented' }), leniency);
  await d.does('xinyong4', 'check', asked, { answer: '属实。' }, leniency);
  await d.does('xinyong5', 'exempt', asked, { ground: 'body-harm-prevented', reason: '有效阻止了危害结果发生。' }, leniency);
  assert.deepEqual((await measuresOf(id)).map(([, state]) => state), ['lifted']);
  assert.deepEqual([(await counted(id))?.weight, (await counted(id))?.counts], ['none', false]);
  assert.ok(await shown(id));
  assert.equal((await d.one("select r.state from rc.record r join rc.link l on l.to_id = r.id where l.from_id = $1 and r.register = 'rectification'", id)).state, 'ordered');
});

const person = 'cao-guanlan';
async function sanction(n: number): Promise<string> {
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', subjectId: slug(person), facts: await d.facts('discipline', person, { documentNumber: `江监政处〔2026〕${n}号` }) });
  for (const [login, action, input] of [['jiwei1', 'submit'], ['xinyong1', 'verify'], ['xinyong1', 'notify'], ['gongwu2', 'state', { statement: '我已退赔。' }], ['xinyong1', 'confirm', { reason: '属实' }]] as const) await d.does(login, action, id, input ?? {});
  return id;
}

test('the unit of an official asks on paper, with that person’s written consent; with an account it can neither ask nor see', async () => {
  const id = await sanction(871);
  const onPaper = (more: object) => plea('xinyong4', id, { pleaded: 'loss-restored', ...more });
  const unit = (await t.house.pool.query<{ body_id: string }>('select body_id from rc.post where official_id = $1 limit 1', [slug(person)])).rows[0]?.body_id;
  await t.house.pool.query("update rc.account set body_id = $1 where login = 'danwei6'", [unit]);
  assert.equal((await d.isRefused('danwei6', 'apply', undefined, await plea('danwei6', id, { pleaded: 'loss-restored' }), leniency)).code, 'no-such-matter');
  for (const [more, code] of [[{}, 'invalid'], [{ who: 'body' }, 'wrong-party'], [{ who: 'unit' }, 'no-consent'], [{ who: 'unit', agreed: false }, 'no-consent']] as const) assert.equal((await d.isRefused('xinyong4', 'enter', undefined, await onPaper(more), leniency)).code, code, JSON.stringify(more));
  assert.equal((await d.isRefused('jiangbei1', 'enter', undefined, await plea('jiangbei1', id, { pleaded: 'loss-restored', who: 'unit', agreed: true }), leniency)).kind, 'forbidden', 'the county’s office does not take it');
  const { id: asked } = await d.does('xinyong4', 'enter', undefined, await onPaper({ who: 'unit', agreed: true }), leniency);
  const stored = await row(asked);
  assert.deepEqual([stored.data.who, stored.subject_id, revealWords(t.house, stored.data)['statement']], ['unit', slug(person), '立案前已全额支付并赔偿损失。']);
  assert.equal((await d.isRefused('xinyong4', 'check', asked, { answer: '属实' }, leniency)).code, 'same-person', 'who wrote it down does not check it');
  await d.does('xinyong2', 'check', asked, { answer: '属实' }, leniency);
  await d.does('xinyong5', 'lighten', asked, { ground: 'loss-restored', reason: '属实' }, leniency);
  assert.equal((await row(id)).data.lighter, true, 'about a person the class itself is lower');
});

test('a plea on paper has number and code, and its refusal is appealed with them or with an account; a plea by account only by account', async () => {
  const id = await judgment(t, 881, 'disclosed');
  const refused = async (login: string, action: string, more: object = {}) => {
    const { id: asked, no } = await d.does(login, action, undefined, await plea(login, id, more), leniency);
    await d.does(login === 'xinyong4' ? 'xinyong2' : 'xinyong4', 'check', asked, { answer: '没有查到付款凭证。' }, leniency);
    await d.does('xinyong5', 'refuse', asked, { reason: '申请的情形查无实据。' }, leniency);
    return { asked, no };
  };
  const appealOver = (asked: string) => act(t.house, counterActor, { register: 'appeal', action: 'raise', input: { aboutRegister: 'leniency', aboutId: asked, statement: '付款凭证在附件第二页。', attachments: [] } });
  const byAccount = await refused('danwei1', 'apply');
  assert.equal((await d.one('select count(*)::int as n from rc.receipt where record_id = $1', byAccount.asked)).n, 0);
  const other = await appealOver(byAccount.asked);
  assert.equal(other.ok ? '' : other.problem.code, 'another-party');
  const onPaper = await refused('xinyong4', 'enter', { who: 'body' });
  assert.deepEqual(await d.one('select no, register from rc.receipt where record_id = $1', onPaper.asked), { no: onPaper.no, register: 'leniency' });
  const made = await appealOver(onPaper.asked);
  assert.ok(made.ok, JSON.stringify(made));
  assert.equal((await row(onPaper.asked)).state, 'contested');
  await d.does('fucha1', 'overturn', made.value.id, { reason: '凭证在卷，情形属实。' }, { register: 'appeal' });
  assert.deepEqual([(await row(onPaper.asked)).state, (await row(id)).data.milder, (await row(id)).data.lighter], ['lightened', true, undefined], 'the review reaches the measures, and only these');
});

test('after all this the ledger checks itself and finds nothing', async () => {
  assert.deepEqual((await fsck(t.house)).findings.filter(({ code }) => code !== 'log-behind'), []);
});

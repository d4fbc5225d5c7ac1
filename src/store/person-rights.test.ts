import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, beforeEach, test } from 'node:test';
import { counterActor } from '../core/actor.ts';
import { addDays } from '../core/identifiers/dates.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { act } from './act.ts';
import { revealApart, revealWords } from './conceal.ts';
import { openPool } from './db.ts';
import { type Door, doorOf, slug } from './door-for-tests.ts';
import { fsck } from './fsck.ts';
import { findRecord, listRecords } from './records.ts';
import { storeFile } from './uploads.ts';
import { sweep } from './worker.ts';

let t: TestHouse;
let d: Door;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
});
beforeEach(() => t.clock.set('2026-11-23T09:00:00+08:00'));
after(() => t.close());

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const row = (id: string) => d.one('select * from rc.record where id = $1', id);
const person = 'cao-guanlan';
const fileOf = async (login: string): Promise<string> => ((await storeFile(t.house, await t.actor(login), Readable.from([Buffer.from('退赔凭证')]), '凭证.txt')) as { id: string }).id;

/** A sanction of an official, in effect and withheld. */
async function sanction(n: number, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const facts = await d.facts('discipline', person, { documentNumber: `江监政处〔2026〕${n}号`, ...more });
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', subjectId: slug(person), facts });
  for (const [login, action, input] of [['jiwei1', 'submit'], ['xinyong1', 'verify'], ['xinyong1', 'notify'], ['gongwu2', 'state', { statement: '我已退赔。' }], ['xinyong1', 'confirm', { reason: '属实' }], ['xinyong2', 'propose', { mode: 'closed' }], ['xinyong3', 'approve']] as const) await d.does(login, action, id, input ?? {});
  return id;
}
const leniency = { register: 'leniency' };
const plea = async (recordId: string, pleaded = 'loss-restored') => ({ recordId, wish: 'lighter', pleaded, statement: '案发前已全额退赔。', attachments: [await fileOf('gongwu2')] });

async function checkedPlea(recordId: string): Promise<string> {
  const { id } = await d.does('gongwu2', 'apply', undefined, await plea(recordId), leniency);
  await d.does('xinyong4', 'check', id, { answer: '退赔凭证属实，日期在案发之前。' }, leniency);
  return id;
}

test('leniency needs a ground of the rulebook that fits; granted, the record is one class lower in a new version and never public; refused, it says why', async () => {
  const id = await sanction(1, { sanction: 'dismissal' }).catch(() => sanction(1));
  const before = await row(id);
  for (const [login, input, code] of [['gongwu2', await plea(id, 'because'), 'no-such-ground'], ['gongwu2', { ...(await plea(id)), attachments: [] }, 'no-proof'], ['gongwu1', await plea(id), 'no-such-matter']] as const) {
    assert.equal((await d.isRefused(login, 'apply', undefined, input, leniency)).code, code, login);
  }
  const asked = await checkedPlea(id);
  const reviewer = await t.house.pool.query("insert into rc.account_role (account_id, role) select id, 'reviewer' from rc.account where login = 'shenji1' on conflict do nothing").then(() => 'shenji1');
  assert.equal((await d.isRefused('xinyong3', 'lighten', asked, { ground: 'loss-restored', reason: '已退赔' }, leniency)).code, 'same-person', 'who approved the record has no say');
  assert.equal((await d.isRefused(reviewer, 'lighten', asked, { ground: 'kindness', reason: '已退赔' }, leniency)).code, 'no-such-ground');
  assert.equal((await d.isRefused(reviewer, 'lighten', asked, { reason: '已退赔' }, leniency)).kind, 'invalid', 'a decision names its ground');
  if (before.severity === 'minor') {
    assert.equal((await d.isRefused(reviewer, 'lighten', asked, { ground: 'loss-restored', reason: '已退赔' }, leniency)).code, 'lightest');
    await d.does(reviewer, 'exempt', asked, { ground: 'loss-restored', reason: '已退赔' }, leniency);
    assert.equal((await row(id)).data.exempted, true);
  } else {
    await d.does(reviewer, 'lighten', asked, { ground: 'loss-restored', reason: '已退赔' }, leniency);
    const after = await row(id);
    assert.deepEqual([after.severity, after.version, after.state], [before.severity === 'serious' ? 'general' : 'minor', before.version + 1, before.state]);
  }
  assert.equal((await d.one('select count(*)::int as n from pub.record where id = $1', id)).n, 0);
  const other = await sanction(2);
  const second = await checkedPlea(other);
  assert.equal((await d.isRefused(reviewer, 'refuse', second, {}, leniency)).kind, 'invalid', 'a refusal has reasons');
  await d.does(reviewer, 'refuse', second, { reason: '退赔在案发之后，不属主动。' }, leniency);
  const roads = String(revealWords(t.house, (await row(second)).data)['roads']);
  assert.match(roads, /申请复核/);
  assert.match(roads, /另一机构复查/);
});

const clearance = { register: 'clearance' };
const draft = (more: object = {}) => ({ subjectId: slug(person), basis: '经查举报失实。', reach: 'public', text: '经查，关于江北县水利局一名工作人员违规的反映不属实，现予澄清。', until: '2026-12-23', ...more });
const posted = (id: string) => d.one('select text, until_on from pub.posted where id = $1 and ended_on is null', id);

test('a clearing is published word for word once the person consented and another approved, names nobody without consent, and ends on its day', async () => {
  const text = '经查，关于曹观澜的反映不属实，现予澄清。';
  assert.equal((await d.isRefused('xinyong1', 'draft', undefined, draft({ text: '电话13800001234' }), clearance)).code, 'gate');
  assert.equal((await d.isRefused('xinyong1', 'draft', undefined, draft({ subjectId: slug('jb-water') }), clearance)).code, 'not-a-person');
  const { id } = await d.does('xinyong2', 'draft', undefined, draft({ text }), clearance);
  assert.equal((await d.isRefused('xinyong3', 'approve', id, {}, clearance)).kind, 'wrong-state', 'not before the person');
  assert.equal((await d.isRefused('gongwu1', 'consent', id, { showName: true }, clearance)).kind, 'not-found');
  await d.does('gongwu2', 'consent', id, { showName: false }, clearance);
  assert.equal((await d.isRefused('xinyong2', 'approve', id, {}, clearance)).code, 'same-person');
  assert.equal((await d.isRefused('xinyong3', 'approve', id, {}, clearance)).code, 'names-the-person');
  await d.does('xinyong3', 'sendBack', id, { reason: '本人没有同意写姓名' }, clearance);
  await d.does('xinyong2', 'redraft', id, { text: draft().text, until: '2026-12-23' }, clearance);
  assert.equal((await posted(id)), undefined);
  await d.does('gongwu2', 'consent', id, { showName: false }, clearance);
  await d.does('xinyong3', 'approve', id, {}, clearance);
  assert.deepEqual(await posted(id), { text: draft().text, until_on: '2026-12-23' });
  await t.house.settled();
  assert.deepEqual((await fsck(t.house)).findings, []);
  const named = await d.does('xinyong2', 'draft', undefined, draft({ text }), clearance);
  await d.does('gongwu2', 'consent', named.id, { showName: true }, clearance);
  await d.does('xinyong3', 'approve', named.id, {}, clearance);
  assert.equal((await posted(named.id))?.text, text);
  const unit = await d.does('xinyong2', 'draft', undefined, draft({ reach: 'unit' }), clearance);
  await d.does('gongwu2', 'consent', unit.id, { showName: false }, clearance);
  await d.does('xinyong3', 'approve', unit.id, {}, clearance);
  assert.equal(await posted(unit.id), undefined, 'what was heard in the unit is cleared in the unit');
  await d.does('gongwu2', 'decline', named.id, {}, clearance);
  assert.equal(await posted(named.id), undefined, 'consent may be taken back');
  t.clock.set(`${addDays('2026-12-23', 1)}T09:00:00+08:00`);
  await sweep(t.house, log);
  assert.deepEqual([(await row(id)).state, (await row(id)).subject_id, await posted(id)], ['finished', null, undefined]);
});

const retaliation = { register: 'retaliation' };
const report = (more: object = {}) => ({ subjectId: slug('jb-water'), statement: '举报后被调离岗位并停发绩效。', reporter: '辛直言', contact: '139-0000-1111', ...more });

test('who reports retaliation is named nowhere in plain, not by the account either, and is read only apart', async () => {
  const file = await fileOf('gongwu2');
  const { id } = await d.does('gongwu2', 'report', undefined, report({ attachments: [file] }), retaliation);
  const stored = await row(id);
  assert.deepEqual([stored.maker, stored.maker_body, stored.subject_id, stored.away_from, stored.due_on], [null, null, null, slug('jb-water'), '2026-11-25']);
  assert.deepEqual(await d.one('select by_account, by_body from rc.entry where record_id = $1', id), { by_account: null, by_body: null });
  assert.equal((await d.one('select by_account from rc.attachment where id = $1', file)).by_account, null);
  const owner = openPool(t.database.owner, 1);
  const { rows: cells } = await owner.query("select data::text as cell from rc.record where id = $1 union all select convert_from(body, 'utf8') from rc.entry_content where record_id = $1", [id]).catch(async () => owner.query('select data::text as cell from rc.record where id = $1 union all select body::text from rc.entry_content where record_id = $1', [id]));
  await owner.end();
  for (const { cell } of cells) for (const secret of ['辛直言', '139-0000-1111', '停发绩效']) assert.ok(!String(cell).includes(secret), secret);
  const read = revealWords(t.house, stored.data);
  assert.deepEqual([read['reporter'], read['statement']], ['（另行加密保存）', '举报后被调离岗位并停发绩效。']);
  assert.equal(revealApart(t.house, stored.data.reporter), '辛直言');
});

test('a report is out of reach of everybody of the body accused, in every state and whatever their role, and two others find on it', async () => {
  const anonymous = await act(t.house, counterActor, { ...retaliation, action: 'report', input: { subjectId: slug('jh-ndrc'), statement: '投诉后被取消资格。' } });
  assert.ok(anonymous.ok);
  const { id } = anonymous.value;
  const register = t.house.registers['retaliation']!;
  const barred = async (): Promise<void> => {
    for (const login of ['xinyong1', 'xinyong2', 'xinyong3', 'xinyong4']) {
      const actor = await t.actor(login);
      assert.equal(await findRecord(t.house.pool, actor, register, id), undefined, login);
      assert.ok(!(await listRecords(t.house.pool, actor, register, {}, { limit: 200 })).rows.some((r) => r.id === id), login);
      for (const action of Object.keys(register.actions)) assert.ok(!(await act(t.house, actor, { ...retaliation, recordId: id, action, input: {} })).ok, `${login} ${action}`);
    }
  };
  await barred();
  await d.does('fucha1', 'accept', id, {}, retaliation);
  await barred();
  await d.does('fucha1', 'inquire', id, { inquiry: '查明属实。', attachments: [] }, retaliation);
  assert.equal((await d.isRefused('fucha1', 'find', id, { finding: 'substantiated', reason: '属实' }, retaliation)).code, 'same-person');
  await t.house.pool.query("insert into rc.account_role (account_id, role) select id, 'arbiter' from rc.account where login = 'shenji1' on conflict do nothing");
  await d.does('shenji1', 'find', id, { finding: 'substantiated', reason: '属实，责令纠正。' }, retaliation);
  await barred();
  await d.does('fucha1', 'follow', id, { followed: '已恢复资格，移送监察机关。' }, retaliation);
  assert.equal((await row(id)).state, 'followed');
  await barred();
});

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { toBase64 } from '../core/log/bytes.ts';
import { decodeEntry } from '../core/log/entry.ts';
import { bundleFormat, verifyBundle } from '../core/log/verify.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { openPool, type Pool } from './db.ts';
import { type Door, doorOf, slug } from './door-for-tests.ts';
import { fsck } from './fsck.ts';
import type { Finding } from './fsck/findings.ts';
import { findProof, logVkey } from './log.ts';
import { purge, sweep } from './worker.ts';

let t: TestHouse;
let d: Door;
let owner: Pool;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
  owner = openPool(t.database.owner, 2);
});
beforeEach(() => t.clock.set('2026-11-23T09:00:00+08:00'));
after(async () => {
  await owner.end();
  await t.close();
});

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const clearance = { register: 'clearance' };
const words = '经查，关于江北县水利局一名工作人员违规的反映不属实，现予澄清。';

/** Drafted, consented to and approved. */
async function published(more: object = {}): Promise<{ id: string; no: string }> {
  const made = await d.does('xinyong2', 'draft', undefined, { subjectId: slug('cao-guanlan'), basis: '经查举报失实。', reach: 'public', text: words, until: '2026-12-23', ...more }, clearance);
  await d.does('gongwu2', 'consent', made.id, { showName: false }, clearance);
  await d.does('xinyong3', 'approve', made.id, {}, clearance);
  await t.house.settled();
  return made;
}
const row = (id: string): Promise<any> => d.one('select * from pub.posted where id = $1', id);
const leaves = async (): Promise<number> => (await d.one('select count(*) as n from pub.log_leaf')).n;
async function entryAt(leaf: number): Promise<{ entry: string; proof: string; said: unknown }> {
  const { entry } = await d.one<{ entry: Buffer }>('select entry from pub.log_leaf where idx = $1', leaf);
  const said = decodeEntry(entry);
  return { entry: toBase64(entry), proof: (await findProof(t.house.pool, leaf)) as string, said: said.ok && said.value };
}

test('words that are posted are a leaf of the log, and whoever has them with their salt proves offline that they stood there', async () => {
  const { id, no } = await published();
  const posted = await row(id);
  assert.deepEqual(posted.body, { format: 'rongcheng-public-posting@1', kind: { zh: '澄清正名', en: 'Clearing a name' }, no, on: '2026-11-23', text: words, until: '2026-12-23' });
  const { entry, proof, said } = await entryAt(posted.leaf);
  assert.deepEqual(Object.keys(said as object).toSorted(), ['commitment', 'disclosedOn', 'kind', 'v'], 'a leaf tells nothing of whom it concerns');
  const bundle = { format: bundleFormat, record: posted.body, salt: toBase64(posted.salt), entry, proof, vkey: logVkey(t.house) };
  assert.equal((await verifyBundle(bundle, { trustedVkey: logVkey(t.house) })).ok, true);
  assert.equal((await verifyBundle({ ...bundle, record: { ...posted.body, text: `${words}。` } }, { trustedVkey: logVkey(t.house) })).ok, false);
  assert.deepEqual((await fsck(t.house)).findings, []);
});

test('on the last day they still stand; the day after they and their salt are gone, and the end is a leaf that names its article', async () => {
  const { id } = await published();
  const { leaf } = await row(id);
  t.clock.set('2026-12-23T09:00:00+08:00');
  await sweep(t.house, quiet);
  assert.equal((await row(id)).text, words);
  t.clock.set('2026-12-24T09:00:00+08:00');
  await sweep(t.house, quiet);
  await t.house.settled();
  const ended = await row(id);
  assert.deepEqual([ended.no, ended.text, ended.body, ended.salt, ended.area_code, ended.until_on, ended.ended_on, ended.reason], [null, null, null, null, null, null, '2026-12-24', 'clearance-ended']);
  const [first, last] = [await entryAt(leaf), await entryAt(ended.end_leaf)];
  assert.deepEqual(last.said, { v: 1, kind: 'ended', endedOn: '2026-12-24', refers: leaf, reason: 'clearance-ended', article: '个人信息保护法 第十九条' });
  const verdict = await verifyBundle({ format: bundleFormat, entry: first.entry, proof: first.proof, vkey: logVkey(t.house), ended: { entry: last.entry, proof: last.proof } }, { trustedVkey: logVkey(t.house) });
  assert.equal(verdict.ok, true, JSON.stringify(verdict));
  assert.deepEqual((await fsck(t.house)).findings, []);
});

test('consent that is taken back ends them at once for that reason; what was never published, or is for the unit alone, leaves no leaf', async () => {
  const { id } = await published();
  const before = await leaves();
  await d.does('gongwu2', 'decline', id, {}, clearance);
  assert.deepEqual([(await row(id)).text, (await row(id)).reason, await leaves()], [null, 'consent-withdrawn', before + 1]);
  const unit = await published({ reach: 'unit' });
  const draft = await d.does('xinyong2', 'draft', undefined, { subjectId: slug('cao-guanlan'), basis: '经查。', reach: 'public', text: words, until: '2026-12-23' }, clearance);
  await d.does('gongwu2', 'decline', draft.id, {}, clearance);
  await d.does('gongwu2', 'decline', unit.id, {}, clearance);
  assert.deepEqual([await row(unit.id), await row(draft.id), await leaves()], [undefined, undefined, before + 1]);
  await t.house.settled();
  assert.deepEqual((await fsck(t.house)).findings, []);
});

test('what an earlier version posted without a leaf is entered by the hourly clearing, and ends with one', async () => {
  const { id } = await published();
  await owner.query('update pub.posted set body = null, salt = null, leaf = null where id = $1', [id]);
  assert.ok((await fsck(t.house)).findings.some((f) => f.code === 'posting-unlogged' && f.severity === 'warning' && f.table === 'pub.posted'));
  t.clock.set('2026-11-30T09:00:00+08:00');
  await purge(t.house);
  await t.house.settled();
  const { leaf, body } = await row(id);
  assert.deepEqual([body.on, body.text, ((await entryAt(leaf)).said as { disclosedOn: string }).disclosedOn], ['2026-11-23', words, '2026-11-30']);
  // The leaf that it had in this version belongs to nothing now.
  assert.deepEqual((await fsck(t.house)).findings.map((f) => f.code), ['leaf-orphan']);
  await d.does('gongwu2', 'decline', id, {}, clearance);
  await t.house.settled();
  assert.equal((await row(id)).reason, 'consent-withdrawn');
  await owner.query("insert into pub.refilled (idx, need, at) select idx, 'nothing', now() from pub.log_leaf l where not exists (select from pub.posted p where idx in (p.leaf, p.end_leaf)) and not exists (select from rc.letter where leaf = idx)");
  assert.deepEqual((await fsck(t.house)).findings, []);
});

/** Tampers as the owner of the database and puts the row back. */
async function tampered(id: string, change: string): Promise<readonly Finding[]> {
  await owner.query(`create table public.aside as select * from pub.posted where id = '${id}'`);
  try {
    await owner.query(change);
    return (await fsck(t.house)).findings;
  } finally {
    await owner.query(`delete from pub.posted where id = '${id}'; insert into pub.posted select * from public.aside; drop table public.aside`);
  }
}

test('words that are posted, reworded or taken down by hand are named', async () => {
  const [live, gone] = [await published(), await published()];
  await d.does('gongwu2', 'decline', gone.id, {}, clearance);
  await t.house.settled();
  const set = (id: string, change: string): string => `update pub.posted set ${change} where id = '${id}'`;
  const cases: readonly (readonly [id: string, row: string, change: string, codes: string[]])[] = [
    [live.id, live.no, set(live.id, "text = '本人清白'"), ['posting-altered text', 'posting-altered text']],
    [live.id, live.no, set(live.id, `body = '{"text": "本人清白"}'`), ['posting-altered body']],
    [live.id, live.no, set(live.id, "salt = sha256('x')"), ['posting-altered body']],
    [live.id, live.no, set(live.id, 'until_on = until_on + 300'), ['posting-altered text', 'posting-altered until_on']],
    [live.id, live.no, set(live.id, 'leaf = (select end_leaf from pub.posted where ended_on is not null limit 1) + 1000'), ['leaf-orphan ', 'posting-leaf leaf']],
    [live.id, live.no, `delete from pub.posted where id = '${live.id}'`, ['leaf-orphan ', 'posting-missing id']],
    [gone.id, gone.id, set(gone.id, "reason = 'clearance-ended'"), ['posting-leaf end_leaf']],
    [gone.id, gone.id, set(gone.id, 'ended_on = ended_on - 1'), ['posting-leaf end_leaf']],
  ];
  for (const [id, named, change, codes] of cases) {
    const findings = await tampered(id, change);
    assert.deepEqual(findings.map((f) => `${f.code} ${f.column ?? ''}`).toSorted(), codes.toSorted(), change);
    for (const f of findings) if (f.table === 'pub.posted') assert.equal(f.row, named, change);
  }
  const revived = await tampered(gone.id, `update pub.posted set ended_on = null, end_leaf = null, no = '${gone.no}', text = '${words}', on_day = '2026-11-23', until_on = '2027-12-23' where id = '${gone.id}'`);
  assert.deepEqual(revived.map((f) => [f.code, f.row]).toSorted(), [['leaf-orphan', String((await row(gone.id)).end_leaf)], ['not-posting', gone.no], ['posting-altered', gone.no]]);
  assert.deepEqual((await fsck(t.house)).findings, []);
});

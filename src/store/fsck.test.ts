import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { annulled, disclosed } from './disclosed-for-tests.ts';
import { openPool, type Pool } from './db.ts';
import { plainPath, sealFiles } from './files.ts';
import { fsck, rebuildTiles } from './fsck.ts';
import type { Finding } from './fsck/findings.ts';
import { integrate } from './log.ts';

let t: TestHouse;
let owner: Pool;
let shown: { id: string; no: string }[];
let leaves = 0;
let ended: { id: string; no: string };

before(async () => {
  t = await openTestHouse();
  owner = openPool(t.database.owner, 4);
  shown = [await disclosed(t, 1), await disclosed(t, 2), await disclosed(t, 3)];
  ended = await disclosed(t, 4);
  await annulled(t, ended.id);
  await t.house.settled();
});
after(async () => {
  await owner.end();
  await t.close();
});

/** Tampers as the database's owner, runs the check, and puts everything back. */
async function tampered(sql: string, undo: string): Promise<readonly Finding[]> {
  await owner.query(sql);
  try {
    return (await fsck(t.house)).findings;
  } finally {
    await owner.query(undo);
  }
}

const named = (findings: readonly Finding[], code: string): Finding => {
  const found = findings.find((finding) => finding.code === code);
  assert.ok(found, `no ${code} in ${JSON.stringify(findings, null, 1)}`);
  assert.ok(found.next.zh !== '' && found.zh !== '');
  return found;
};

/** Keeps a row aside and puts it back. */
const swap = (table: string, where: string, change: string): [string, string] => [
  `create table public.aside as select * from ${table} where ${where}; ${change}`,
  // Rows put back by hand were counted once more.
  `delete from ${table} where ${where}; insert into ${table} select * from public.aside; drop table public.aside; select rc.recount()`,
];

test('an untouched house has no finding, and the check says how much it looked at', async () => {
  const report = await fsck(t.house);
  assert.deepEqual(report.findings, []);
  assert.equal(report.ok, true);
  assert.equal(report.checked.publicRecords, 3);
  assert.equal(report.checked.endedRecords, 1);
  const { rows: letters } = await owner.query<{ kind: string; n: number }>('select kind, count(*) as n from rc.letter group by kind order by kind');
  assert.deepEqual(letters.map(({ n }) => n), letters.map(() => 4), 'one of each kind for each of four records');
  leaves = 5 + 4 * letters.length;
  assert.ok(letters.length > 0);
  assert.equal(report.checked.leaves, leaves, 'four disclosures, an end, and the letters');
  assert.ok(report.checked.entries > 20 && report.checked.checkpoints >= 1 && report.checked.tiles === 1);
  assert.equal(report.log.confirmed, true);
});

test('an altered public body is named by its record number', async () => {
  const { id, no } = shown[0]!;
  const findings = await tampered(...swap('pub.record', `id = '${id}'`, `update pub.record set body = jsonb_set(body::jsonb, '{summary}', '"一切正常"') where id = '${id}'`));
  assert.equal(findings.length, 1);
  assert.deepEqual([named(findings, 'body-altered').table, findings[0]!.row, findings[0]!.column], ['pub.record', no, 'body']);
});

test('an altered column of a public record is named, though its body is intact', async () => {
  const { id, no } = shown[0]!;
  const findings = await tampered(...swap('pub.record', `id = '${id}'`, `update pub.record set until_on = until_on - 300 where id = '${id}'`));
  assert.deepEqual([named(findings, 'column-altered').row, findings[0]!.column], [no, 'until_on']);
});

test('every column that the body speaks of is compared, also with a text that only looks like a part of the body', async () => {
  const { id, no } = shown[0]!;
  const texts: [column: string, value: string][] = [
    ['item', "'other'"], ['area_code', "'000000'"], ['severity', "'grave'"], ['mode', "case mode when 'full' then 'summary' else 'full' end"], ['ground', "'other'"], ['body_id', 'gen_random_uuid()'], ['version', 'version + 1'],
    ['no', `no || '","rules":[{"key":"civil-judgment'`],
  ];
  for (const [column, value] of texts) {
    const findings = await tampered(...swap('pub.record', `id = '${id}'`, `update pub.record set ${column} = ${value} where id = '${id}'`));
    assert.ok(findings.some((finding) => finding.code === 'column-altered' && finding.column === column && finding.row.startsWith(no)), `${column}: ${JSON.stringify(findings)}`);
  }
});

test('bodies and contents that lie in another order than they were committed in are checked all the same', async () => {
  const { id, no } = shown[0]!;
  const { rows: [body] } = await owner.query<{ sorted: boolean }>('select body::text = body::jsonb::text as sorted from pub.record where id = $1', [id]);
  assert.equal(body?.sorted, false);
  const reordered = [`update pub.record set body = body::jsonb::json where id = '${id}'`, `update rc.entry_content set body = body::jsonb::json where record_id = '${id}'`].join('; ');
  await owner.query(reordered);
  assert.deepEqual((await fsck(t.house)).findings, []);
  const findings = await tampered(...swap('pub.record', `id = '${id}'`, `update pub.record set until_on = until_on + 1 where id = '${id}'`));
  assert.deepEqual(findings.map(({ code, row, column }) => [code, row, column]), [['column-altered', no, 'until_on']]);
});

test('an altered entry is named by record number and entry', async () => {
  const { id, no } = shown[1]!;
  const findings = await tampered(...swap('rc.entry_content', `record_id = '${id}' and n = 1`, `update rc.entry_content set body = jsonb_set(body::jsonb, '{input,item}', '"other"') where record_id = '${id}' and n = 1`));
  assert.deepEqual([named(findings, 'content-altered').row, findings.length], [`${no}#1`, 1]);
  const who = await tampered(...swap('rc.entry', `record_id = '${id}' and n = 2`, `update rc.entry set by_account = null where record_id = '${id}' and n = 2`));
  assert.equal(named(who, 'content-altered').row, `${no}#2`);
});

test('a removed entry leaves a gap that is named', async () => {
  const { id, no } = shown[1]!;
  const findings = await tampered(...swap('rc.entry', `record_id = '${id}' and n = 3`, `delete from rc.entry where record_id = '${id}' and n = 3`));
  assert.match(named(findings, 'entry-missing').row, new RegExp(`^${no}`));
  const lastOne = `record_id = '${id}' and n = (select seq from rc.record where id = '${id}')`;
  const last = await tampered(...swap('rc.entry', lastOne, `delete from rc.entry where ${lastOne}`));
  assert.match(named(last, 'entry-missing').zh, /只找到/);
});

test('an edited state is named, and so is the public row that no longer fits it', async () => {
  const { id, no } = shown[2]!;
  const findings = await tampered(`update rc.record set state = 'closed' where id = '${id}'`, `update rc.record set state = 'disclosed' where id = '${id}'`);
  assert.deepEqual([named(findings, 'record-altered').row, named(findings, 'record-altered').column], [no, 'state']);
  assert.equal(named(findings, 'not-disclosed').row, no);
  assert.equal(named(findings, 'not-ended').row, no);
});

test('whatever does not stand as its state demands is named, one finding each', async () => {
  const { id, no } = shown[2]!;
  const whole = (table: string, change: string): [string, string] => swap(table, `record_id = '${table === 'rc.sealed' ? ended.id : id}'`, change);
  const cases: readonly (readonly [code: string, row: string, tampering: [string, string]])[] = [
    ['number-differs', no, [`update rc.record set no = no || '-9' where id = '${id}'`, `update rc.record set no = '${no}' where id = '${id}'`]],
    ['ended-alive', id, [`insert into pub.ended select '${id}', ended_on, kind, reason, article, leaves, at from pub.ended where id = '${ended.id}'`, `delete from pub.ended where id = '${id}'`]],
    ['ended-alive', '0f000000-0000-4000-8000-0000000000ff', [`insert into pub.ended select '0f000000-0000-4000-8000-0000000000ff', ended_on, kind, reason, article, leaves, at from pub.ended where id = '${ended.id}'`, `delete from pub.ended where id = '0f000000-0000-4000-8000-0000000000ff'`]],
    ['not-sealed', ended.no, whole('rc.sealed', `delete from rc.sealed where record_id = '${ended.id}'`)],
    ['sealed-early', no, [`insert into rc.sealed (register, record_id, cipher, at) values ('dishonesty-record', '${id}', '\\x00', now())`, `delete from rc.sealed where record_id = '${id}'`]],
    ['entry-missing', no, whole('rc.entry', `delete from rc.entry where record_id = '${id}'`)],
    ['content-orphan', `dishonesty-record/${id}#99`, [`insert into rc.entry_content select register, record_id, 99, salt, body from rc.entry_content where record_id = '${id}' and n = 1`, `delete from rc.entry_content where record_id = '${id}' and n = 99`]],
    ['not-ended', ended.no, swap('pub.ended', `id = '${ended.id}'`, `delete from pub.ended where id = '${ended.id}'`)],
    ['content-missing', `${no}#1`, swap('rc.entry_content', `record_id = '${id}' and n = 1`, `delete from rc.entry_content where record_id = '${id}' and n = 1`)],
  ];
  for (const [code, row, tampering] of cases) assert.equal(named(await tampered(...tampering), code).row, row, code);
  assert.deepEqual((await fsck(t.house)).findings, []);
});

test('an altered leaf is named by its index, with or without its hash made to fit', async () => {
  const alter = (hash: string): string => `update pub.log_leaf set entry = convert_to(replace(convert_from(entry, 'utf8'), '2026', '2025'), 'utf8')${hash} where idx = 1`;
  const plainly = await tampered(...swap('pub.log_leaf', 'idx = 1', alter('')));
  assert.equal(named(plainly, 'leaf-altered').row, '1');
  const [change, undo] = swap('pub.log_leaf', 'idx = 1', alter(''));
  const findings = await tampered(`${change}; update pub.log_leaf set hash = sha256('\\x00'::bytea || entry) where idx = 1`, undo);
  assert.equal(named(findings, 'leaf-altered').row, '1');
});

test('a removed leaf is named, in the middle and at the end', async () => {
  assert.equal(named(await tampered(...swap('pub.log_leaf', 'idx = 2', 'delete from pub.log_leaf where idx = 2')), 'leaf-missing').row, '2');
  assert.equal(named(await tampered(...swap('pub.log_leaf', 'idx = 4', 'delete from pub.log_leaf where idx = 4')), 'leaf-missing').row, '4');
});

test('a record deleted from the public schema by hand leaves a leaf that nobody owns', async () => {
  const { id, no } = shown[0]!;
  const findings = await tampered(...swap('pub.record', `id = '${id}'`, `delete from pub.record where id = '${id}'`));
  assert.equal(named(findings, 'not-published').row, no);
  assert.equal(named(findings, 'leaf-orphan').table, 'pub.log_leaf');
});

test('a swapped tile is named and the repair makes it again from the entries', async () => {
  await owner.query(`update pub.log_tile set hashes = decode(repeat('ab', 32), 'hex') || substring(hashes from 33) where level = 0 and n = 0`);
  const before = await fsck(t.house);
  assert.equal(named(before.findings, 'tile-altered').row, '0/0');
  assert.deepEqual(await rebuildTiles(t.house), { ok: true, tiles: 1, size: leaves });
  assert.deepEqual((await fsck(t.house)).findings, []);
});

test('the repair touches nothing when it is the entries that were altered', async () => {
  const [change, undo] = swap('pub.log_leaf', 'idx = 1', `update pub.log_leaf set entry = convert_to(replace(convert_from(entry, 'utf8'), '2026', '2025'), 'utf8') where idx = 1`);
  await owner.query(change);
  assert.equal((await rebuildTiles(t.house)).ok, false);
  await owner.query(undo);
  assert.deepEqual((await fsck(t.house)).findings, []);
});

test('a checkpoint with another root or signature is named', async () => {
  const { rows: [latest] } = await owner.query('select max(size) as size from pub.checkpoint');
  const root = await tampered(...swap('pub.checkpoint', `size = ${latest.size}`, `update pub.checkpoint set root = sha256('x') where size = ${latest.size}`));
  assert.equal(named(root, 'checkpoint-signature').row, String(latest.size));
  const note = await tampered(...swap('pub.checkpoint', `size = ${latest.size}`, `update pub.checkpoint set note = regexp_replace(note, 'rongcheng/log ([A-Za-z0-9+/]{8})', 'rongcheng/log AAAAAAAA') where size = ${latest.size}`));
  assert.equal(named(note, 'checkpoint-signature').column, 'note');
});

test('content that outlived its sealing is named', async () => {
  const findings = await tampered(`insert into rc.entry_content (register, record_id, n, salt, body) values ('dishonesty-record', '${ended.id}', 1, decode(repeat('00', 32), 'hex'), '{}')`, `delete from rc.entry_content where record_id = '${ended.id}'`);
  assert.equal(named(findings, 'content-kept').row, `${ended.no}#1`);
});

test('a log smaller than the one signed last is refused by the check and by the publisher', async () => {
  const path = join(t.house.keys.folder, 'last-signed.json');
  const kept = readFileSync(path, 'utf8');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(kept), size: 99 }));
  assert.equal(named((await fsck(t.house)).findings, 'log-shrunk').row, '99');
  await assert.rejects(integrate(t.house), /拒绝签署更小的树/);
  writeFileSync(path, kept);
});

test('attachments are compared with their digest; strangers and absentees are named; sealing encrypts the file', async () => {
  const id = '0f000000-0000-4000-8000-000000000001';
  const path = plainPath(t.house.filesDir, id);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '判决书');
  await owner.query(`insert into rc.attachment (id, register, record_id, name, mime, bytes, sha256, at) values ($1, 'dishonesty-record', $2, 'a.txt', 'text/plain', 9, $3, now())`,
    [id, shown[0]!.id, createHash('sha256').update('判决书').digest()]);
  assert.deepEqual((await fsck(t.house)).findings, []);
  writeFileSync(path, '判决书!');
  assert.equal(named((await fsck(t.house)).findings, 'file-altered').row, id);
  rmSync(path);
  assert.equal(named((await fsck(t.house)).findings, 'file-missing').row, id);
  writeFileSync(path, '判决书');
  await owner.query(`update rc.attachment set record_id = $2, sealed = true, sha256 = null where id = $1`, [id, ended.id]);
  assert.equal(named((await fsck(t.house)).findings, 'file-unsealed').severity, 'warning');
  assert.equal(await sealFiles(t.house, 'dishonesty-record', ended.id), 1);
  assert.equal(await sealFiles(t.house, 'dishonesty-record', ended.id), 0);
  assert.deepEqual((await fsck(t.house)).findings, []);
  await owner.query('delete from rc.attachment where id = $1', [id]);
  assert.equal(named((await fsck(t.house)).findings, 'file-orphan').table, 'files/');
  rmSync(`${path}.sealed`);
});

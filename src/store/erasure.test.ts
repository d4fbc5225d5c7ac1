import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { canonicalBytes, type Json } from '../core/log/canonical.ts';
import { makeIdNumber } from '../core/identifiers/id-number.ts';
import { verifyBundle } from '../core/log/verify.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { concealDocuments, reveal, revealDocument, revealWords } from './conceal.ts';
import { openPool, type Pool } from './db.ts';
import { annulment, type Door, doorOf, judgment, record, slug } from './door-for-tests.ts';
import { findProof, logVkey } from './log.ts';
import { filesUnder, sealFiles } from './files.ts';
import { storeFile } from './uploads.ts';
import { sweep } from './worker.ts';

let t: TestHouse;
let d: Door;
let owner: Pool;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
  owner = openPool(t.database.owner, 2);
});
after(async () => {
  await owner.end();
  await t.close();
});

/** Everything the database holds, in every schema and every column, as an adversary with the owner's password reads it. */
async function dump(): Promise<Buffer[]> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')`);
  assert.ok(tables.some(({ name }) => name === 'rc.entry_content') && tables.some(({ name }) => name === 'pub.log_leaf') && tables.length > 30);
  const cells: Buffer[] = [];
  const add = (value: unknown): void => {
    if (value === null || value === undefined) return;
    if (Buffer.isBuffer(value)) cells.push(value);
    else if (value instanceof Date) cells.push(Buffer.from(value.toISOString()));
    else cells.push(Buffer.from(typeof value === 'object' ? JSON.stringify(value) : String(value)));
  };
  for (const { name } of tables) for (const row of (await owner.query(`select * from ${name}`)).rows) Object.values(row as object).forEach(add);
  return cells;
}

/** A text in the shapes in which it could lie about: as it is, and as hex or base64 of its bytes at every offset. */
function shapes(text: string): string[] {
  const bytes = Buffer.from(text);
  const inner = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').slice(Math.ceil((shift * 4) / 3), -4)).filter((s) => s.length >= 8);
  return [text, bytes.toString('hex'), bytes.toString('hex').toUpperCase(), encodeURIComponent(text), JSON.stringify(text).slice(1, -1), ...inner];
}

function foundIn(cells: readonly Buffer[], texts: readonly string[]): string[] {
  // Decoding as latin1 keeps bytes as they are, so that a needle's bytes are found inside cipher text as well as text.
  const whole = Buffer.concat(cells.flatMap((c) => [c, Buffer.from('\n')])).toString('latin1');
  return texts.filter((text) => shapes(text).some((shape) => whole.includes(Buffer.from(shape).toString('latin1'))));
}

const isText = (cell: Buffer): boolean => !cell.toString('utf8').includes('\ufffd');

/** Every 32 bytes that could be a salt: cells of that length, and hex or base64 of that length inside texts. */
function salts(cells: readonly Buffer[]): Buffer[] {
  const found = new Map<string, Buffer>();
  const keep = (b: Buffer): void => { if (b.length === 32) found.set(b.toString('hex'), b); };
  for (const cell of cells) {
    keep(cell);
    // A salt inside something longer, such as an envelope; texts are looked through below.
    if (cell.length > 32 && cell.length < 400 && !isText(cell)) for (let at = 0; at + 32 <= cell.length; at++) keep(cell.subarray(at, at + 32));
    const text = cell.toString('latin1');
    for (const [hex] of text.matchAll(/\b[0-9a-fA-F]{64}\b/g)) keep(Buffer.from(hex, 'hex'));
    for (const [base64] of text.matchAll(/[A-Za-z0-9+/_-]{43}=?/g)) keep(Buffer.from(base64, 'base64'));
  }
  return [...found.values()];
}

/** Commitments that stand in the log or beside entries. */
function commitments(cells: readonly Buffer[]): Set<string> {
  const found = new Set<string>();
  for (const cell of cells) {
    if (cell.length === 32) found.add(cell.toString('hex'));
    for (const [hex] of cell.toString('latin1').matchAll(/\b[0-9a-f]{64}\b/g)) found.add(hex);
  }
  return found;
}

/** Which of the candidate bodies the dump gives away, trying every possible salt on each. */
function guessed(cells: readonly Buffer[], candidates: readonly Json[]): number[] {
  const keys = salts(cells);
  const known = commitments(cells);
  return candidates.flatMap((candidate, i) => {
    const message = canonicalBytes(candidate);
    return keys.some((salt) => known.has(createHmac('sha256', salt).update(message).digest('hex'))) ? [i] : [];
  });
}

const canaries = ['金丝雀事实七七', '金丝雀备注八八', '金丝雀陈述九九', '金丝雀公示摘要', '金丝雀退回理由', '金丝雀附件正文', '金丝雀文件名'];

/** A record full of canaries, public, with a document. */
async function canaryRecord(n: number): Promise<string> {
  const actor = await t.actor('jiangbei2');
  const file = await storeFile(t.house, actor, Readable.from([Buffer.from(`判决书。${canaries[5]}。`)]), `${canaries[6]}.txt`);
  assert.ok(file);
  const facts = await d.facts('civil-judgment', 'jb-housing', { caseNumber: `（2026）衡0121民初${n}号`, summary: `${canaries[0]}，未履行。`, remark: canaries[1] });
  const { id } = await d.does('jiangbei2', 'create', undefined, { item: 'civil-judgment', subjectId: slug('jb-housing'), facts, attachments: [file.id] });
  await d.does('jiangbei2', 'submit', id);
  await d.does('jiangbei1', 'return', id, { reason: `请核对${canaries[4]}` });
  await d.does('jiangbei2', 'fix', id, { subjectId: slug('jb-housing'), facts });
  for (const [login, action, input] of [['jiangbei1', 'verify'], ['xinyong1', 'verify'], ['xinyong1', 'notify'], ['danwei1', 'state', { statement: `${canaries[2]}。` }], ['xinyong1', 'confirm', { reason: '维持' }],
    ['xinyong1', 'propose', { mode: 'full', ground: 'court-document', summary: `${canaries[3]}。` }], ['xinyong3', 'approve']] as const) await d.does(login, action, id, input);
  return id;
}

const shownBody = async (id: string): Promise<Json> => (await d.one('select body from pub.record where id = $1', id)).body;
/** What somebody who knows nearly everything would try: the true body among near ones. */
const dictionary = (body: Json, no: string): Json[] => [...Array.from({ length: 30 }, (_, i) => ({ ...(body as object), no: `SX-2026-${String(900_000 + i)}` }) as Json), { ...(body as object), no } as Json, { ...(body as object), version: 9 } as Json];

/** The day after a record's due day, when the system takes its course, and back to the present. */
async function night(id: string): Promise<void> {
  const { due_on: dueOn } = await d.one('select due_on from rc.record where id = $1', id);
  t.clock.set(new Date(Date.parse(`${dueOn}T09:00:00+08:00`) + 86_400_000));
  await sweep(t.house, { info: () => undefined, warn: () => undefined, error: () => undefined });
  t.clock.set('2026-11-23T09:00:00+08:00');
}

const endings = [
  { how: 'annulled', end: async (id: string) => { await d.does('jiangbei2', 'annul', id, annulment); } },
  { how: 'expired', end: (id: string) => night(id) },
] as const;

for (const [n, { how, end }] of endings.entries()) {
  describe(`a record that was ${how}`, () => {
    let id: string;
    let body: Json;
    let leaf: number;
    let candidates: Json[];

    test('is there for the adversary while it is public: the attack can see', async () => {
      id = await canaryRecord(n + 1);
      ({ leaf } = await d.one('select leaf from pub.record where id = $1', id));
      body = await shownBody(id);
      candidates = dictionary(body, (body as { no: string }).no);
      const cells = await dump();
      // What a document says is never there in plain.
      assert.deepEqual(foundIn(cells, canaries), canaries.filter((canary) => canary !== canaries[5]));
      assert.deepEqual(guessed(cells, candidates), [30], 'the true one, and it alone');
    });

    test('is gone from every table, and no guess about it can be confirmed', async () => {
      await end(id);
      await t.house.settled();
      assert.equal((await d.one('select state from rc.record where id = $1', id)).state, 'ended');
      assert.equal(await d.one('select 1 from pub.record where id = $1', id), undefined);
      const cells = await dump();
      assert.deepEqual(foundIn(cells, canaries), []);
      assert.deepEqual(guessed(cells, candidates), []);
    });

    test('leaves no plain file behind', async () => {
      await sealFiles(t.house, record, id);
      const plain = filesUnder(t.house.filesDir).filter((path) => readFileSync(path).includes(canaries[5] as string));
      assert.deepEqual(plain, []);
    });

    test('is proved by both its leaves under one checkpoint, for ever', async () => {
      const { leaves, reason } = await d.one('select leaves, reason from pub.ended where id = $1', id);
      assert.equal(leaves[0], leaf);
      const [first, last] = [leaves[0] as number, leaves.at(-1) as number];
      const entry = async (idx: number): Promise<string> => (await d.one('select entry from pub.log_leaf where idx = $1', idx)).entry.toString('base64');
      const bundle = { format: 'rongcheng-record-proof@1', entry: await entry(first), proof: await findProof(t.house.pool, first), vkey: logVkey(t.house), ended: { entry: await entry(last), proof: await findProof(t.house.pool, last) } };
      const verdict = await verifyBundle(bundle, { trustedVkey: logVkey(t.house) });
      assert.ok(verdict.ok, JSON.stringify(verdict.checks));
      assert.deepEqual(verdict.ended, { v: 1, kind: 'ended', endedOn: verdict.ended?.endedOn, refers: first, reason, article: verdict.ended?.article });
      assert.ok(!(await verifyBundle({ ...bundle, record: body, salt: Buffer.alloc(32).toString('base64') }, { trustedVkey: logVkey(t.house) })).ok, 'nobody can claim what it said');
      assert.ok(!(await verifyBundle({ ...bundle, ended: { ...bundle.ended, entry: bundle.entry } })).ok);
    });
  });
}

test('what the entries said can no longer be guessed either, though their commitments stay', async () => {
  const id = await judgment(t, 7, 'disclosed');
  const { rows } = await owner.query('select e.register, e.record_id as id, e.n, e.action, e.by_account as by, e.on_day as on, e.state_to as state, c.body as content from rc.entry e join rc.entry_content c using (register, record_id, n) where record_id = $1 order by n', [id]);
  const said = rows as Json[];
  assert.equal(said.length, 9);
  assert.equal(guessed(await dump(), said).length, 9);
  await d.does('jiangbei2', 'annul', id, annulment);
  assert.deepEqual(guessed(await dump(), said), []);
  assert.equal((await d.one('select count(*) as n from rc.entry where record_id = $1', id)).n, 10);
});

test('what was written about a person, and what its documents say, stands nowhere in plain while the matter is open, and the decisions still read it', async () => {
  const words = ['金丝雀事由甲', '金丝雀备注乙', '金丝雀文书丙', '金丝雀退回丁', '金丝雀陈述戊', '金丝雀维持己', '金丝雀摘要庚', '金丝雀遮盖辛', '金丝雀更正壬', '金丝雀线索癸'];
  const [summary, remark, text, returned, statement, kept, shown, masked, corrected, hint] = words as [string, string, string, string, string, string, string, string, string, string];
  const file = await storeFile(t.house, await t.actor('jiwei1'), Readable.from([Buffer.from(`决定书。${text}。`)]), '决定书.txt');
  assert.ok(file);
  const never = async (when: string): Promise<void> => assert.deepEqual(foundIn(await dump(), words), [], when);
  await never('uploaded, and nobody’s yet');
  const facts = await d.facts('discipline', 'liang-zhiwei', { idNumber: makeIdNumber(66_666, '1990-01-01'), documentNumber: '江监政处〔2026〕601号', summary: `${summary}。`, remark: `${remark}。` });
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', facts, attachments: [file.id] }, { unresolved: { name: '梁知微', hint, candidates: [{ id: slug('liang-zhiwei'), name: '梁知微', about: '' }] } });
  const { id: review } = await d.one("select to_id as id from rc.link where from_id = $1 and kind = 'identity'", id);
  await d.does('shenfen1', 'match', review, { chosenId: slug('liang-zhiwei'), reason: `${hint}一致` }, { register: 'identity-review' });
  await d.does('jiwei1', 'submit', id);
  await d.does('xinyong2', 'return', id, { reason: `${returned}。` });
  await d.does('jiwei1', 'fix', id, { facts });
  for (const [login, action, input] of [['xinyong2', 'verify'], ['xinyong1', 'notify'], ['gongwu1', 'state', { statement: `${statement}。` }], ['xinyong1', 'confirm', { reason: kept }],
    ['xinyong1', 'propose', { mode: 'summary', ground: 'official-published', summary: `${shown}。`, masks: { employer: '某局' }, publicTexts: { [file.id]: masked } }]] as const) await d.does(login, action, id, input);
  await never('proposed');
  for (const each of [id, review]) {
    const { words: index } = await d.one('select words::text as words from rc.record where id = $1', each);
    assert.ok(index.includes('知微') && !index.includes('丝雀'), `searched by name, not by what was written: ${index}`);
  }
  await d.does('xinyong3', 'approve', id);
  const { body } = await d.one('select body from pub.record where id = $1', id);
  assert.deepEqual([body.summary, body.attachments[0].text], [`${shown}。`, masked], 'what was decided to be shown is shown in words');
  await d.does('jiwei1', 'correct', id, { proposedFacts: { ...facts, summary: `${corrected}。` }, reason: corrected });
  assert.deepEqual(foundIn(await dump(), words), [summary, shown, masked], 'and only that: the item shows its own summary too');
  const { data } = await d.one('select data from rc.record where id = $1', id);
  assert.equal((reveal(t.house, data)['proposedFacts'] as { summary: string }).summary, `${corrected}。`);
  assert.match(JSON.stringify(revealWords(t.house, data)), new RegExp(summary));
});

test('texts that an earlier version left in plain are encrypted, and read the same before and after', async () => {
  const [kept, gone] = [randomUUID(), randomUUID()];
  for (const [id, text] of [[kept, '旧版正文'], [gone, null]]) await owner.query("insert into rc.attachment (id, name, mime, bytes, content_text, at) values ($1, 'a.txt', 'text/plain', 1, $2, now())", [id, text]);
  const read = async () => revealDocument(t.house, await d.one('select text_cipher as cipher, content_text as plain from rc.attachment where id = $1', kept));
  assert.equal(await read(), '旧版正文');
  assert.equal(await concealDocuments(t.house), 1);
  assert.deepEqual([await read(), (await d.one('select content_text as text from rc.attachment where id = $1', kept)).text], ['旧版正文', null]);
  assert.deepEqual(foundIn(await dump(), ['旧版正文']), []);
  assert.equal(await concealDocuments(t.house), 0);
  await owner.query('delete from rc.attachment where id = any($1)', [[kept, gone]]);
});

test('an official’s identity number stands nowhere in plain, at no stage of a record about them', async () => {
  // Not the one that the catalogue prints as its example.
  const known = '990100197311213801';
  const unknown = makeIdNumber(77_777, '1990-01-01');
  const numbers = [known, unknown];
  const never = async (when: string): Promise<void> => assert.deepEqual(foundIn(await dump(), numbers), [], when);
  await never('loaded');
  const facts = await d.facts('discipline', 'xu-huaijin', { idNumber: known, documentNumber: '江监政处〔2026〕501号' });
  const { id } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', subjectId: slug('xu-huaijin'), facts });
  await d.does('jiwei1', 'edit', id, { subjectId: slug('xu-huaijin'), facts: { ...facts, remark: '核对过' } });
  await d.does('jiwei1', 'submit', id);
  await d.does('xinyong2', 'return', id, { reason: '请核对' });
  await d.does('jiwei1', 'fix', id, { subjectId: slug('xu-huaijin'), facts });
  await never('put right, with an old version kept');
  for (const [login, action, input] of [['xinyong2', 'verify'], ['xinyong1', 'notify'], ['', 'night'], ['xinyong1', 'propose', { mode: 'closed' }], ['xinyong3', 'approve'],
    ['jiwei1', 'correct', { proposedFacts: facts, reason: '更正' }], ['xinyong1', 'accept']] as const) {
    if (action === 'night') await night(id);
    else await d.does(login, action, id, input);
  }
  await never('corrected');
  const { id: homonym } = await d.does('jiwei1', 'create', undefined, { item: 'discipline', facts: { ...facts, idNumber: unknown, documentNumber: '江监政处〔2026〕502号' } }, {
    unresolved: { name: '许怀瑾', candidates: [{ id: slug('xu-huaijin'), name: '许怀瑾', about: '' }] } });
  const { id: review } = await d.one("select to_id as id from rc.link where from_id = $1 and kind = 'identity'", homonym);
  await d.does('shenfen1', 'differ', review, { reason: '另有其人' }, { register: 'identity-review' });
  await never('a new person in the directory');
  await d.does('jiwei1', 'annul', id, { ...annulment, annulment: 'discipline-annulled' });
  await d.does('jiwei1', 'discard', homonym, { reason: '误报' });
  await never('ended');
  const gone = await dump();
  assert.deepEqual(foundIn(gone, ['江监政处〔2026〕501号', '江监政处〔2026〕502号']), []);
  const { rows } = await owner.query('select 1 from rc.record where id = any($1) and (subject_id is not null or data::text like $2)', [[id, homonym], `%${slug('xu-huaijin')}%`]);
  assert.equal(rows.length, 0, 'nothing links the ended record to the person');
  assert.equal(foundIn(await dump(), [randomUUID()]).length, 0);
});

/**
 * 证明文件与独立核验的测试. A small log with a record disclosed, corrected and ended; good proofs pass, and each spoilt one
 * is told apart.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fromBase64, toBase64, toHex, utf8 } from './bytes.ts';
import type { Json } from './canonical.ts';
import { signCheckpoint } from './checkpoint.ts';
import { commitmentOf } from './commitment.ts';
import { encodeEntry } from './entry.ts';
import { inclusionRanges, proofOf, rootOf } from './merkle.ts';
import { formatVkey, noteSigner } from './note.ts';
import { formatProof, parseProof, verifyProof } from './proof.ts';
import { sha256Ed25519 as suite } from './suite.ts';
import { emptyEdge, growTree, readTiles } from './tiles.ts';
import { bundleFormat, verifyBundle } from './verify.ts';
import type { CheckId, RecordProofBundle } from './verify.ts';

const record: Json = { title: '未按期履行生效判决', amountFen: 1_250_000, body: { name: '江衡市某局', code: 'X' }, days: [1, 2, null] };
const salt = suite.hash(utf8('a salt of a test'));
const commitment = toHex(commitmentOf(suite, salt, record));
const index = 300;

/** A log of 400 entries: the record at 300, its end at 399. */
const entries = Array.from({ length: 400 }, (_, at) =>
  encodeEntry({ v: 1, kind: 'disclosed', disclosedOn: '2025-01-01', commitment: toHex(suite.hash(utf8(`filler ${at}`))) }),
);
entries[index] = encodeEntry({ v: 1, kind: 'disclosed', disclosedOn: '2025-03-07', commitment });
entries[399] = encodeEntry({ v: 1, kind: 'ended', endedOn: '2026-03-07', refers: index, reason: 'repaired', article: '江信规〔2025〕1号 第八条' });
entries[398] = encodeEntry({ v: 1, kind: 'ended', endedOn: '2026-03-07', refers: index - 1, reason: 'repaired', article: '江信规〔2025〕1号 第八条' });

const signer = noteSigner(suite, 'credit.jiangheng.example/log', new Uint8Array(32).fill(3));
const vkey = formatVkey(suite, signer);
const { tiles } = growTree(suite, emptyEdge, entries.map((entry) => suite.leafHash(entry)));
const hashAt = readTiles(suite, (level, at) => tiles.find((tile) => tile.level === level && tile.index === at)!.bytes);

function proofFile(at: number, size = entries.length, signedBy = signer): string {
  const root = rootOf(suite, size, hashAt);
  const checkpoint = signCheckpoint({ origin: signedBy.name, size, root }, signedBy);
  return formatProof({ index: at, hashes: proofOf(suite, inclusionRanges(at, size), hashAt), checkpoint });
}

const leafOf = (at: number, size?: number) => ({ entry: toBase64(entries[at]!), proof: proofFile(at, size) });
const good: RecordProofBundle = { format: bundleFormat, record, salt: toBase64(salt), ...leafOf(index), vkey };

/** The checks that failed, as `id: reason`. */
async function faults(bundle: unknown, trustedVkey?: string): Promise<string[]> {
  const verdict = await verifyBundle(bundle, trustedVkey === undefined ? {} : { trustedVkey });
  assert.equal(verdict.ok, verdict.checks.every(({ ok }) => ok));
  for (const { zh, en } of verdict.checks) assert.ok(/\p{Script=Han}/u.test(zh) && en !== '');
  return verdict.checks.filter(({ ok }) => !ok).map(({ id, reason }) => `${id}: ${reason}`);
}

describe('A proof file', () => {
  it('is the text of the specification, with extra data and without', () => {
    const checkpoint = proofFile(0, 1).split('\n\n').slice(1).join('\n\n');
    const root = rootOf(suite, 1, hashAt);
    const text = formatProof({ index: 7, hashes: [root], checkpoint, extra: utf8('hello') });
    assert.equal(text, `c2sp.org/tlog-proof@v1\nextra aGVsbG8=\nindex 7\n${toBase64(root)}\n\n${checkpoint}`);
    const parsed = parseProof(text);
    assert.ok(parsed.ok);
    assert.deepEqual([parsed.value.extra, parsed.value.index, parsed.value.head.size], [utf8('hello'), 7, 1]);
    assert.ok(proofFile(0, 1).startsWith('c2sp.org/tlog-proof@v1\nindex 0\n\ncredit.'));
  });

  it('verifies for the entry or its leaf hash, at any size that holds it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.nat(), (size, pick) => {
        const at = pick % size;
        const file = proofFile(at, size);
        const verified = verifyProof(suite, { entry: entries[at]! }, file, vkey);
        assert.ok(verified.ok);
        assert.deepEqual([verified.value.index, verified.value.checkpoint.size], [at, size]);
        assert.ok(verifyProof(suite, { leafHash: suite.leafHash(entries[at]!) }, file, vkey).ok);
        assert.equal(verifyProof(suite, { entry: utf8('another') }, file, vkey).ok, false);
      }),
      { numRuns: 40 },
    );
  });

  it('fails when any one character is changed, dropped or doubled', () => {
    const file = proofFile(index);
    for (let at = 0; at < file.length; at++) {
      const next = String.fromCharCode(file.charCodeAt(at) ^ 1);
      for (const text of [file.slice(0, at) + next + file.slice(at + 1), file.slice(0, at) + file.slice(at + 1), file.slice(0, at) + file[at]! + file.slice(at)]) {
        assert.equal(verifyProof(suite, { entry: entries[index]! }, text, vkey).ok, false, `at ${at}: ${text.slice(at - 9, at + 9)}`);
      }
    }
  });

  it('is refused with the fault named', () => {
    const file = proofFile(index);
    const hash = file.split('\n')[2]!;
    const reasons: [string, string][] = [
      [file.replace('@v1', '@v2'), 'proof-form'], [file.replace('index 300', 'index 0300'), 'proof-index'], [file.replace('index', 'extra'), 'proof-extra'],
      [file.replace(hash, hash.slice(4)), 'proof-hash'], [file.replace(hash, `${hash}\n${hash}`), 'proof-length'], [file.replace(`${hash}\n`, ''), 'proof-length'],
      [file.replace(hash, `${hash}\n`.repeat(64) + hash), 'proof-form'], [file.replaceAll('\n', '\r\n'), 'proof-form'], ['x'.repeat(1_000_001), 'proof-too-long'],
    ];
    for (const [text, reason] of reasons) assert.deepEqual(verifyProof(suite, { entry: entries[index]! }, text, vkey), { ok: false, reason });
  });

  it('never throws on any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, key) => !verifyProof(suite, { entry: utf8('') }, text, key).ok));
    const pieces = fc.constantFrom('c2sp.org/tlog-proof@v1', 'index 0', 'extra ', 'extra AA==', '', 'index 01', toBase64(salt), 'x', '1', '— x AAAAAAA=');
    fc.assert(fc.property(fc.array(pieces), (lines) => !verifyProof(suite, { entry: utf8('') }, `${lines.join('\n')}\n`, vkey).ok));
  });
});

describe('A good bundle', () => {
  it('passes every check, and says which were made', async () => {
    const verdict = await verifyBundle(JSON.parse(JSON.stringify(good)), { trustedVkey: vkey });
    assert.deepEqual(verdict.checks.map(({ id, ok }) => [id, ok]), [['record', true], ['inclusion', true], ['signature', true], ['key', true]]);
    assert.equal(verdict.ok, true);
    assert.deepEqual([verdict.index, verdict.checkpoint!.size, verdict.checkpoint!.origin], [index, 400, signer.name]);
  });

  it('without a trusted key asks the reader to compare the key', async () => {
    const verdict = await verifyBundle(good);
    assert.deepEqual(verdict.checks.map(({ id }) => id), ['record', 'inclusion', 'signature'] satisfies CheckId[]);
    assert.match(verdict.checks[2]!.zh, /对照/);
  });

  it('of an ended record proves the end, with its text or after it was destroyed', async () => {
    const ended = leafOf(399);
    const kept = await verifyBundle({ ...good, ended });
    assert.equal(kept.ok, true);
    assert.equal(kept.ended!.article, '江信规〔2025〕1号 第八条');
    const { record: _record, salt: _salt, ...erased } = { ...good, ended };
    const verdict = await verifyBundle(erased);
    assert.equal(verdict.ok, true);
    assert.deepEqual(verdict.checks.map(({ id }) => id), ['erased', 'inclusion', 'signature', 'ended-inclusion', 'ended-refers'] satisfies CheckId[]);
  });
});

describe('A tampered bundle', () => {
  const otherEntry = toBase64(encodeEntry({ v: 1, kind: 'disclosed', disclosedOn: '2025-03-08', commitment }));
  const impostor = noteSigner(suite, signer.name, new Uint8Array(32).fill(4));
  const impostorVkey = formatVkey(suite, impostor);

  it('is told apart by what was changed', async () => {
    const mismatch = ['record: commitment-mismatch'];
    assert.deepEqual(await faults({ ...good, record: { ...record, amountFen: 1_250_001 } }), mismatch);
    assert.deepEqual(await faults({ ...good, record: { ...record, more: 1 } }), mismatch);
    assert.deepEqual(await faults({ ...good, record: { ...record, title: '\ud800' } }), ['record: record-not-json']);
    assert.deepEqual(await faults({ ...good, salt: toBase64(suite.hash(salt)) }), mismatch);
    assert.deepEqual(await faults({ ...good, entry: otherEntry }), ['inclusion: root-mismatch']);
    assert.deepEqual(await faults({ ...good, proof: proofFile(index + 1) }), ['inclusion: root-mismatch']);
    assert.deepEqual(await faults({ ...good, proof: good.proof.replace('index 300', 'index 400') }), ['inclusion: proof-index']);
    assert.deepEqual(await faults({ ...good, proof: good.proof.replace('\n400\n', '\n399\n') }), ['signature: note-bad-signature']);
  });

  it('signed by another key under the log’s name fails against the trusted key, also when it brings that key along', async () => {
    const forged = { ...good, proof: proofFile(index, 400, impostor) };
    assert.deepEqual(await faults(forged), ['signature: note-unsigned']);
    assert.deepEqual(await faults({ ...forged, vkey: impostorVkey }), []);
    assert.deepEqual(await faults({ ...forged, vkey: impostorVkey }, vkey), ['signature: note-unsigned', 'key: vkey-differs']);
    assert.deepEqual(await faults(forged, vkey), ['signature: note-unsigned']);
  });

  it('with an unreadable key fails by the key', async () => {
    assert.deepEqual(await faults({ ...good, vkey: 'x' }), ['key: vkey-form']);
    assert.deepEqual(await faults({ ...good, vkey: vkey.replace(/\+[0-9a-f]{8}\+/, '+00000000+') }), ['key: vkey-id']);
    const elsewhere = formatVkey(suite, noteSigner(suite, 'elsewhere.example', new Uint8Array(32).fill(3)));
    assert.deepEqual(await faults({ ...good, vkey: elsewhere }), ['signature: checkpoint-origin']);
  });

  it('with a wrong end fails by the end', async () => {
    assert.deepEqual(await faults({ ...good, ended: leafOf(398) }), ['ended-refers: ended-refers-elsewhere']);
    assert.deepEqual(await faults({ ...good, ...leafOf(index, 350), ended: leafOf(399) }), ['ended-inclusion: checkpoint-differs']);
    assert.deepEqual(await faults({ ...good, ended: { ...leafOf(399), entry: leafOf(398).entry } }), [
      'ended-inclusion: root-mismatch',
      'ended-refers: ended-refers-elsewhere',
    ]);
    assert.deepEqual(await faults({ ...good, ended: leafOf(301) }), ['form: ended-kind']);
    const { record: _record, salt: _salt, ...bare } = good;
    assert.deepEqual(await faults(bare), ['erased: end-not-proved']);
    assert.deepEqual(await faults({ ...bare, ended: leafOf(398) }), ['erased: end-not-proved', 'ended-refers: ended-refers-elsewhere']);
  });

  it('that is malformed fails by its form', async () => {
    const wrong: [unknown, string][] = [
      [null, 'bundle-format'], [[], 'bundle-format'], ['x', 'bundle-format'], [{}, 'bundle-format'], [{ ...good, format: 'x' }, 'bundle-format'],
      [{ ...good, vkey: 1 }, 'bundle-member'], [{ ...good, proof: null }, 'bundle-member'], [{ ...good, entry: undefined }, 'bundle-member'],
      [{ ...good, ended: 'x' }, 'bundle-member'], [{ ...good, salt: undefined }, 'bundle-content'], [{ ...good, salt: 'AA==' }, 'bundle-content'],
      [{ ...good, entry: '*' }, 'entry-base64'], [{ ...good, entry: 'AA==' }, 'entry-form'], [{ ...good, ...leafOf(399) }, 'entry-kind'],
      [{ ...good, proof: good.proof.slice(1) }, 'proof-form'], [{ ...good, proof: good.proof.slice(0, -2) }, 'note-form'],
      [{ ...good, ended: { entry: leafOf(399).entry, proof: proofFile(5) } }, 'entry-refers-forward'],
    ];
    for (const [bundle, reason] of wrong) assert.deepEqual(await faults(bundle), [`form: ${reason}`]);
  });

  it('never makes the verifier throw', async () => {
    const keys = fc.constantFrom<keyof RecordProofBundle>('record', 'salt', 'entry', 'proof', 'vkey', 'ended', 'format');
    await fc.assert(
      fc.asyncProperty(keys, fc.anything(), async (key, value) => {
        const verdict = await verifyBundle({ ...good, [key]: value });
        assert.ok(verdict.checks.length > 0);
      }),
    );
  });
});

describe('The verifier', () => {
  it('agrees with the suite it stands in for', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 397 }), async (at) => {
        const { proof } = leafOf(at);
        const verdict = await verifyBundle({ ...good, ...leafOf(at), record: 1 });
        const inclusion = verdict.checks.find(({ id }) => id === 'inclusion')!;
        assert.equal(inclusion.ok, verifyProof(suite, { entry: fromBase64(leafOf(at).entry)! }, proof, vkey).ok);
        assert.equal(verdict.checks[0]!.ok, false);
      }),
      { numRuns: 20 },
    );
  });

  it('says so where there is no WebCrypto, as on a page opened without https', async () => {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'crypto')!;
    Object.defineProperty(globalThis, 'crypto', { value: {}, configurable: true });
    try {
      assert.deepEqual(await faults(good), ['runtime: webcrypto-missing']);
    } finally {
      Object.defineProperty(globalThis, 'crypto', descriptor);
    }
  });

  it('and all it imports need nothing of Node', () => {
    const seen = new Set<string>();
    const visit = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      const source = readFileSync(new URL(name, import.meta.url), 'utf8');
      for (const [, from] of source.matchAll(/^import (?!type )[^;]*? from '([^']+)';$/gm)) {
        assert.match(from!, /^\.\/[a-z]+\.ts$/, `${name} imports ${from}`);
        visit(from!);
      }
      assert.ok(!/\b(?:Buffer|process|require)\b[.(]/.test(source), name);
    };
    visit('./verify.ts');
    assert.ok(seen.has('./merkle.ts') && !seen.has('./suite.ts'));
  });
});

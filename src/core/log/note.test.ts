/**
 * 签名便笺与检查点的测试. Notes against those that other implementations made, and against every way to spoil them.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { toBase64, utf8 } from './bytes.ts';
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import {
  formatNote, formatSecretKey, formatVkey, noteSignaturesMax, noteSigner, parseNote, parseSecretKey, parseVkey, signNote, verifyNote,
} from './note.ts';
import type { NoteVerifier } from './note.ts';
import { sha256Ed25519 as suite } from './suite.ts';

// The keys and signatures that the note package of the Go project publishes for its tests.
const peterVkey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const peterSecret = 'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz';
const enochVkey = 'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop';
const text = 'If you think cryptography is the answer to your problem,\nthen you don\'t know what your problem is.\n';
const peterLine = '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n';
const enochLine = '— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n';

const keyOf = (vkey: string): NoteVerifier => {
  const key = parseVkey(suite, vkey);
  assert.ok(key.ok, vkey);
  return key.value;
};
const open = (note: string, ...vkeys: string[]) => {
  const parsed = parseNote(note);
  return parsed.ok ? verifyNote(suite, parsed.value, vkeys.map(keyOf)) : parsed;
};

describe('A signed note', () => {
  it('that another implementation made is verified, by one key, both, or with the other unknown', () => {
    const note = `${text}\n${peterLine}${enochLine}`;
    for (const vkeys of [[peterVkey], [enochVkey], [peterVkey, enochVkey]]) {
      const opened = open(note, ...vkeys);
      assert.ok(opened.ok);
      assert.deepEqual(opened.value, vkeys.map(keyOf));
    }
  });

  it('signed with another implementation’s secret key comes out byte for byte the same', () => {
    const signer = parseSecretKey(suite, peterSecret);
    assert.ok(signer.ok);
    assert.equal(signNote(text, [signer.value]), `${text}\n${peterLine}`);
    assert.equal(formatVkey(suite, signer.value), peterVkey);
  });

  it('is not accepted without a trusted signature, nor with one bad signature of a trusted key beside a good one', () => {
    assert.deepEqual(open(`${text}\n${enochLine}`, peterVkey), { ok: false, reason: 'note-unsigned' });
    const bad = peterLine.replace('SffcvI', 'SffcvJ');
    assert.deepEqual(open(`${text}\n${bad}`, peterVkey), { ok: false, reason: 'note-bad-signature' });
    assert.deepEqual(open(`${text}\n${peterLine}${bad}`, peterVkey), { ok: false, reason: 'note-bad-signature' });
    assert.equal(open(`${text}\n${enochLine.replace('5n2tiO', '5n2tiP')}${peterLine}`, peterVkey).ok, true);
  });

  it('ignores a signature that shares only the name or only the id with a known key', () => {
    const otherName = peterLine.replace('PeterNeumann', 'CarmenSandiego');
    const otherId = peterLine.replace('x08g', 'xxxx');
    assert.deepEqual(open(`${text}\n${otherName}${otherId}`, peterVkey), { ok: false, reason: 'note-unsigned' });
  });

  it('is malformed in each of these ways', () => {
    const wrong: Record<string, string> = {
      [text]: 'note-form',
      [`${text}\n`]: 'note-signature-line',
      [`${text}\n${peterLine.slice(0, -1)}`]: 'note-form',
      [`\u0001${text}\n${peterLine}`]: 'note-characters',
      [`\ud800${text}\n${peterLine}`]: 'note-characters',
      [`${text}\n${peterLine}Unexpected line.\n`]: 'note-signature-line',
      [`${text}\n${peterLine.replace('PeterNeumann', 'Bad Name')}`]: 'note-signature-line',
      [`${text}\n${peterLine.replace('PeterNeumann', 'Bad+Name')}`]: 'note-signature-line',
      [`${text}\n${peterLine.replace('—', '-')}`]: 'note-signature-line',
      [`${text}\n${peterLine.replace('AM=', 'AN=')}`]: 'note-signature-line',
      [`${text}\n— PeterNeumann x08gow==\n`]: 'note-signature-line',
      [`${text}\n${peterLine.repeat(noteSignaturesMax + 1)}`]: 'note-too-many-signatures',
      [`${'x'.repeat(1_000_001)}\n\n${peterLine}`]: 'note-too-long',
    };
    for (const [note, reason] of Object.entries(wrong)) assert.deepEqual(parseNote(note), { ok: false, reason }, note.slice(0, 200));
  });

  it('carries at least sixteen signatures and blank lines in its text', () => {
    const signers = Array.from({ length: 16 }, (_, at) => noteSigner(suite, `witness${at}.example`, new Uint8Array(32).fill(at + 1)));
    const note = signNote('one\n\ntwo\n', signers);
    const opened = open(note, ...signers.map((signer) => formatVkey(suite, signer)));
    assert.ok(opened.ok && opened.value.length === 16);
    const parsed = parseNote(note);
    assert.ok(parsed.ok && parsed.value.text === 'one\n\ntwo\n');
    assert.equal(formatNote(parsed.value), note);
  });

  it('is not made of a text or under a name that it cannot carry', () => {
    const signer = noteSigner(suite, 'log.example', new Uint8Array(32));
    for (const bad of ['no newline', 'tab\t\n', '\ud800\n', '']) assert.throws(() => signNote(bad, [signer]), RangeError);
    for (const name of ['', 'a b', 'a+b', 'a\u3000b', 'a\n']) assert.throws(() => noteSigner(suite, name, new Uint8Array(32)), RangeError);
    assert.throws(() => noteSigner(suite, 'a', new Uint8Array(31)), RangeError);
  });
});

describe('A verifier key', () => {
  it('is refused when any character is dropped or changed', () => {
    for (let at = 0; at < peterVkey.length; at++) {
      const next = String.fromCharCode(peterVkey.charCodeAt(at) + 1);
      assert.equal(parseVkey(suite, peterVkey.slice(0, at) + next + peterVkey.slice(at + 1)).ok, false);
      assert.equal(parseVkey(suite, peterVkey.slice(0, at) + peterVkey.slice(at + 1)).ok, false);
      assert.equal(parseSecretKey(suite, peterSecret.slice(0, at) + peterSecret.slice(at + 1)).ok, false);
    }
  });

  it('of another length or algorithm is refused though its id fits', () => {
    const badLength = 'PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==';
    const badType = 'PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    assert.equal(parseVkey(suite, badLength).ok, false);
    assert.deepEqual(parseVkey(suite, badType), { ok: false, reason: 'vkey-type' });
  });

  it('and its secret key come back from their text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
        const signer = noteSigner(suite, '江衡市.example/log', seed);
        const read = parseSecretKey(suite, formatSecretKey(suite, signer.name, seed));
        assert.ok(read.ok);
        assert.deepEqual(read.value.publicKey, signer.publicKey);
        assert.equal(open(signNote('x\n', [read.value]), formatVkey(suite, signer)).ok, true);
      }),
      { numRuns: 20 },
    );
  });
});

describe('A checkpoint', () => {
  const root = suite.leafHash(utf8('x'));
  const signer = noteSigner(suite, 'log.example/credit', new Uint8Array(32).fill(7));
  const checkpoint = { origin: 'log.example/credit', size: 20_852_163, root };

  it('is three lines, and is opened with the key of its log', () => {
    assert.equal(formatCheckpoint(checkpoint), `log.example/credit\n20852163\n${toBase64(root)}\n`);
    assert.deepEqual(openCheckpoint(suite, signCheckpoint(checkpoint, signer), signer), { ok: true, value: checkpoint });
  });

  it('keeps extension lines that it was signed with', () => {
    const extended = { ...checkpoint, extensions: ['one', 'two'] };
    assert.deepEqual(parseCheckpoint(formatCheckpoint(extended)), { ok: true, value: extended });
  });

  it('is refused in each of these forms', () => {
    const base64 = toBase64(root);
    const wrong: Record<string, string> = {
      [`o\n1\n${base64}`]: 'checkpoint-form',
      [`\n1\n${base64}\n`]: 'checkpoint-form',
      [`o\n1\n${base64}\n\n`]: 'checkpoint-form',
      'o\n1\n': 'checkpoint-form',
      [`o\n01\n${base64}\n`]: 'checkpoint-size',
      [`o\n-1\n${base64}\n`]: 'checkpoint-size',
      [`o\n9007199254740992\n${base64}\n`]: 'checkpoint-size',
      [`o\n1\n${base64.slice(0, -4)}\n`]: 'checkpoint-root',
      [`o\n1\n${base64.slice(0, -1)}\n`]: 'checkpoint-root',
    };
    for (const [body, reason] of Object.entries(wrong)) assert.deepEqual(parseCheckpoint(body), { ok: false, reason }, body);
  });

  it('of another log, or signed under a foreign name, is refused', () => {
    const other = noteSigner(suite, 'other.example', new Uint8Array(32).fill(8));
    assert.throws(() => signCheckpoint(checkpoint, other), RangeError);
    const foreign = signNote(formatCheckpoint(checkpoint), [other]);
    assert.deepEqual(openCheckpoint(suite, foreign, other), { ok: false, reason: 'checkpoint-origin' });
    assert.deepEqual(openCheckpoint(suite, foreign, signer), { ok: false, reason: 'note-unsigned' });
  });
});

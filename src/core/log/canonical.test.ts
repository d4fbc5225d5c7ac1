/**
 * 规范 JSON、日志条目与承诺值的测试. The one spelling of things, and what a leaf may and may not say.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fromBase64, fromHex, toBase64, toHex, utf8 } from './bytes.ts';
import { CanonicalError, canonicalBytes, canonicalText } from './canonical.ts';
import type { Json } from './canonical.ts';
import { commitmentOf } from './commitment.ts';
import { decodeEntry, encodeEntry } from './entry.ts';
import type { LogEntry } from './entry.ts';
import { sha256Ed25519 as suite } from './suite.ts';

describe('Canonical JSON', () => {
  it('writes the example of RFC 8785 §3.2.4', () => {
    const value = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\\"/',
      literals: [null, true, false],
    };
    const wanted = '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}';
    assert.equal(canonicalText(value), wanted);
  });

  it('sorts members by UTF-16 code units, as the example of RFC 8785 §3.2.3', () => {
    const value = {
      '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh', '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face', '\u0080': 'Control', '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const order = ['Carriage Return', 'One', 'Control', 'Latin Small Letter O With Diaeresis', 'Euro Sign', 'Emoji: Grinning Face', 'Hebrew Letter Dalet With Dagesh'];
    const at = order.map((name) => canonicalText(value).indexOf(name));
    assert.deepEqual(at, at.toSorted((a, b) => a - b));
  });

  it('writes numbers as the samples of RFC 8785 appendix B', () => {
    const samples: [bigint, string][] = [
      [0x0000000000000000n, '0'], [0x8000000000000000n, '0'], [0x0000000000000001n, '5e-324'], [0x7fefffffffffffffn, '1.7976931348623157e+308'],
      [0x4340000000000000n, '9007199254740992'], [0x4430000000000000n, '295147905179352830000'], [0x44b52d02c7e14af5n, '9.999999999999997e+22'],
      [0x444b1ae4d6e2ef50n, '1e+21'], [0x3eb0c6f7a0b5ed8dn, '0.000001'], [0x3eb0c6f7a0b5ed8cn, '9.999999999999997e-7'], [0x41b3de4355555557n, '333333333.33333343'],
    ];
    for (const [bits, wanted] of samples) {
      const view = new DataView(new ArrayBuffer(8));
      view.setBigUint64(0, bits);
      assert.equal(canonicalText(view.getFloat64(0)), wanted);
    }
  });

  it('does not depend on the order of members and keeps the value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
        const reversed = JSON.parse(JSON.stringify(value), (_, part: unknown) =>
          typeof part === 'object' && part && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).reverse()) : part,
        ) as Json;
        const text = canonicalText(value as Json);
        assert.equal(canonicalText(reversed), text);
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
        assert.deepEqual(canonicalBytes(value as Json), utf8(text));
      }),
    );
  });

  it('refuses what JSON cannot carry', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const wrong: unknown[] = [
      undefined, Number.NaN, Infinity, -Infinity, 1n, Symbol('x'), () => 1, new Date(0), new Map(), '\ud800', { '\udc00': 1 }, { a: undefined }, [undefined],
      Array.from({ length: 1 }).concat(1), [, 1], cycle, { [Symbol('x')]: 1 }, new Uint8Array(1), // oxlint-disable-line no-sparse-arrays
    ];
    for (const value of wrong) assert.throws(() => canonicalText(value as Json), CanonicalError);
  });
});

describe('Base64 and hex', () => {
  it('come back as they went, and have one spelling each', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        assert.equal(toBase64(bytes), Buffer.from(bytes).toString('base64'));
        assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
        assert.deepEqual(fromHex(toHex(bytes)), bytes);
      }),
    );
    for (const text of ['AB==', 'AAB=', 'A', 'AA', 'AA=', 'AA==\n', ' AA==', 'A-_=', 'AA==AA==']) assert.equal(fromBase64(text), undefined, text);
    for (const text of ['0', 'AB', '0g', '0x']) assert.equal(fromHex(text), undefined, text);
  });
});

const commitment = 'ab'.repeat(32);
const disclosed: LogEntry = { v: 1, kind: 'disclosed', disclosedOn: '2025-03-07', commitment };
const corrected: LogEntry = { v: 1, kind: 'corrected', correctedOn: '2025-04-01', commitment, refers: 12 };
const ended: LogEntry = { v: 1, kind: 'ended', endedOn: '2026-03-07', refers: 13, reason: 'repaired', article: '江信规〔2025〕1号 第八条' };

describe('A log entry', () => {
  it('comes back from its bytes', () => {
    for (const entry of [disclosed, corrected, ended]) assert.deepEqual(decodeEntry(encodeEntry(entry)), { ok: true, value: entry });
    assert.equal(new TextDecoder().decode(encodeEntry(disclosed)), `{"commitment":"${commitment}","disclosedOn":"2025-03-07","kind":"disclosed","v":1}`);
  });

  it('cannot carry anything it does not declare', () => {
    const wrong: unknown[] = [
      { ...disclosed, subject: '某局' }, { ...disclosed, refers: 1 }, { ...ended, commitment }, { ...disclosed, v: 2 }, { ...disclosed, kind: 'toString' },
      { ...disclosed, disclosedOn: '2025-02-30' }, { ...disclosed, disclosedOn: '2025-3-7' }, { ...disclosed, commitment: commitment.toUpperCase() },
      { ...disclosed, commitment: commitment.slice(2) }, { ...corrected, refers: -1 }, { ...corrected, refers: 1.5 }, { ...corrected, refers: '12' },
      { ...ended, reason: '修复' }, { ...ended, article: '' }, { ...ended, article: 'a\nb' }, { ...ended, article: 'x'.repeat(121) },
      { v: 1, kind: 'disclosed', commitment }, { ...ended, article: undefined }, null, [], 'x', 1,
    ];
    for (const entry of wrong) {
      assert.throws(() => encodeEntry(entry as LogEntry), RangeError, JSON.stringify(entry));
      assert.equal(decodeEntry(utf8(JSON.stringify(entry))).ok, false);
    }
  });

  it('is read in its canonical spelling only', () => {
    const text = new TextDecoder().decode(encodeEntry(corrected));
    const respelled = [text.replace('{', '{ '), `${text}\n`, JSON.stringify(corrected), text.replace('"v":1', '"v":1.0'), text.replace('"v":1', '"v":1,"v":1')];
    for (const other of respelled) assert.deepEqual(decodeEntry(utf8(other)), { ok: false, reason: 'entry-not-canonical' }, other);
    assert.deepEqual(decodeEntry(Uint8Array.of(0xff)), { ok: false, reason: 'entry-form' });
    assert.deepEqual(decodeEntry(utf8('{')), { ok: false, reason: 'entry-form' });
    assert.deepEqual(decodeEntry(new Uint8Array(1025)), { ok: false, reason: 'entry-too-long' });
  });
});

describe('A commitment', () => {
  const salt = suite.hash(utf8('a salt of a test'));
  const bodies = Array.from({ length: 2000 }, (_, at) => ({ subject: `单位${at % 50}`, caseNo: `(2025)江01执${at}号`, amountFen: at }));

  it('is the HMAC-SHA-256 of the canonical body under a salt of exactly 32 bytes', () => {
    assert.throws(() => commitmentOf(suite, new Uint8Array(31), null), RangeError);
    assert.throws(() => commitmentOf(suite, new Uint8Array(64), null), RangeError);
    const made = suite.hmac(utf8('Jefe'), utf8('what do ya want for nothing?'));
    assert.equal(toHex(made), '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
    const long = suite.hmac(new Uint8Array(131).fill(0xaa), utf8('Test Using Larger Than Block-Size Key - Hash Key First'));
    assert.equal(toHex(long), '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54');
    assert.deepEqual(commitmentOf(suite, salt, { b: 1, a: 2 }), suite.hmac(salt, utf8('{"a":2,"b":1}')));
  });

  it('binds: no other body and no other salt makes it', () => {
    const seen = new Set(bodies.map((body) => toHex(commitmentOf(suite, salt, body))));
    assert.equal(seen.size, bodies.length);
    assert.ok(!seen.has(toHex(commitmentOf(suite, suite.hash(salt), bodies[0]!))));
  });

  it('hides: once the salt is gone, a list of all bodies finds no match, and the leaf’s length tells nothing', () => {
    const leaf = encodeEntry({ v: 1, kind: 'disclosed', disclosedOn: '2025-03-07', commitment: toHex(commitmentOf(suite, salt, bodies[77]!)) });
    const decoded = decodeEntry(leaf);
    assert.ok(decoded.ok && decoded.value.kind === 'disclosed');
    const guesses = (body: Json) => [
      suite.hash(canonicalBytes(body)), suite.leafHash(canonicalBytes(body)), commitmentOf(suite, new Uint8Array(32), body), commitmentOf(suite, suite.leafHash(leaf), body),
    ];
    for (const body of bodies) for (const guess of guesses(body)) assert.notEqual(toHex(guess), decoded.value.commitment);
    const longer = encodeEntry({ ...decoded.value, commitment: toHex(commitmentOf(suite, salt, { text: '长'.repeat(5000) })) });
    assert.equal(longer.length, leaf.length);
  });
});

// 存证文件的测试: the served log against a straightforward recomputation, and every proof checked from outside.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { openCheckpoint } from '../core/log/checkpoint.ts';
import { parseVkey } from '../core/log/note.ts';
import { verifyInclusion } from '../core/log/merkle.ts';
import { parseProof, verifyProof } from '../core/log/proof.ts';
import { sha256Ed25519 as suite } from '../core/log/suite.ts';
import { decodeBundle } from '../core/log/tiles.ts';
import { verifyBundle } from '../core/log/verify.ts';
import { buildPortal } from './app.ts';
import { openPublishedCity } from './for-tests.ts';
import type { PublishedCity } from './for-tests.ts';
import { LogReader } from './reader/log.ts';

const clock = { now: () => new Date('2026-11-23T02:00:00Z'), today: () => '2026-11-23' };
let city: PublishedCity;
let app: FastifyInstance;
const get = (url: string) => app.inject(url);

before(async () => {
  city = await openPublishedCity(600);
  app = await buildPortal({ pool: city.pool, clock, publicUrl: 'https://portal.example' });
});
after(async () => {
  await app?.close();
  await city?.close();
});

/** RFC 6962's definition, word for word, without any of the code under test. */
function root(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length === 1) return hashes[0]!;
  let k = 1;
  while (k * 2 < hashes.length) k *= 2;
  return suite.nodeHash(root(hashes.slice(0, k)), root(hashes.slice(k)));
}

test('the checkpoint is signed by the published key over the root of the entries', async () => {
  const vkey = (await get('/log/vkey')).body.trim();
  assert.equal(vkey, city.vkey);
  const key = parseVkey(suite, vkey);
  assert.ok(key.ok);
  const checkpoint = await get('/log/checkpoint');
  const opened = openCheckpoint(suite, checkpoint.body, key.value);
  assert.ok(opened.ok);
  assert.equal(opened.value.size, city.entries.length);
  assert.deepEqual(opened.value.root, root(city.entries.map((entry) => suite.leafHash(entry))));
  assert.match(String(checkpoint.headers['cache-control']), /max-age=[1-5]$/);
  assert.match(String(checkpoint.headers['content-type']), /^text\/plain/);
});

test('tiles and bundles are those of a straightforward recomputation, partial ones included, and nothing beyond the checkpoint', async () => {
  const leaves = city.entries.map((entry) => suite.leafHash(entry));
  assert.equal(leaves.length, 603);
  const full = await get('/log/tile/0/001');
  assert.deepEqual(new Uint8Array(full.rawPayload), new Uint8Array(Buffer.concat(leaves.slice(256, 512))));
  assert.equal(full.headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.equal(full.headers['content-type'], 'application/octet-stream');
  assert.equal(full.headers['access-control-allow-origin'], '*');
  for (const width of [1, 50, 91]) assert.deepEqual(new Uint8Array((await get(`/log/tile/0/002.p/${width}`)).rawPayload), new Uint8Array(Buffer.concat(leaves.slice(512, 512 + width))));
  assert.deepEqual(new Uint8Array((await get('/log/tile/0/000.p/255')).rawPayload), new Uint8Array(Buffer.concat(leaves.slice(0, 255))), 'a prefix of a wider tile');
  assert.deepEqual(new Uint8Array((await get('/log/tile/1/000.p/2')).rawPayload), new Uint8Array(Buffer.concat([root(leaves.slice(0, 256)), root(leaves.slice(256, 512))])));
  const bundle = decodeBundle(new Uint8Array((await get('/log/tile/entries/002.p/91')).rawPayload), 91);
  assert.ok(bundle.ok);
  assert.deepEqual(bundle.value, city.entries.slice(512));
  for (const path of ['tile/0/002', 'tile/0/002.p/92', 'tile/0/003.p/1', 'tile/1/000', 'tile/1/000.p/3', 'tile/2/000.p/1', 'tile/entries/002', 'tile/entries/002.p/92', 'tile/0/x000/002.p/1', 'tile/0/2.p/1', 'tile/0/002.p/01']) {
    assert.equal((await get(`/log/${path}`)).statusCode, 404, path);
  }
});

test('one reader proves leaves under heads of many sizes, each against its own root, whatever it remembers of the others', async () => {
  const { rows } = await city.pool.query<{ hash: Buffer }>('select hash from pub.log_leaf order by idx');
  const hashes = rows.map(({ hash }) => new Uint8Array(hash));
  const reader = new LogReader(city.pool);
  const signed = (await reader.head())!;
  for (const size of [hashes.length, 1, 2, 255, 256, 257, 300, 511, 513, hashes.length]) {
    const head = { ...signed, size, root: root(hashes.slice(0, size)) };
    for (const index of [0, 1, 254, 255, 256, 299, 512, size - 1].filter((n) => n < size)) {
      const read = parseProof((await reader.proof(index, head))!);
      assert.ok(read.ok, `${index} in ${size}`);
      assert.deepEqual(verifyInclusion(suite, { index, size, leafHash: hashes[index]!, root: head.root, proof: read.value.hashes }), { ok: true, value: true }, `${index} in ${size}`);
    }
  }
});

test('every record has a proof file that holds, and a bundle that anyone can check alone', async () => {
  for (const sample of city.samples.filter((_, at) => at % 37 === 0 || at === 5)) {
    const proof = await get(`/records/${sample.id}/proof`);
    assert.ok(verifyProof(suite, { entry: city.entries[sample.leaf]! }, proof.body, city.vkey).ok);
    const read = parseProof(proof.body);
    assert.deepEqual(read.ok && read.value.extra && Buffer.from(read.value.extra), Buffer.from(city.entries[sample.leaf]!), 'the file carries what it proves');
    const bundle = (await get(`/records/${sample.id}/proof.json`)).json() as { record: { no: string } };
    const verdict = await verifyBundle(bundle, { trustedVkey: city.vkey });
    assert.ok(verdict.ok, JSON.stringify(verdict.checks));
    assert.equal(verdict.index, sample.leaf);
    assert.equal((await verifyBundle({ ...bundle, record: { ...bundle.record, no: 'SX-0' } }, { trustedVkey: city.vkey })).ok, false);
  }
});

test('an ended record keeps the proof that it was and that it ended, without body or salt', async () => {
  for (const id of city.endedIds) {
    const answer = await get(`/records/${id}/proof.json`);
    const bundle = answer.json() as Record<string, unknown>;
    assert.deepEqual(Object.keys(bundle).toSorted(), ['ended', 'entry', 'format', 'proof', 'vkey']);
    const verdict = await verifyBundle(bundle, { trustedVkey: city.vkey });
    assert.ok(verdict.ok, JSON.stringify(verdict.checks));
    assert.equal(verdict.ended?.kind, 'ended');
    assert.equal((await get(`/records/${id}/proof`)).statusCode, 410);
  }
});

test('a leaf that the checkpoint does not cover yet is promised, not proved', async () => {
  const sample = city.samples[10]!;
  await city.owner.query('update pub.record set leaf = 5000 where id = $1', [sample.id]);
  const answer = await get(`/records/${sample.id}/proof.json`);
  assert.deepEqual([answer.statusCode, answer.headers['retry-after']], [503, '60']);
  assert.match((await get(`/records/${sample.id}`)).body, /公示后一分钟内/);
  await city.owner.query('update pub.record set leaf = $2 where id = $1', [sample.id, sample.leaf]);
});

test('the browser gets the very code of this repository without its types', async () => {
  const page = /<script type="module" src="([^"]+)"/.exec((await get(`/records/${city.samples[0]!.id}`)).body)![1]!;
  const asked = new Set<string>();
  const visit = async (url: string): Promise<void> => {
    if (asked.has(url)) return;
    asked.add(url);
    const script = await get(url);
    assert.match(String(script.headers['content-type']), /^text\/javascript/);
    assert.doesNotMatch(script.body, /^import type|from 'node:/m);
    for (const [, target] of script.body.matchAll(/from '\.\/([^']+)'/g)) await visit(url.replace(/[^/]+$/, target!));
  };
  await visit(page);
  assert.ok([...asked].some((url) => url.endsWith('/verify.js')));
});

/**
 * 基准 B10、B11、B12: the log: how fast leaves become durable and signed, how fast a proof is handed out, and what checking the whole
 * house costs beyond hashing it.
 */
import { hash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toBase64, toHex } from '../src/core/log/bytes.ts';
import { canonicalBytes, type Json } from '../src/core/log/canonical.ts';
import { encodeEntry, type LogEntry } from '../src/core/log/entry.ts';
import { inclusionRanges } from '../src/core/log/merkle.ts';
import { verifyProof } from '../src/core/log/proof.ts';
import { edgeRoot, emptyEdge, growTree, type TreeEdge, tilesForProof } from '../src/core/log/tiles.ts';
import { bundleFormat, verifyBundle } from '../src/core/log/verify.ts';
import { LogReader } from '../src/portal/reader/log.ts';
import { openPool, transaction } from '../src/store/db.ts';
import { fsck, fsckLog } from '../src/store/fsck.ts';
import { appendLeaves, findProof, integrate, logVkey, suite } from '../src/store/log.ts';
import type { City } from './city.ts';
import { alternate, lineOf, median, mustEqual, quantile, type Report, round, timed } from './measure.ts';

/** Leaves of one transaction: some disclosures of one batch. */
const leavesAtOnce = 250;

const entriesFor = (count: number): LogEntry[] => Array.from({ length: count }, () => ({ v: 1, kind: 'disclosed', disclosedOn: '2026-11-23', commitment: randomBytes(32).toString('hex') }));

/** B10: leaves committed, integrated and signed, against hashing them into a tree in memory. */
export async function benchAppend(city: City, leaves: number, rounds: number, report: Report): Promise<void> {
  const { house } = city;
  const pending: LogEntry[][] = [];
  let edge: TreeEdge = emptyEdge;
  let size = 0;
  const peer = async (): Promise<number> => {
    const entries = entriesFor(leaves);
    pending.push(entries);
    const ms = await timed(() => { ({ edge } = growTree(suite, edge, entries.map((entry) => suite.leafHash(encodeEntry(entry))))); });
    return leaves / (ms / 1000);
  };
  const product = async (): Promise<number> => {
    const entries = pending.shift() ?? [];
    const ms = await timed(async () => {
      let signedAt = performance.now();
      for (let at = 0; at < entries.length; at += leavesAtOnce) {
        const done = await transaction(house.pool, (tx) => appendLeaves(tx, entries.slice(at, at + leavesAtOnce), house.clock.now()));
        if (!done.ok) throw new Error(done.problem.detail.en);
        // At least once a second, as the platform does.
        if (performance.now() - signedAt < 1000) continue;
        await integrate(house);
        signedAt = performance.now();
      }
      await integrate(house);
    });
    size += entries.length;
    const { rows: [head] } = await city.owner.query<{ size: number; root: Buffer; stored: number }>('select size, root, (select count(*) from pub.log_leaf) as stored from pub.checkpoint order by size desc limit 1');
    mustEqual('size, leaves and root of the log', [head?.size, head?.stored, head?.root.toString('hex')], [size, size, toHex(edgeRoot(suite, edge))]);
    return leaves / (ms / 1000);
  };
  const figures = await alternate(rounds, peer, product, true);
  report(lineOf({ id: 'B10', what: `${leaves} leaves, durable, integrated and signed, against building the tree in memory`, unit: 'leaves/s', goal: { least: 5000 } }, figures));
}

/** Every tile of the tree as a file, as a static log would serve it. */
async function writeTiles(city: City, folder: string): Promise<void> {
  const { rows } = await city.owner.query<{ level: number; n: number; hashes: Buffer }>('select level, n, hashes from pub.log_tile');
  for (const { level, n, hashes } of rows) {
    const path = tileFile(folder, level, n);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, hashes);
  }
}

const tileFile = (folder: string, level: number, n: number): string => join(folder, String(level), `${n}`);

async function eightAtOnce(count: number, work: (n: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const ms = await timed(() => Promise.all(Array.from({ length: 8 }, async () => { while (next < count) await work(next++); })));
  return count / (ms / 1000);
}

/** B11: proofs with and without remembered tiles, against reading the tiles they need from files; and what it costs to check one. */
export async function benchProof(city: City, rounds: number, proofs: number, report: Report): Promise<void> {
  const pool = openPool(city.urls.portal, 8);
  const reader = new LogReader(pool);
  const head = await reader.head();
  const vkey = logVkey(city.house);
  if (head === undefined) throw new Error('the log is empty');
  const folder = join(city.folder, 'tiles');
  await writeTiles(city, folder);
  const indexes = Array.from({ length: proofs }, (_, n) => Math.floor(((n * 0.618_034) % 1) * head.size));
  for (const index of indexes.slice(0, 50)) {
    const [mine, stored] = [await reader.proof(index, head), await findProof(city.house.pool, index)];
    mustEqual(`the proof of leaf ${index}`, mine, stored);
    const { rows: [leaf] } = await pool.query<{ entry: Buffer }>('select entry from pub.log_leaf where idx = $1', [index]);
    mustEqual(`leaf ${index} proves itself`, verifyProof(suite, { entry: leaf?.entry as Uint8Array }, mine ?? '', vkey).ok, true);
  }
  const files = (index: number): Promise<unknown> => Promise.all(tilesForProof(inclusionRanges(index, head.size), head.size).map(({ level, index: n }) => readFile(tileFile(folder, level, n))));
  const peer = (): Promise<number> => eightAtOnce(proofs, (n) => files(indexes[n] as number));
  const cold = await alternate(rounds, peer, () => eightAtOnce(proofs, (n) => new LogReader(pool).proof(indexes[n] as number, head)), true);
  const warm = await alternate(rounds, peer, () => eightAtOnce(proofs, (n) => reader.proof(indexes[n] as number, head)), true);
  const verified = await verifyTimes(city, reader);
  await pool.end();
  report(lineOf({ id: 'B11', what: `proofs in a log of ${head.size} leaves, nothing remembered, against reading their tiles from files`, unit: 'proofs/s', goal: { least: 1000 } }, cold));
  report(lineOf({ id: 'B11', what: 'proofs, tiles remembered, against the same', unit: 'proofs/s', goal: { least: 20_000 }, notes: [`checking one proof: median ${round(median(verified))} ms, p99 ${round(quantile(verified, 0.99))} ms (target ≤ 5)`] }, warm));
}

/** How long the check takes that runs in a reader's browser: commitment, inclusion and signature. */
async function verifyTimes(city: City, reader: LogReader): Promise<number[]> {
  const { rows } = await city.owner.query<{ body: Json; salt: Buffer; leaf: number }>('select body, salt, leaf from pub.record order by id limit 100');
  const took: number[] = [];
  for (const { body, salt, leaf } of rows) {
    const [proved] = (await reader.proved([leaf])) ?? [];
    const vkey = logVkey(city.house);
    const bundle = { format: bundleFormat, record: body, salt: toBase64(salt), entry: toBase64(proved?.entry as Uint8Array), proof: proved?.proof, vkey };
    let good = false;
    took.push(await timed(async () => { good = (await verifyBundle(bundle, { trustedVkey: vkey })).ok; }));
    mustEqual(`the record at leaf ${leaf} verifies`, good, true);
  }
  return took.slice(10);
}

/** B12: the whole house re-derived, against hashing the same bytes from memory. */
export async function benchFsck(city: City, rounds: number, report: Report): Promise<void> {
  const { rows: leaves } = await city.owner.query<{ entry: Buffer }>('select entry from pub.log_leaf order by idx');
  // Of what was read only the bytes are kept: a heap full of objects would slow both sides.
  const committedIn = async (table: string): Promise<Uint8Array[]> => (await city.owner.query<{ body: Json }>(`select body from ${table}`)).rows.map(({ body }) => canonicalBytes(body));
  const [bodies, contents] = [await committedIn('pub.record'), await committedIn('rc.entry_content')];
  let root = '';
  const hashLog = (): void => { root = toHex(edgeRoot(suite, growTree(suite, emptyEdge, leaves.map(({ entry }) => suite.leafHash(entry))).edge)); };
  const hashAll = (): void => {
    hashLog();
    for (const bytes of bodies) hash('sha256', bytes, 'buffer');
    for (const bytes of contents) hash('sha256', bytes, 'buffer');
  };
  const mustBeSound = async (): Promise<void> => {
    const { findings, checked, log } = await fsck(city.house);
    mustEqual('what fsck found and checked', [findings, checked.leaves, checked.publicRecords, checked.entries, log.root, log.confirmed], [[], leaves.length, bodies.length, contents.length, root, true]);
  };
  const tree = await alternate(rounds, async () => timed(hashLog), async () => timed(() => fsckLog(city.house)), true);
  const whole = await alternate(rounds, async () => timed(hashAll), async () => timed(mustBeSound));
  const note = `${round(median(whole.products) / 1000)} s, ${round(leaves.length / (median(whole.products) / 1000))} records/s`;
  report(lineOf({ id: 'B12', what: `fsck of a log of ${leaves.length} leaves against SHA-256 over the same bytes`, unit: 'ms', target: { most: 3 } }, tree));
  report(lineOf({ id: 'B12', what: 'fsck of log, public records, entries and contents against SHA-256 over the same bytes', unit: 'ms', target: { most: 3 }, notes: [note] }, whole));
}

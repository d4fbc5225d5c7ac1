/**
 * 公示日志: where leaves enter the log and where the tree over them grows. A leaf is added in the very transaction that
 * discloses, corrects or ends a record; the tree follows within a moment, in a transaction of its own, and a checkpoint is
 * signed only over a tree that continues the one signed last, even after a restore from an older backup.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signCheckpoint } from '../core/log/checkpoint.ts';
import { encodeEntry, type LogEntry } from '../core/log/entry.ts';
import { proofOf, inclusionRanges, rootOf } from '../core/log/merkle.ts';
import { formatVkey, noteSigner } from '../core/log/note.ts';
import { formatProof } from '../core/log/proof.ts';
import { type LogSuite, sha256Ed25519 } from '../core/log/suite.ts';
import { edgeFrom, edgeRoot, edgeTiles, growTree, readTiles, tilesForProof, type TreeTileId } from '../core/log/tiles.ts';
import { type Asked, type Tx, transaction } from './db.ts';
import type { House } from './house.ts';
import { writeWhole } from './keys.ts';

/** Hash and signature of the log; an SM3/SM2 twin would be another suite over the same leaves. */
export const suite: LogSuite = sha256Ed25519;
/** Most leaves integrated in one transaction. */
const integrateMax = 65_536;

/** Adds leaves inside the caller's transaction. @returns the index of the first; indexes have no gaps, because the head row stays locked until commit. */
export async function appendLeaves(tx: Tx, entries: readonly LogEntry[], at: Date): Promise<number> {
  const { rows } = await tx.query<{ first: number }>('update rc.log_head set next = next + $1 returning next - $1::bigint as first', [entries.length]);
  const first = (rows[0] as { first: number }).first;
  await addLeaves(tx, first, entries.map(encodeEntry), at);
  return first;
}

/** Stores leaves from `first` on; the head row must be the caller's. */
export async function addLeaves(tx: Tx, first: number, entries: readonly Uint8Array[], at: Date): Promise<void> {
  await tx.query(
    'insert into pub.log_leaf (idx, entry, hash, at) select $1::bigint + n - 1, entry, hash, $4 from unnest($2::bytea[], $3::bytea[]) with ordinality as leaf (entry, hash, n)',
    [first, entries.map((entry) => Buffer.from(entry)), entries.map((entry) => Buffer.from(suite.leafHash(entry))), at],
  );
}

export interface Head {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * Locks the head until commit. Whoever will add a leaf of a record takes it before anything else that others may wait for (the number of a
 * letter, the report of a body), so that two who publish never wait for each other in a ring.
 */
export const lockHead = (tx: Tx): Promise<unknown> => tx.query('select next from rc.log_head for update');

/** The log's memory, outside the database, of what it signed last. */
export interface Remembered {
  readonly size: number;
  /** base64 */
  readonly root: string;
}
const memoryPath = (house: Pick<House, 'keys'>): string => join(house.keys.folder, 'last-signed.json');
export const remembered = (house: Pick<House, 'keys'>): Remembered =>
  existsSync(memoryPath(house)) ? (JSON.parse(readFileSync(memoryPath(house), 'utf8')) as Remembered) : { size: 0, root: '' };

/** The tree is smaller than one that was signed, or differs from it: signing would fork the log. */
export class ForkRefused extends Error {}

async function tileReader(db: Asked, ids: readonly TreeTileId[]): Promise<(level: number, index: number) => Uint8Array> {
  const { rows } = await db.query<{ level: number; n: number; hashes: Buffer }>({
    name: 'log-tiles', text: 'select level, n, hashes from pub.log_tile join unnest($1::int[], $2::bigint[]) as wanted (level, n) using (level, n)',
    values: [ids.map((t) => t.level), ids.map((t) => t.index)],
  });
  const found = new Map(rows.map((r) => [`${r.level}/${r.n}`, r.hashes]));
  return (level, index) => {
    const hashes = found.get(`${level}/${index}`);
    if (hashes === undefined) throw new Error(`log tile ${level}/${index} is missing: run "rongcheng fsck"`);
    return hashes;
  };
}

function refuseSmaller(last: Remembered, nextSize: number): void {
  if (nextSize >= last.size) return;
  throw new ForkRefused(`日志只有 ${nextSize} 条，曾签署过 ${last.size} 条：拒绝签署更小的树，请先恢复较新的备份，或由日志副本补回：rongcheng log refill (refusing to sign a smaller tree)`);
}

/** Refuses to sign when what was signed last is not a prefix of the tree about to be signed. */
async function refuseFork(last: Remembered, tx: Tx, size: number): Promise<void> {
  if (last.size === 0 || last.size > size) return;
  const bytesOf = await tileReader(tx, tilesForProof([{ start: 0, end: last.size }], size));
  const root = Buffer.from(rootOf(suite, last.size, readTiles(suite, bytesOf))).toString('base64');
  if (root !== last.root) throw new ForkRefused(`日志前 ${last.size} 条与签署过的不符：拒绝继续签署，请运行 rongcheng fsck (the log was rewritten)`);
}

/**
 * Whether the database does not hold what was signed last: it is an older one, with or without new leaves of its own. Where a signature is under way,
 * or was cut short between memory and database, the leaves are there and give the root that was signed.
 */
export async function isOlder(db: Asked, house: Pick<House, 'keys'>): Promise<boolean> {
  const last = remembered(house);
  const { rows: [signed] } = await db.query<{ size: number }>('select coalesce(max(size), 0) as size from pub.checkpoint');
  const size = (signed as { size: number }).size;
  if (size >= last.size) return false;
  const { rows: leaves } = await db.query<{ hash: Buffer }>('select hash from pub.log_leaf where idx >= $1 and idx < $2 order by idx', [size, last.size]);
  if (leaves.length < last.size - size) return true;
  const bytesOf = await tileReader(db, edgeTiles(size));
  const { edge } = growTree(suite, edgeFrom(size, (id) => bytesOf(id.level, id.index)), leaves.map((l) => l.hash));
  return Buffer.from(edgeRoot(suite, edge)).toString('base64') !== last.root;
}

/** Brings the tree up to the leaves and signs a checkpoint. @returns the new head, or null when nothing was new. */
export async function integrate(house: House): Promise<Head | null> {
  const outcome = await transaction(house.pool, async (tx) => {
    await lockLog(tx);
    const { rows: [head] } = await tx.query<{ next: number }>('select next from rc.log_head');
    const signedLast = remembered(house);
    refuseSmaller(signedLast, (head as { next: number }).next);
    const grown = await growStored(tx, integrateMax);
    if (grown === null) return null;
    await refuseFork(signedLast, tx, grown.size);
    return sign(house, tx, grown);
  });
  if (!outcome.ok) throw new Error(outcome.problem.detail.zh);
  const more = outcome.value !== null && (await hasMore(house, outcome.value.size));
  return more ? integrate(house) : outcome.value;
}

/** One at a time grows the tree. */
export const lockLog = (tx: Tx): Promise<unknown> => tx.query(`select pg_advisory_xact_lock(hashtext('rongcheng log'))`);

/** Grows the stored tiles over the leaves that no checkpoint covers yet, at most so many. @returns the new head, not signed; null when there are none. */
export async function growStored(tx: Tx, leavesMax = Number.MAX_SAFE_INTEGER): Promise<Head | null> {
  const { rows: [last] } = await tx.query<{ size: number; root: Buffer }>('select size, root from pub.checkpoint order by size desc limit 1');
  const size = last?.size ?? 0;
  const { rows: leaves } = await tx.query<{ idx: number; hash: Buffer }>('select idx, hash from pub.log_leaf where idx >= $1 order by idx limit $2', [size, leavesMax]);
  if (leaves.length === 0) return null;
  if ((leaves[0] as { idx: number }).idx !== size) throw new ForkRefused(`日志第 ${size} 条缺失：请运行 rongcheng fsck (leaf ${size} is missing)`);
  const bytesOf = await tileReader(tx, edgeTiles(size));
  const before = edgeFrom(size, (id) => bytesOf(id.level, id.index));
  if (last !== undefined && !Buffer.from(edgeRoot(suite, before)).equals(last.root)) throw new ForkRefused('日志的树与最近签署的检查点不符：请运行 rongcheng fsck (tiles do not match the checkpoint)');
  const { edge, tiles } = growTree(suite, before, leaves.map((l) => l.hash));
  await tx.query(
    `insert into pub.log_tile (level, n, width, hashes) select * from unnest($1::int[], $2::bigint[], $3::int[], $4::bytea[])
     on conflict (level, n) do update set width = excluded.width, hashes = excluded.hashes`,
    [tiles.map((t) => t.level), tiles.map((t) => t.index), tiles.map((t) => t.width), tiles.map((t) => Buffer.from(t.bytes))],
  );
  return { size: edge.size, root: edgeRoot(suite, edge) };
}

const hasMore = async (house: House, size: number): Promise<boolean> => (await house.pool.query('select 1 from pub.log_leaf where idx = $1', [size])).rowCount === 1;

/** Remembers outside the database, then signs inside the transaction: a crash between the two signs the same tree again. */
export async function sign(house: House, tx: Tx, head: Head): Promise<Head> {
  const now = house.clock.now();
  const signer = noteSigner(suite, house.logOrigin, house.keys.logSeed);
  const note = signCheckpoint({ origin: house.logOrigin, size: head.size, root: head.root }, signer);
  writeWhole(memoryPath(house), JSON.stringify({ size: head.size, root: Buffer.from(head.root).toString('base64') }));
  await tx.query('insert into pub.checkpoint (size, root, note, at) values ($1, $2, $3, $4)', [head.size, Buffer.from(head.root), note, now]);
  await tx.query('insert into pub.log_key (vkey, suite, since) values ($1, $2, $3) on conflict do nothing', [formatVkey(suite, signer), suite.id, now]);
  return head;
}

/** The verifier key that proofs are checked with. */
export const logVkey = (house: Pick<House, 'keys' | 'logOrigin'>): string => formatVkey(suite, noteSigner(suite, house.logOrigin, house.keys.logSeed));

/** The proof file of a leaf under the latest checkpoint; undefined while the tree has not reached it. */
export async function findProof(db: Asked, index: number): Promise<string | undefined> {
  const { rows: [last] } = await db.query<{ size: number; note: string }>('select size, note from pub.checkpoint order by size desc limit 1');
  if (last === undefined || index >= last.size) return undefined;
  const ranges = inclusionRanges(index, last.size);
  const bytesOf = await tileReader(db, tilesForProof(ranges, last.size));
  return formatProof({ index, hashes: proofOf(suite, ranges, readTiles(suite, bytesOf)), checkpoint: last.note });
}

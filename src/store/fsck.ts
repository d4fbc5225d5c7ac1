/**
 * 全库复核 fsck: re-derives everything that can be derived and compares it with what is stored, in one snapshot of the
 * database: the log from its entries, public records from the log, records from their entries, attachments from their
 * digests, signed answers from their signature and grounds. It trusts no stored hash and names each row that was tampered with.
 */
import { toHex } from '../core/log/bytes.ts';
import { transaction, type Tx } from './db.ts';
import { copyRows } from './fsck/copy-rows.ts';
import { type Finding, Findings } from './fsck/findings.ts';
import { inThread, ownKey, rememberedIn } from './fsck/parts.ts';
import { checkPostedMatters } from './fsck/posted.ts';
import { inSnapshot, unhurried } from './fsck/snapshot.ts';
import { Spine } from './fsck/spine.ts';
import { standingPairs } from './fsck/standing.ts';
import { checkTree, type TreeAnswer } from './fsck/tree.ts';
import type { House } from './house.ts';
import { suite } from './log.ts';

/** What was checked and what was found. */
export interface FsckReport {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  /** Kinds of which more was found than is named. */
  readonly overflow: readonly { readonly kind: string; readonly count: number }[];
  readonly errors: number;
  readonly total: number;
  readonly checked: {
    readonly leaves: number; readonly tiles: number; readonly checkpoints: number; readonly publicRecords: number; readonly endedRecords: number; readonly posted: number;
    readonly records: number; readonly entries: number; readonly attachments: number; readonly answers: number; readonly reports: number;
  };
  readonly log: { readonly size: number; readonly root: string; readonly confirmed: boolean };
}

export type Checked = Pick<House, 'pool' | 'keys' | 'filesDir' | 'logOrigin' | 'registers'>;

/** Checks the whole database of a house: the moment is held here, the work is done in threads. */
export async function fsck(house: Checked): Promise<FsckReport> {
  const { connectionString: databaseUrl } = house.pool.options;
  if (databaseUrl === undefined) throw new Error('the pool does not say where the database is');
  const shared = { databaseUrl, keysFolder: house.keys.folder, filesDir: house.filesDir, logOrigin: house.logOrigin, standing: standingPairs(Object.values(house.registers)) };
  const findings = new Findings();
  // What a matter posts only its register can say, and no thread can be given that; there are few of them.
  const [open, inside] = await inSnapshot(house.pool, 1, ([here], snapshot) =>
    Promise.all([inThread('public', { ...shared, snapshot }), inThread('inside', { ...shared, snapshot }), checkPostedMatters(here as Tx, house, findings)]));
  for (const { found } of [open, inside]) findings.absorb(found);
  const errors = findings.named.filter((finding) => finding.severity === 'error').length;
  const { tree } = open;
  return {
    ok: errors === 0, findings: findings.named, overflow: findings.overflow, errors, total: findings.total,
    checked: { leaves: tree.leaves, tiles: tree.tiles, checkpoints: tree.checkpoints, publicRecords: open.records, endedRecords: open.ended, posted: open.posted, records: inside.records, entries: inside.entries, attachments: open.attachments, answers: open.answers, reports: open.reports },
    log: { size: tree.size, root: tree.root, confirmed: tree.confirmed },
  };
}

/** Checks the log alone: the part that grows with every disclosure. */
export async function fsckLog(house: Checked): Promise<{ findings: readonly Finding[]; tree: TreeAnswer }> {
  const findings = new Findings();
  const tree = await inSnapshot(house.pool, 2, ([stream, lookup]) => checkTree({ suite, stream: stream as Tx, lookup: lookup as Tx, key: ownKey(house), remembered: rememberedIn(house.keys.folder), findings }));
  return { findings: findings.named, tree };
}

export type Rebuilt = { readonly ok: true; readonly tiles: number; readonly size: number } | { readonly ok: false; readonly zh: string; readonly en: string };

interface Tile {
  readonly level: number;
  readonly index: number;
  readonly bytes: Uint8Array;
}

const tilesAtOnce = 500;

/** Rebuilds all tiles from the entries, after their root proved to be the one that was signed; otherwise nothing is touched. */
export async function rebuildTiles(house: Checked): Promise<Rebuilt> {
  const outcome = await transaction<Rebuilt>(house.pool, async (tx) => {
    await tx.query(`${unhurried}; select pg_advisory_xact_lock(hashtext('rongcheng log'))`);
    const { rows: [latest] } = await tx.query<{ size: number; root: Buffer }>('select size, root from pub.checkpoint order by size desc limit 1');
    const size = latest?.size ?? 0;
    const tiles: Tile[] = [];
    const spine = new Spine(suite, (level, index, bytes) => tiles.push({ level, index, bytes: Uint8Array.from(bytes) }));
    for await (const rows of copyRows(tx, `select entry from pub.log_leaf where idx < ${size} order by idx`)) while (rows.next()) spine.append(rows.view(0) as Buffer);
    spine.partials((level, index, bytes) => tiles.push({ level, index, bytes: Uint8Array.from(bytes) }));
    if (spine.size !== size || (latest !== undefined && toHex(spine.root()) !== toHex(latest.root))) {
      return { ok: false, zh: '由条目重算的根值与签署的检查点不符：被改动的是条目，不能重建瓦片；请先恢复条目', en: 'The entries do not give the signed root: they were altered, not the tiles; restore them first' };
    }
    await tx.query('delete from pub.log_tile');
    for (let at = 0; at < tiles.length; at += tilesAtOnce) await insertTiles(tx, tiles.slice(at, at + tilesAtOnce));
    return { ok: true, tiles: tiles.length, size };
  });
  if (!outcome.ok) throw new Error(outcome.problem.detail.zh);
  return outcome.value;
}

const insertTiles = (tx: Tx, tiles: readonly Tile[]): Promise<unknown> =>
  tx.query('insert into pub.log_tile (level, n, width, hashes) select * from unnest($1::int[], $2::bigint[], $3::int[], $4::bytea[])',
    [tiles.map((t) => t.level), tiles.map((t) => t.index), tiles.map((t) => t.bytes.length / 32), tiles.map((t) => Buffer.from(t.bytes))]);

/**
 * 存证日志的读取: checkpoint, tiles, entries and proofs out of schema `pub`. Every answer belongs to the latest signed
 * checkpoint: what is in the tables beyond it is not vouched for yet and not served. Full tiles never change, so the
 * latest used ones stay in memory together with the hashes inside them, and a proof then costs some look-ups.
 */
import type { Pool } from 'pg';
import { inclusionRanges, hashOfRange } from '../../core/log/merkle.ts';
import type { HashAt } from '../../core/log/merkle.ts';
import { formatProof } from '../../core/log/proof.ts';
import { sha256Ed25519 } from '../../core/log/suite.ts';
import { encodeBundle, narrowTile, tileWidth, tileWidthMax, tilesForProof } from '../../core/log/tiles.ts';
import type { TileId } from '../../core/log/tiles.ts';
import { Recent, remembered } from './remembered.ts';

const hashBytes = 32;
/** A million leaves make 3,923 tiles, with the hashes inside them some 70 MB when all are used. */
const tilesMax = 8192;

/** One number for a tile's place; a level is below 64. */
const placeKey = (level: number, index: number): number => index * 64 + level;

/** The head of the log as published: a signed note over size and root. */
export interface Head {
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: string;
  readonly at: Date;
}

/** The hashes of a tile and, row above row, of the subtrees inside it; 16 kB when all rows of a full tile are there. */
class TileTree {
  readonly #rows: Uint8Array[];
  constructor(bytes: Uint8Array) {
    this.#rows = [bytes];
  }
  get bytes(): Uint8Array {
    return this.#rows[0]!;
  }
  get width(): number {
    return this.bytes.length / hashBytes;
  }
  /** Hash of the complete subtree of 2^height hashes at `index`; rows are computed when first asked for. */
  hashAt(height: number, index: number): Uint8Array {
    while (this.#rows.length <= height) this.#rows.push(rowAbove(this.#rows.at(-1)!));
    const row = this.#rows[height]!;
    const start = index * hashBytes;
    if (start + hashBytes > row.length) throw new RangeError(`a tile of width ${this.width} has no subtree ${index} of height ${height}`);
    return row.subarray(start, start + hashBytes);
  }
}

function rowAbove(below: Uint8Array): Uint8Array {
  const pair = 2 * hashBytes;
  const row = new Uint8Array(Math.floor(below.length / pair) * hashBytes);
  for (let at = 0; at < row.length; at += hashBytes) {
    row.set(sha256Ed25519.nodeHash(below.subarray(2 * at, 2 * at + hashBytes), below.subarray(2 * at + hashBytes, 2 * at + pair)), at);
  }
  return row;
}

/** A leaf with the proof that the log contains it. */
export interface ProvedLeaf {
  readonly index: number;
  readonly entry: Uint8Array;
  /** tlog-proof text. */
  readonly proof: string;
}

/** Reads the public log. */
export class LogReader {
  readonly #pool: Pool;
  readonly #tiles = new Recent<number, TileTree>(tilesMax);
  /** The latest signed checkpoint, at most half a second old; undefined for a log without any. */
  readonly head: () => Promise<Head | undefined>;
  /** Key of the log as a vkey, the one in use now; undefined before the log has one. */
  readonly vkey: () => Promise<string | undefined>;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.head = remembered(500, async () => {
      const text = 'select size::float8 as size, root, note, at from pub.checkpoint order by pub.checkpoint.size desc limit 1';
      return (await pool.query<Head>({ name: 'checkpoint', text })).rows[0];
    });
    this.vkey = remembered(500, async () => {
      const text = 'select vkey from pub.log_key order by until desc nulls first, since desc limit 1';
      return (await pool.query<{ vkey: string }>({ name: 'vkey', text })).rows[0]?.vkey;
    });
  }

  async #load(ids: readonly (TileId & { level: number })[]): Promise<Map<number, TileTree>> {
    const found = new Map<number, TileTree>();
    const missing: (TileId & { level: number })[] = [];
    for (const id of ids) {
      const key = placeKey(id.level, id.index);
      const known = this.#tiles.get(key);
      if (known && known.width >= id.width) found.set(key, known);
      else missing.push(id);
    }
    if (missing.length === 0) return found;
    const { rows } = await this.#pool.query<{ level: number; n: number; hashes: Buffer }>({
      name: 'tiles',
      text: 'select level, n::float8 as n, hashes from pub.log_tile where (level, n) in (select * from unnest($1::int[], $2::bigint[]))',
      values: [missing.map(({ level }) => level), missing.map(({ index }) => index)],
    });
    for (const { level, n, hashes } of rows) {
      const tile = new TileTree(new Uint8Array(hashes));
      this.#tiles.set(placeKey(level, n), tile);
      found.set(placeKey(level, n), tile);
    }
    return found;
  }

  /** A tile of the tree, or undefined when the published tree has none of this width there. */
  async tile(id: TileId & { level: number }): Promise<Uint8Array | undefined> {
    const head = await this.head();
    if (!head || tileWidth(id.level, id.index, head.size) < id.width) return undefined;
    const tile = (await this.#load([id])).get(placeKey(id.level, id.index));
    return tile && narrowTile(tile.bytes, id.width);
  }

  /** A bundle of entries, or undefined when the published log has none of this width there. */
  async bundle({ index, width }: TileId): Promise<Uint8Array | undefined> {
    const head = await this.head();
    if (!head || tileWidth('entries', index, head.size) < width) return undefined;
    const from = index * tileWidthMax;
    const { rows } = await this.#pool.query<{ entry: Buffer }>({
      name: 'entries', text: 'select entry from pub.log_leaf where idx >= $1 and idx < $2 order by idx', values: [from, from + width],
    });
    return rows.length === width ? encodeBundle(rows.map(({ entry }) => entry)) : undefined;
  }

  /** The tlog-proof of a leaf under a head; undefined when the head does not reach it yet. */
  async proof(index: number, head: Head): Promise<string | undefined> {
    if (index >= head.size) return undefined;
    const ranges = inclusionRanges(index, head.size);
    const tiles = await this.#load(tilesForProof(ranges, head.size));
    const hashAt: HashAt = (level, at) => {
      const height = level % 8;
      const first = at * 2 ** height;
      const tile = tiles.get(placeKey(Math.floor(level / 8), Math.floor(first / tileWidthMax)));
      if (!tile) throw new RangeError(`the tile for node ${level}/${at} is not stored`);
      return tile.hashAt(height, at % (tileWidthMax / 2 ** height));
    };
    return formatProof({ index, hashes: ranges.map((range) => hashOfRange(sha256Ed25519, range, hashAt)), checkpoint: head.note });
  }

  /** Leaves with their proofs, all under one head; undefined when the log does not vouch for all of them yet. */
  async proved(indices: readonly number[]): Promise<ProvedLeaf[] | undefined> {
    const head = await this.head();
    if (!head || indices.length === 0 || indices.some((index) => index >= head.size)) return undefined;
    const { rows } = await this.#pool.query<{ idx: number; entry: Buffer }>({
      name: 'leaves', text: 'select idx::float8 as idx, entry from pub.log_leaf where idx = any($1::bigint[])', values: [indices],
    });
    const entries = new Map(rows.map(({ idx, entry }) => [idx, entry]));
    return Promise.all(indices.map(async (index) => {
      const entry = entries.get(index);
      if (!entry) throw new RangeError(`leaf ${index} is not stored`);
      return { index, entry: new Uint8Array(entry), proof: (await this.proof(index, head))! };
    }));
  }
}

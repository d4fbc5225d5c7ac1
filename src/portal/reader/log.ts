/**
 * 存证日志的读取: checkpoint, tiles, entries and proofs out of schema `pub`. Every answer belongs to the latest signed
 * checkpoint: what is in the tables beyond it is not vouched for yet and not served. Full tiles never change, so the
 * latest used ones stay in memory together with the hashes inside them, and a proof then costs some look-ups.
 */
import type { Pool } from 'pg';
import { inclusionRanges, hashOfRange, nodesOfRange } from '../../core/log/merkle.ts';
import type { HashAt, LeafRange, TreeNode } from '../../core/log/merkle.ts';
import { joinProof } from '../../core/log/proof.ts';
import { sha256Ed25519 } from '../../core/log/suite.ts';
import { encodeBundle, narrowTile, tileWidth, tileWidthMax, tilesForProof } from '../../core/log/tiles.ts';
import type { TileId } from '../../core/log/tiles.ts';
import { Recent, remembered } from './remembered.ts';

const hashBytes = 32;
const tileHeight = 8;
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
  readonly #rows: Buffer[];
  constructor(bytes: Buffer) {
    this.#rows = [bytes];
  }
  get bytes(): Uint8Array {
    const row = this.#rows[0]!;
    return new Uint8Array(row.buffer, row.byteOffset, row.length);
  }
  get width(): number {
    return this.#rows[0]!.length / hashBytes;
  }
  /** Row of the roots of subtrees of 2^height hashes; computed when first asked for. */
  #row(height: number): Buffer {
    while (this.#rows.length <= height) this.#rows.push(rowAbove(this.#rows.at(-1)!));
    return this.#rows[height]!;
  }
  /** Whether the tile is wide enough for the complete subtree of 2^height hashes at `index`. */
  holds(height: number, index: number): boolean {
    return (index + 1) * 2 ** height <= this.width;
  }
  /** Hash of that subtree. */
  hashAt(height: number, index: number): Uint8Array {
    return this.#row(height).subarray(index * hashBytes, (index + 1) * hashBytes);
  }
  /** The same in base64, without a copy in between. */
  textAt(height: number, index: number): string {
    return this.#row(height).toString('base64', index * hashBytes, (index + 1) * hashBytes);
  }
}

// As in the suite, but without a piece of memory for each hash: a proof whose tiles are not at hand costs some five hundred of them.
const pair = 2 * hashBytes;
const nodeInput = Buffer.alloc(1 + pair, 0x01);

function rowAbove(below: Buffer): Buffer {
  const row = Buffer.allocUnsafeSlow(Math.floor(below.length / pair) * hashBytes);
  for (let at = 0; at < row.length; at += hashBytes) {
    below.copy(nodeInput, 1, 2 * at, 2 * at + pair);
    row.write(sha256Ed25519.digest(nodeInput), at, 'latin1');
  }
  return row;
}

/** Where the hash of a subtree stands: in which tile, in which of its rows, at which place. */
function placeOf(level: number, index: number): { key: number; height: number; at: number } {
  const height = level % tileHeight;
  const perTile = tileWidthMax / 2 ** height;
  return { key: placeKey(Math.floor(level / tileHeight), Math.floor(index / perTile)), height, at: index % perTile };
}

type TileAt = (key: number) => TileTree | undefined;

function textOfNode({ level, index }: TreeNode, tileAt: TileAt): string | undefined {
  const { key, height, at } = placeOf(level, index);
  const tile = tileAt(key);
  return tile?.holds(height, at) === true ? tile.textAt(height, at) : undefined;
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
  /** Hashes, in base64, of the subtrees that end at the right edge of the tree and are not complete, by their first leaf. Of one size only. */
  #edge = { size: 0, texts: new Map<number, string>() };
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
      const tile = new TileTree(Buffer.from(hashes));
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
    const hashes = this.#texts(ranges, head.size, (key) => this.#tiles.get(key)) ?? (await this.#loadedTexts(ranges, head.size));
    return joinProof({ index, hashes, checkpoint: head.note });
  }

  async #loadedTexts(ranges: readonly LeafRange[], size: number): Promise<string[]> {
    const tiles = await this.#load(tilesForProof(ranges, size));
    const texts = this.#texts(ranges, size, (key) => tiles.get(key));
    if (texts === undefined) throw new RangeError(`a tile of the tree of ${size} leaves is not stored`);
    return texts;
  }

  /** Hashes over the ranges in base64; undefined when a tile is not at hand, or too narrow. */
  #texts(ranges: readonly LeafRange[], size: number, tileAt: TileAt): string[] | undefined {
    const texts: string[] = [];
    for (const range of ranges) {
      const nodes = nodesOfRange(range);
      const text = nodes.length === 1 ? textOfNode(nodes[0]!, tileAt) : this.#edgeText(range, size, tileAt);
      if (text === undefined) return undefined;
      texts.push(text);
    }
    return texts;
  }

  #edgeText(range: LeafRange, size: number, tileAt: TileAt): string | undefined {
    if (this.#edge.size !== size) this.#edge = { size, texts: new Map() };
    const known = this.#edge.texts.get(range.start);
    if (known !== undefined) return known;
    if (nodesOfRange(range).some((node) => textOfNode(node, tileAt) === undefined)) return undefined;
    const hashAt: HashAt = (level, index) => {
      const { key, height, at } = placeOf(level, index);
      return tileAt(key)!.hashAt(height, at);
    };
    const text = Buffer.from(hashOfRange(sha256Ed25519, range, hashAt)).toString('base64');
    this.#edge.texts.set(range.start, text);
    return text;
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

/**
 * 日志瓦片. The public form of the log (C2SP tlog-tiles): the tree cut into files of up to 256 hashes, which never change
 * once full, and the entries in bundles of 256. Anyone can copy them with plain GET requests and compute every proof
 * themselves; we compute ours from the same tiles.
 */
import { accept, concat, fromDecimal, reject } from './bytes.ts';
import type { Outcome } from './bytes.ts';
import { isTreeSize, nodesOfRange } from './merkle.ts';
import type { HashAt, LeafRange, TreeHasher } from './merkle.ts';

/** Hashes in a full tile, entries in a full bundle. */
export const tileWidthMax = 256;
/** Bytes of one entry, bounded by its uint16 length prefix. */
export const entryBytesMax = 65_535;
const tileLevelMax = 63;
const tileHeight = 8;
const hashBytes = 32;

/** Which file: a tile of the tree by level (0 holds leaf hashes), or a bundle of entries; `width` below 256 means partial. */
export interface TileId {
  level: number | 'entries';
  index: number;
  width: number;
}

/** A {@link TileId} of the tree itself, not of the entries. */
export interface TreeTileId extends TileId {
  level: number;
}

/** A tile of the tree with its content, `width` hashes of 32 bytes. */
export interface Tile extends TreeTileId {
  bytes: Uint8Array;
}

/** Path below the log's prefix, such as `tile/0/x001/x234/067.p/12`. */
export function tilePath({ level, index, width }: TileId): string {
  const groups: string[] = [];
  let rest = index;
  do {
    groups.unshift((groups.length === 0 ? '' : 'x') + String(rest % 1000).padStart(3, '0'));
    rest = Math.floor(rest / 1000);
  } while (rest > 0);
  return `tile/${level}/${groups.join('/')}${width < tileWidthMax ? `.p/${width}` : ''}`;
}

/** The tile a path names, or undefined for a path that {@link tilePath} would not write. */
export function parseTilePath(path: string): TileId | undefined {
  const match = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/.exec(path);
  if (!match) return undefined;
  const level = match[1] === 'entries' ? 'entries' : fromDecimal(match[1]!);
  const width = match[3] === undefined ? tileWidthMax : fromDecimal(match[3]);
  if (level === undefined || width === undefined) return undefined;
  if (level !== 'entries' && level > tileLevelMax) return undefined;
  const id: TileId = { level, index: Number(match[2]!.replaceAll(/[x/]/g, '')), width };
  // Writing it again refuses needless `x000/` groups, `.p/0` and `.p/256` at once.
  return width > 0 && Number.isSafeInteger(id.index) && tilePath(id) === path ? id : undefined;
}

/** Width of a tile in a tree of `size` leaves; 0 when the tree does not reach it. */
export function tileWidth(level: number | 'entries', index: number, size: number): number {
  const hashes = Math.floor(size / tileWidthMax ** (level === 'entries' ? 0 : level));
  return Math.max(0, Math.min(tileWidthMax, hashes - index * tileWidthMax));
}

/** The narrower tile that a wider one of the same place contains. Throws RangeError when it is not contained. */
export function narrowTile(bytes: Uint8Array, width: number): Uint8Array {
  if (bytes.length % hashBytes !== 0 || bytes.length < width * hashBytes) throw new RangeError(`no ${width} hashes in a tile of ${bytes.length} bytes`);
  return bytes.subarray(0, width * hashBytes);
}

/** The right edge of the tree: its size and, by level, the bytes of the partial tile there (possibly empty). */
export interface TreeEdge {
  size: number;
  partials: readonly Uint8Array[];
}

/** Edge of the tree without leaves. */
export const emptyEdge: TreeEdge = { size: 0, partials: [] };

/** Partial tiles that one must load to rebuild the edge of a tree of `size`, lowest level first; those of width 0 are left out. */
export function edgeTiles(size: number): TreeTileId[] {
  const ids: TreeTileId[] = [];
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / tileWidthMax)) {
    const width = hashes % tileWidthMax;
    if (width > 0) ids.push({ level, index: Math.floor(hashes / tileWidthMax), width });
  }
  return ids;
}

/** Edge of a tree of `size` from its stored tiles; a wider tile serves for a narrower one. Throws RangeError when one is too short. */
export function edgeFrom(size: number, bytesOf: (id: TreeTileId) => Uint8Array): TreeEdge {
  const partials: Uint8Array[] = [];
  for (const id of edgeTiles(size)) {
    while (partials.length < id.level) partials.push(new Uint8Array());
    partials.push(narrowTile(bytesOf(id), id.width));
  }
  return { size, partials };
}

function hashesOf(bytes: Uint8Array): Uint8Array[] {
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += hashBytes) hashes.push(bytes.subarray(at, at + hashBytes));
  return hashes;
}

/** Root of a complete subtree over a power of two of hashes. */
function completeRoot(suite: TreeHasher, hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes;
  while (row.length > 1) {
    const above: Uint8Array[] = [];
    for (let at = 0; at < row.length; at += 2) above.push(suite.nodeHash(row[at]!, row[at + 1]!));
    row = above;
  }
  return row[0]!;
}

/**
 * Appends leaf hashes to a tree of which only the edge is known. Returns the new edge and every tile that came to be or
 * grew: full ones are final, a partial one replaces the narrower one at its place. About one node hash per leaf.
 */
export function growTree(suite: TreeHasher, edge: TreeEdge, leafHashes: readonly Uint8Array[]): { edge: TreeEdge; tiles: Tile[] } {
  const tiles: Tile[] = [];
  const partials = [...edge.partials];
  const size = edge.size + leafHashes.length;
  if (!isTreeSize(size)) throw new RangeError('the tree is full');
  let added = leafHashes;
  for (let level = 0; added.length > 0; level++) {
    const row = [...hashesOf(partials[level] ?? new Uint8Array()), ...added];
    const before = Math.floor(edge.size / tileWidthMax ** (level + 1));
    const full: Uint8Array[] = [];
    let at = 0;
    for (; at + tileWidthMax <= row.length; at += tileWidthMax) {
      const hashes = row.slice(at, at + tileWidthMax);
      tiles.push({ level, index: before + full.length, width: tileWidthMax, bytes: concat(...hashes) });
      full.push(completeRoot(suite, hashes));
    }
    const rest = concat(...row.slice(at));
    if (rest.length > 0) tiles.push({ level, index: before + full.length, width: rest.length / hashBytes, bytes: rest });
    partials[level] = rest;
    added = full;
  }
  return { edge: { size, partials }, tiles };
}

/** Root of the tree whose edge this is. */
export function edgeRoot(suite: TreeHasher, edge: TreeEdge): Uint8Array {
  let root: Uint8Array | undefined;
  // The lowest level is the rightmost part of the tree, so the fold goes upwards from there.
  for (const partial of edge.partials) {
    const hashes = hashesOf(partial);
    for (const { level, index } of nodesOfRange({ start: 0, end: hashes.length }).reverse()) {
      const left = completeRoot(suite, hashes.slice(index * 2 ** level, (index + 1) * 2 ** level));
      root = root ? suite.nodeHash(left, root) : left;
    }
  }
  return root ?? suite.emptyRoot();
}

function placeOf(level: number, index: number): { level: number; index: number; from: number; count: number } {
  const count = 2 ** (level % tileHeight);
  const first = index * count;
  return { level: Math.floor(level / tileHeight), index: Math.floor(first / tileWidthMax), from: first % tileWidthMax, count };
}

/**
 * Tiles one needs to compute a proof over these ranges in a tree of `size`, each once, so that a store can fetch them in
 * one query before it computes.
 */
export function tilesForProof(ranges: readonly LeafRange[], size: number): TreeTileId[] {
  const found = new Map<string, TreeTileId>();
  for (const node of ranges.flatMap((range) => nodesOfRange(range))) {
    const { level, index } = placeOf(node.level, node.index);
    found.set(`${level}/${index}`, { level, index, width: tileWidth(level, index, size) });
  }
  return [...found.values()];
}

/** Reads subtree hashes out of tiles. The reader throws RangeError when the tile given is too short to hold the hash. */
export function readTiles(suite: TreeHasher, bytesOf: (level: number, index: number) => Uint8Array): HashAt {
  return (level, index) => {
    const place = placeOf(level, index);
    const bytes = narrowTile(bytesOf(place.level, place.index), place.from + place.count);
    return completeRoot(suite, hashesOf(bytes.subarray(place.from * hashBytes)));
  };
}

/** Bundles of entries that come to be or grow when the log grows from `oldSize` to `size`. */
export function bundlesBetween(oldSize: number, size: number): TileId[] {
  const ids: TileId[] = [];
  if (oldSize >= size) return ids;
  for (let index = Math.floor(oldSize / tileWidthMax); index * tileWidthMax < size; index++) {
    ids.push({ level: 'entries', index, width: tileWidth('entries', index, size) });
  }
  return ids;
}

/** Entries in the form a bundle file has: each after its length as big-endian uint16. Throws RangeError over a limit. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length > tileWidthMax) throw new RangeError(`a bundle holds at most ${tileWidthMax} entries`);
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    if (entry.length > entryBytesMax) throw new RangeError(`an entry has at most ${entryBytesMax} bytes`);
    parts.push(Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry);
  }
  return concat(...parts);
}

/** Entries of a bundle that must hold exactly `width`. Reasons: `bundle-truncated`, `bundle-width`. */
export function decodeBundle(bytes: Uint8Array, width: number): Outcome<Uint8Array[]> {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = at + 2 + bytes[at]! * 256 + (bytes[at + 1] ?? 0);
    if (end > bytes.length) return reject('bundle-truncated');
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return entries.length === width ? accept(entries) : reject('bundle-width');
}

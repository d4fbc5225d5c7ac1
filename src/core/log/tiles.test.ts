/**
 * 日志瓦片的测试. Tiles as written and read, against a tree computed without tiles.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { concat, utf8 } from './bytes.ts';
import { Frontier, consistencyRanges, inclusionRanges, proofOf, rootOf, verifyConsistency, verifyInclusion } from './merkle.ts';
import type { HashAt } from './merkle.ts';
import { sha256Ed25519 as suite } from './suite.ts';
import {
  bundlesBetween, decodeBundle, edgeFrom, edgeRoot, edgeTiles, emptyEdge, encodeBundle, growTree, narrowTile, parseTilePath, readTiles, tilePath,
  tileWidth, tilesForProof,
} from './tiles.ts';

const leavesMax = 70_000;
const leafHashes = Array.from({ length: leavesMax }, (_, index) => suite.leafHash(utf8(`entry ${index}`)));

/** The whole tree as rows of complete subtrees, no tiles involved. */
const rows = [leafHashes];
while (rows.at(-1)!.length > 1) {
  const below = rows.at(-1)!;
  rows.push(Array.from({ length: Math.floor(below.length / 2) }, (_, at) => suite.nodeHash(below[2 * at]!, below[2 * at + 1]!)));
}
const hashAt: HashAt = (level, index) => rows[level]![index]!;

/** Grows a tree in these steps, storing tiles as a server would: by path, the widest of each place. */
function grow(steps: readonly number[]) {
  const stored = new Map<string, Uint8Array>();
  let edge = emptyEdge;
  for (const step of steps) {
    const grown = growTree(suite, edge, leafHashes.slice(edge.size, edge.size + step));
    for (const tile of grown.tiles) {
      assert.equal(tile.bytes.length, tile.width * 32);
      const place = `${tile.level}/${tile.index}`;
      const before = stored.get(place) ?? new Uint8Array();
      assert.ok(tile.bytes.length > before.length, 'a tile that did not grow was written');
      assert.deepEqual(narrowTile(tile.bytes, before.length / 32), before);
      stored.set(place, tile.bytes);
    }
    edge = grown.edge;
  }
  return { edge, stored, reader: readTiles(suite, (level, index) => stored.get(`${level}/${index}`)!) };
}

const full = grow([leavesMax]);

describe('Tile paths', () => {
  it('are those of the specification', () => {
    assert.equal(tilePath({ level: 0, index: 1_234_067, width: 256 }), 'tile/0/x001/x234/067');
    assert.equal(tilePath({ level: 1, index: 0, width: 17 }), 'tile/1/000.p/17');
    assert.equal(tilePath({ level: 'entries', index: 1000, width: 255 }), 'tile/entries/x001/000.p/255');
  });

  it('are read back as the tile they name', () => {
    const level = fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const));
    fc.assert(
      fc.property(level, fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), (l, index, width) => {
        const id = { level: l, index, width };
        assert.deepEqual(parseTilePath(tilePath(id)), id);
      }),
    );
  });

  it('are refused in any other spelling', () => {
    const wrong = [
      'tile/0/0', 'tile/0/0000', 'tile/0/x000/001', 'tile/0/001/067', 'tile/00/001', 'tile/64/001', 'tile/0/001.p/0', 'tile/0/001.p/256', 'tile/0/001.p/07',
      'tile/0/001/', '/tile/0/001', 'tile/-1/001', 'tile/0/x001', 'tile/entry/001', 'tile/0/../001', 'tile/0/001\n', '', 'tile/0/x999/x999/x999/x999/x999/999',
    ];
    for (const path of wrong) assert.equal(parseTilePath(path), undefined, path);
  });
});

describe('A tree of 70,000 leaves', () => {
  it('has the tiles that the specification names', () => {
    const level0 = [...full.stored].filter(([place]) => place.startsWith('0/'));
    assert.equal(level0.length, 274);
    assert.equal(full.stored.get('0/273')!.length, 112 * 32);
    assert.equal(full.stored.get('1/0')!.length, 256 * 32);
    assert.equal(full.stored.get('1/1')!.length, 17 * 32);
    assert.equal(full.stored.get('2/0')!.length, 1 * 32);
    assert.equal(full.stored.size, 274 + 2 + 1);
    assert.deepEqual(edgeTiles(70_000).map(tilePath), ['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1']);
  });

  it('of 256 leaves has one full tile and one hash above it', () => {
    assert.deepEqual([...grow([256]).stored].map(([place, bytes]) => [place, bytes.length]), [['0/0', 8192], ['1/0', 32]]);
  });
});

describe('Growing a tree', () => {
  it('gives the same tiles and root whatever the steps', () => {
    const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 900 }), fc.constant(256)), { maxLength: 12 });
    fc.assert(
      fc.property(steps, (sizes) => {
        const { edge, stored } = grow(sizes);
        assert.deepEqual(edgeRoot(suite, edge), rootOf(suite, edge.size, hashAt));
        assert.deepEqual(new Map(stored), new Map(grow([edge.size]).stored));
        const restored = edgeFrom(edge.size, ({ level, index }) => full.stored.get(`${level}/${index}`)!);
        assert.deepEqual(edgeRoot(suite, restored), edgeRoot(suite, edge));
      }),
      { numRuns: 40 },
    );
  });

  it('agrees with the frontier at the sizes where levels begin', () => {
    const frontier = new Frontier(suite);
    const wanted = new Set([1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 65_792, leavesMax]);
    for (const leaf of leafHashes) {
      frontier.append(leaf);
      if (!wanted.has(frontier.size)) continue;
      const edge = edgeFrom(frontier.size, ({ level, index }) => full.stored.get(`${level}/${index}`)!);
      assert.deepEqual(edgeRoot(suite, edge), frontier.root());
    }
  });

  it('of nothing writes nothing', () => {
    assert.deepEqual(growTree(suite, full.edge, []).tiles, []);
    assert.deepEqual(edgeRoot(suite, emptyEdge), suite.emptyRoot());
  });
});

describe('Proofs from tiles', () => {
  const sizes = fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 65_000, max: leavesMax }));

  it('equal proofs from the whole tree, read from wider tiles and from the named tiles only', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), fc.nat(), (size, pick, pickOld) => {
        const index = pick % size;
        const oldSize = pickOld % (size + 1);
        const inclusion = inclusionRanges(index, size);
        const consistency = consistencyRanges(oldSize, size);
        const named = new Map(
          tilesForProof([...inclusion, ...consistency], size).map((id) => {
            assert.equal(id.width, tileWidth(id.level, id.index, size));
            const place = `${id.level}/${id.index}`;
            return [place, narrowTile(full.stored.get(place)!, id.width)];
          }),
        );
        const fromNamed = readTiles(suite, (level, at) => named.get(`${level}/${at}`)!);
        const proof = proofOf(suite, inclusion, full.reader);
        assert.deepEqual(proof, proofOf(suite, inclusion, hashAt));
        assert.deepEqual(proofOf(suite, inclusion, fromNamed), proof);
        const root = rootOf(suite, size, full.reader);
        assert.equal(verifyInclusion(suite, { index, size, leafHash: leafHashes[index]!, root, proof }).ok, true);
        const grown = proofOf(suite, consistency, fromNamed);
        assert.deepEqual(grown, proofOf(suite, consistency, hashAt));
        assert.equal(verifyConsistency(suite, { oldSize, oldRoot: rootOf(suite, oldSize, hashAt), size, root, proof: grown }).ok, true);
      }),
      { numRuns: 60 },
    );
  });

  it('need few tiles even in a tree of a million leaves', () => {
    assert.ok(tilesForProof(inclusionRanges(123_456, 1_000_000), 1_000_000).length <= 6);
  });

  it('throw when a tile is too short', () => {
    const reader = readTiles(suite, () => new Uint8Array(32));
    assert.throws(() => reader(3, 0), RangeError);
  });
});

describe('Entry bundles', () => {
  it('are decoded to the entries they were made of', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 256 }), (entries) => {
        assert.deepEqual(decodeBundle(encodeBundle(entries), entries.length), { ok: true, value: entries });
      }),
      { numRuns: 40 },
    );
  });

  it('are refused when truncated, padded or of another width', () => {
    const bytes = encodeBundle([utf8('one'), utf8('two')]);
    for (let end = 0; end < bytes.length; end++) assert.equal(decodeBundle(bytes.subarray(0, end), 2).ok, false);
    assert.equal(decodeBundle(concat(bytes, Uint8Array.of(0)), 2).ok, false);
    assert.equal(decodeBundle(bytes, 3).ok, false);
    assert.throws(() => encodeBundle([new Uint8Array(65_536)]), RangeError);
    assert.throws(() => encodeBundle(Array.from({ length: 257 }, () => utf8(''))), RangeError);
  });

  it('are listed for exactly the range that grew', () => {
    assert.deepEqual(bundlesBetween(0, 0), []);
    assert.deepEqual(bundlesBetween(255, 257), [
      { level: 'entries', index: 0, width: 256 },
      { level: 'entries', index: 1, width: 1 },
    ]);
    assert.deepEqual(bundlesBetween(0, 256), [{ level: 'entries', index: 0, width: 256 }]);
    assert.deepEqual(bundlesBetween(256, 257), [{ level: 'entries', index: 1, width: 1 }]);
    assert.deepEqual(bundlesBetween(300, 300), []);
  });
});

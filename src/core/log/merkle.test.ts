/**
 * 默克尔树的测试. The tree against published vectors and against RFC 6962's own recursion, written here word for word.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { fromBase64, toHex, utf8 } from './bytes.ts';
import { Frontier, consistencyRanges, inclusionRanges, nodesOfRange, proofOf, rootOf, verifyConsistency, verifyInclusion } from './merkle.ts';
import type { ConsistencyClaim, HashAt, InclusionClaim } from './merkle.ts';
import { sha256Ed25519 as suite } from './suite.ts';

type Leaves = readonly Uint8Array[];

const leavesMax = 600;
const leafHashes: Leaves = Array.from({ length: leavesMax }, (_, index) => suite.leafHash(utf8(`entry ${index}`)));

// RFC 6962 §2.1, §2.1.1 and §2.1.2, as written there.
function naiveRoot(leaves: Leaves): Uint8Array {
  if (leaves.length === 0) return suite.emptyRoot();
  if (leaves.length === 1) return leaves[0]!;
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return suite.nodeHash(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

function naivePath(m: number, leaves: Leaves): Uint8Array[] {
  if (leaves.length === 1) return [];
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  if (m < k) return [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))];
  return [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))];
}

function naiveSubproof(m: number, leaves: Leaves, whole: boolean): Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [naiveRoot(leaves)];
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  if (m <= k) return [...naiveSubproof(m, leaves.slice(0, k), whole), naiveRoot(leaves.slice(k))];
  return [...naiveSubproof(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))];
}

const hashAt: HashAt = (level, index) => naiveRoot(leafHashes.slice(index * 2 ** level, (index + 1) * 2 ** level));

function inclusionClaim(index: number, size: number): InclusionClaim {
  const leaves = leafHashes.slice(0, size);
  return { index, size, leafHash: leaves[index]!, root: naiveRoot(leaves), proof: proofOf(suite, inclusionRanges(index, size), hashAt) };
}

function consistencyClaim(oldSize: number, size: number): ConsistencyClaim {
  const proof = proofOf(suite, consistencyRanges(oldSize, size), hashAt);
  return { oldSize, oldRoot: naiveRoot(leafHashes.slice(0, oldSize)), size, root: naiveRoot(leafHashes.slice(0, size)), proof };
}

function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = new Uint8Array(bytes);
  flipped[bit >> 3]! ^= 1 << (bit & 7);
  return flipped;
}

/** Every way to damage a list of hashes: a bit, a missing, an added, a doubled, a shortened component, two swapped. */
function damagedLists(proof: Leaves, bit: number, foreign: Uint8Array): Leaves[] {
  const damaged: Leaves[] = [];
  for (let at = 0; at <= proof.length; at++) {
    damaged.push(proof.toSpliced(at, 0, foreign));
    if (at === proof.length) continue;
    damaged.push(proof.with(at, flipBit(proof[at]!, bit)));
    damaged.push(proof.toSpliced(at, 1));
    damaged.push(proof.toSpliced(at, 0, proof[at]!));
    damaged.push(proof.with(at, proof[at]!.subarray(0, 31)));
    if (at > 0) damaged.push(proof.with(at, proof[at - 1]!).with(at - 1, proof[at]!));
  }
  return damaged;
}

const bits = fc.integer({ min: 0, max: 255 });
const sizes = fc.integer({ min: 1, max: leavesMax });
const leafInTree = sizes.chain((size) => fc.tuple(fc.integer({ min: 0, max: size - 1 }), fc.constant(size)));
const oldAndNew = sizes.chain((size) => fc.tuple(fc.integer({ min: 0, max: size }), fc.constant(size)));

describe('The hashes of RFC 6962', () => {
  it('agree with the published vectors', () => {
    assert.equal(toHex(suite.emptyRoot()), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    assert.equal(toHex(suite.leafHash(new Uint8Array())), '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    assert.equal(toHex(suite.leafHash(utf8('L123456'))), '395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56');
    // The published node vector has children of four bytes, which a tree never has; the domain byte is what it fixes.
    assert.equal(toHex(suite.hash(Uint8Array.of(1), utf8('N123'), utf8('N456'))), 'aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb');
  });

  it('give the eight roots of the reference tree of Certificate Transparency', () => {
    const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ];
    const frontier = new Frontier(suite);
    for (const [at, entry] of entries.entries()) {
      frontier.append(suite.leafHash(new Uint8Array(Buffer.from(entry, 'hex'))));
      assert.equal(toHex(frontier.root()), roots[at]);
    }
  });

  it('give the published consistency proof from six to seven leaves', () => {
    const from = (text: string) => fromBase64(text)!;
    const claim: ConsistencyClaim = {
      oldSize: 6,
      oldRoot: from('duZ9rbzfHhDht03cYIq9L5jfsW+851J3tSMqEn8gh+8='),
      size: 7,
      root: from('3bib5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw='),
      proof: [
        from('DrxdNDf74tsVi58Sah0RjjCBgQMdCpSfje3t68VY72o='),
        from('sIaT7C5yFZcTBkHoIR5+7cy0wmQTlj7ubB4u0W/7Gl8='),
        from('037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc='),
      ],
    };
    assert.equal(verifyConsistency(suite, claim).ok, true);
  });
});

describe('Roots and proofs', () => {
  it('equal those of the recursion in RFC 6962 for every size up to 70', () => {
    for (let size = 0; size <= 70; size++) {
      const leaves = leafHashes.slice(0, size);
      assert.deepEqual(rootOf(suite, size, hashAt), naiveRoot(leaves));
      for (let at = 0; at < size; at++) assert.deepEqual(proofOf(suite, inclusionRanges(at, size), hashAt), naivePath(at, leaves));
      for (let old = 1; old <= size; old++) assert.deepEqual(proofOf(suite, consistencyRanges(old, size), hashAt), naiveSubproof(old, leaves, true));
    }
  });

  it('stay exact beyond 32 bits', () => {
    const size = 2 ** 45 + 2 ** 33 + 5;
    assert.deepEqual(nodesOfRange({ start: 0, end: size }), [
      { level: 45, index: 0 },
      { level: 33, index: 2 ** 12 },
      { level: 2, index: 2 ** 43 + 2 ** 31 },
      { level: 0, index: 2 ** 45 + 2 ** 33 + 4 },
    ]);
    assert.equal(inclusionRanges(2 ** 45 + 1, size).length, 35);
  });

  it('refuse to be made for a leaf outside the tree or a tree that shrank', () => {
    assert.throws(() => inclusionRanges(3, 3), RangeError);
    assert.throws(() => inclusionRanges(-1, 3), RangeError);
    assert.throws(() => consistencyRanges(4, 3), RangeError);
    assert.throws(() => nodesOfRange({ start: 1, end: 3 }), RangeError);
  });
});

describe('An inclusion proof', () => {
  it('verifies for any leaf of any tree', () => {
    fc.assert(fc.property(leafInTree, ([index, size]) => verifyInclusion(suite, inclusionClaim(index, size)).ok));
  });

  it('fails when any component is altered, inserted, removed, doubled, truncated or moved', () => {
    fc.assert(
      fc.property(leafInTree, bits, ([index, size], bit) => {
        const claim = inclusionClaim(index, size);
        for (const proof of damagedLists(claim.proof, bit, leafHashes[0]!)) assert.equal(verifyInclusion(suite, { ...claim, proof }).ok, false);
        assert.equal(verifyInclusion(suite, { ...claim, leafHash: flipBit(claim.leafHash, bit) }).ok, false);
        assert.equal(verifyInclusion(suite, { ...claim, root: flipBit(claim.root, bit) }).ok, false);
      }),
      { numRuns: 60 },
    );
  });

  it('fails at every single bit of every component', () => {
    const claim = inclusionClaim(13, 21);
    for (const [at, part] of claim.proof.entries()) {
      for (let bit = 0; bit < 256; bit++) {
        const outcome = verifyInclusion(suite, { ...claim, proof: claim.proof.with(at, flipBit(part, bit)) });
        assert.deepEqual(outcome, { ok: false, reason: 'root-mismatch' });
      }
    }
  });

  it('fails for every other index', () => {
    fc.assert(
      fc.property(leafInTree, ([index, size]) => {
        const claim = inclusionClaim(index, size);
        for (let other = 0; other <= size; other++) assert.equal(verifyInclusion(suite, { ...claim, index: other }).ok, other === index);
      }),
      { numRuns: 20 },
    );
  });

  it('gives a reason and never throws for senseless numbers', () => {
    const claim = inclusionClaim(2, 5);
    for (const index of [-1, 5, 0.5, Number.NaN, Infinity, 2 ** 60]) {
      assert.deepEqual(verifyInclusion(suite, { ...claim, index }), { ok: false, reason: 'proof-index' });
    }
    for (const size of [-1, 0, 0.5, Number.NaN, Infinity, 2 ** 60]) {
      assert.deepEqual(verifyInclusion(suite, { ...claim, size }), { ok: false, reason: 'proof-index' });
    }
    assert.deepEqual(verifyInclusion(suite, { ...claim, root: new Uint8Array() }), { ok: false, reason: 'hash-length' });
  });
});

describe('A consistency proof', () => {
  it('verifies for any two sizes of a growing tree', () => {
    fc.assert(fc.property(oldAndNew, ([oldSize, size]) => verifyConsistency(suite, consistencyClaim(oldSize, size)).ok));
  });

  it('fails when any component or root is altered, inserted, removed, doubled, truncated, moved or swapped', () => {
    fc.assert(
      fc.property(oldAndNew, bits, ([oldSize, size], bit) => {
        const claim = consistencyClaim(oldSize, size);
        for (const proof of damagedLists(claim.proof, bit, leafHashes[0]!)) assert.equal(verifyConsistency(suite, { ...claim, proof }).ok, false);
        assert.equal(verifyConsistency(suite, { ...claim, oldRoot: flipBit(claim.oldRoot, bit) }).ok, false);
        if (oldSize > 0) assert.equal(verifyConsistency(suite, { ...claim, root: flipBit(claim.root, bit) }).ok, false);
        if (oldSize < size) assert.equal(verifyConsistency(suite, { ...claim, oldRoot: claim.root, root: claim.oldRoot }).ok, false);
      }),
      { numRuns: 60 },
    );
  });

  it('fails when one earlier leaf was changed', () => {
    fc.assert(
      fc.property(oldAndNew.filter(([oldSize]) => oldSize > 0), fc.nat(), bits, ([oldSize, size], pick, bit) => {
        const changed = pick % oldSize;
        const leaves = leafHashes.slice(0, size).with(changed, flipBit(leafHashes[changed]!, bit));
        const claim = { ...consistencyClaim(oldSize, size), root: naiveRoot(leaves), proof: naiveSubproof(oldSize, leaves, true) };
        assert.equal(verifyConsistency(suite, claim).ok, false);
      }),
      { numRuns: 40 },
    );
  });

  it('gives a reason and never throws for senseless sizes', () => {
    const claim = consistencyClaim(3, 5);
    for (const oldSize of [-1, 6, 0.5, Number.NaN, Infinity]) {
      assert.deepEqual(verifyConsistency(suite, { ...claim, oldSize }), { ok: false, reason: 'proof-sizes' });
    }
    assert.deepEqual(verifyConsistency(suite, { ...claim, proof: [] }), { ok: false, reason: 'proof-length' });
  });
});

describe('The frontier', () => {
  it('has the root of the recursion after every append, also when restored on the way', () => {
    let frontier = new Frontier(suite);
    for (let size = 0; size < 130; size++) {
      assert.equal(frontier.size, size);
      assert.deepEqual(frontier.root(), naiveRoot(leafHashes.slice(0, size)));
      if (size % 7 === 0) frontier = new Frontier(suite, size, hashAt);
      frontier.append(leafHashes[size]!);
    }
  });
});

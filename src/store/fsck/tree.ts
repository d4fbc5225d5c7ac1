/**
 * 日志复核: derives the whole log again from the bytes of its entries and compares everything that was stored about it:
 * leaf hashes, tiles, the root and signature of every checkpoint, the head, and what this installation remembers having
 * signed. Stored hashes are compared, never trusted.
 */
import { sameBytes, toHex } from '../../core/log/bytes.ts';
import { openCheckpoint } from '../../core/log/checkpoint.ts';
import type { NoteVerifier } from '../../core/log/note.ts';
import { tileWidth } from '../../core/log/tiles.ts';
import type { LogSuite } from '../../core/log/suite.ts';
import type { Asked, Tx } from '../db.ts';
import { copyRows, type Rows } from './copy-rows.ts';
import { type Findings, nextStep } from './findings.ts';
import { Hashing } from './hashing.ts';
import { Spine } from './spine.ts';

/** What was signed last according to the keys folder. */
export interface Remembered {
  readonly size: number;
  /** base64 */
  readonly root: string;
}

export interface TreeQuestion {
  readonly suite: LogSuite;
  /** Streams the leaves. */
  readonly stream: Tx;
  /** Looks up tiles and checkpoints in the same snapshot. */
  readonly lookup: Asked;
  readonly key: NoteVerifier;
  readonly remembered: Remembered;
  readonly findings: Findings;
  /** Told of every leaf and the hash of its entry, as a string of bytes. */
  readonly onLeaf?: (leaf: number, hash: string) => void;
}

export interface TreeAnswer {
  readonly leaves: number;
  /** Size and root of the latest checkpoint as stored. */
  readonly size: number;
  readonly root: string;
  readonly checkpoints: number;
  readonly tiles: number;
  /** The root derived from the entries is the one that was signed. */
  readonly confirmed: boolean;
}

interface Signed {
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
}

const checkpointsAtOnce = 1000;
const tilesAtOnce = 256;
const hashBytes = 32;
/** Bytes that a leaf takes up on the wire at least: its place, its hash, and the lengths before its columns. */
const leafBytesMin = 2 + 3 * 4 + 8 + hashBytes;

/** Checks the log; findings go to `q.findings`. */
export async function checkTree(q: TreeQuestion): Promise<TreeAnswer> {
  return new TreeCheck(q).run();
}

class TreeCheck {
  readonly #q: TreeQuestion;
  readonly #spine: Spine;
  readonly #hashing: Hashing;
  readonly #altered = new Set<number>();
  #latest: Signed | undefined;
  #checkpoints: Signed[] = [];
  #checkpointsRead = 0;
  #checkpointsLeft = true;
  #upper = new Map<string, Buffer>();
  #lower = new Map<number, Buffer>();
  #lowerUpTo = 0;
  #tiles = 0;
  #suspects: { level: number; index: number; leaf: number }[] = [];
  #expected = 0;
  #broken = false;
  #diverged = false;
  #lastGood = 0;
  #confirmed = false;

  constructor(q: TreeQuestion) {
    this.#q = q;
    this.#hashing = new Hashing(q.suite);
    this.#spine = new Spine(q.suite, (level, index, bytes) => this.#compareTile(level, index, bytes));
  }

  async run(): Promise<TreeAnswer> {
    const { lookup, stream } = this.#q;
    const { rows: [latest] } = await lookup.query<Signed>('select size, root, note from pub.checkpoint order by size desc limit 1');
    this.#latest = latest;
    const { rows } = await lookup.query<{ level: number; n: number; hashes: Buffer }>('select level, n, hashes from pub.log_tile where level > 0');
    this.#upper = new Map(rows.map((r) => [`${r.level}/${r.n}`, r.hashes]));
    this.#atSize();
    for await (const rows of copyRows(stream, 'select idx, entry, hash from pub.log_leaf order by idx')) {
      await this.#prefetch(Math.ceil(rows.waiting / leafBytesMin));
      while (rows.next()) this.#leaf(rows);
    }
    await this.#finish();
    return {
      leaves: this.#expected, size: latest?.size ?? 0, root: latest === undefined ? '' : toHex(latest.root), checkpoints: this.#checkpointsRead, tiles: this.#tiles,
      confirmed: latest === undefined || (this.#confirmed && !this.#diverged && this.#altered.size === 0),
    };
  }

  /** Tiles and checkpoints that the next `count` leaves will be compared with. */
  async #prefetch(count: number): Promise<void> {
    const { lookup } = this.#q;
    const size = this.#spine.size + count;
    while (this.#lowerUpTo * tilesAtOnce <= size) {
      const from = this.#lowerUpTo;
      this.#lowerUpTo += tilesAtOnce;
      const { rows } = await lookup.query<{ n: number; hashes: Buffer }>({ name: 'fsck-tiles', text: 'select n, hashes from pub.log_tile where level = 0 and n >= $1 and n < $2', values: [from, this.#lowerUpTo] });
      for (const row of rows) this.#lower.set(row.n, row.hashes);
    }
    while (this.#checkpointsLeft && (this.#checkpoints.at(-1)?.size ?? 0) <= size) {
      const after = this.#checkpoints.at(-1)?.size ?? this.#lastRead;
      const { rows } = await lookup.query<Signed>({ name: 'fsck-checkpoints', text: `select size, root, note from pub.checkpoint where size > $1 order by size limit ${checkpointsAtOnce}`, values: [after] });
      this.#checkpoints.push(...rows);
      this.#lastRead = rows.at(-1)?.size ?? this.#lastRead;
      this.#checkpointsLeft = rows.length === checkpointsAtOnce;
    }
  }

  #lastRead = -1;

  #leaf(row: Rows): void {
    const { findings, onLeaf } = this.#q;
    const idx = row.int(0);
    if (idx !== this.#expected) {
      this.#missing(this.#expected, idx);
      this.#broken = true;
    }
    this.#expected = idx + 1;
    const hash = this.#hashing.leaf(row.bytes, row.from(1), row.to(1));
    onLeaf?.(idx, hash);
    if (hash !== row.latin(2)) {
      this.#altered.add(idx);
      findings.add({
        severity: 'error', code: 'leaf-altered', table: 'pub.log_leaf', row: String(idx), column: 'entry',
        zh: `日志第 ${idx} 条的内容被改动：由 entry 重算的哈希与 hash 列不符`, en: `Leaf ${idx} was altered: its entry does not hash to its hash`, next: nextStep.restore,
      });
    }
    if (this.#broken) return;
    this.#spine.add(hash);
    this.#atSize();
  }

  #missing(from: number, to: number): void {
    const row = to - from === 1 ? String(from) : `${from}–${to - 1}`;
    this.#q.findings.add({
      severity: 'error', code: 'leaf-missing', table: 'pub.log_leaf', row,
      zh: `日志第 ${row} 条缺失：此后的树无法重算`, en: `Leaf ${row} is missing; the tree after it cannot be derived`, next: nextStep.restore,
    });
  }

  /** What was signed or remembered at the size now reached. */
  #atSize(): void {
    const { size } = this.#spine;
    const { remembered, findings } = this.#q;
    if (size === remembered.size && size > 0 && Buffer.from(this.#spine.root()).toString('base64') !== remembered.root) {
      findings.add({
        severity: 'error', code: 'signed-differs', table: 'keys/last-signed.json', row: String(size),
        zh: `前 ${size} 条日志与本机记得签署过的根值不符：日志被改写`, en: `The first ${size} leaves are not those this installation remembers having signed`, next: nextStep.stop,
      });
    }
    while (this.#checkpoints[0] !== undefined && this.#checkpoints[0].size <= size) this.#checkpoint(this.#checkpoints.shift() as Signed);
  }

  #checkpoint(signed: Signed): void {
    const { suite, key, findings } = this.#q;
    this.#checkpointsRead += 1;
    const isLatest = signed.size === this.#latest?.size;
    if (isLatest) this.#spine.partials((level, index, bytes) => this.#compareTile(level, index, bytes));
    const opened = openCheckpoint(suite, signed.note, key);
    if (!opened.ok || opened.value.size !== signed.size || !sameBytes(opened.value.root, signed.root)) {
      const why = opened.ok ? 'note-differs' : opened.reason;
      findings.add({
        severity: 'error', code: 'checkpoint-signature', table: 'pub.checkpoint', row: String(signed.size), column: opened.ok ? 'root' : 'note',
        zh: `大小为 ${signed.size} 的检查点不是本日志的密钥所签，或签名后被改动（${why}）`, en: `Checkpoint ${signed.size} was not signed by the key of this log, or altered since (${why})`, next: nextStep.restore,
      });
    }
    const good = sameBytes(this.#spine.root(), signed.root);
    if (good && isLatest) this.#confirmed = true;
    if (!good && !this.#diverged && this.#altered.size === 0 && this.#suspects.length === 0) {
      findings.add({
        severity: 'error', code: 'root-differs', table: 'pub.checkpoint', row: String(signed.size), column: 'root',
        zh: `大小为 ${signed.size} 的检查点与由条目重算的根值不符：第 ${this.#lastGood} 条至第 ${signed.size - 1} 条之间有条目被改动`,
        en: `Checkpoint ${signed.size} differs from the derived root: a leaf between ${this.#lastGood} and ${signed.size - 1} was altered`, next: nextStep.restore,
      });
    }
    if (good) this.#lastGood = signed.size;
    else this.#diverged = true;
    this.#settle();
  }

  /** A tile that differs from the entries: whether tile or entry is wrong shows at the next signed root. */
  #compareTile(level: number, index: number, bytes: Uint8Array): void {
    if (this.#latest === undefined || index * 256 >= Math.floor(this.#latest.size / 256 ** level)) return;
    const width = tileWidth(level, index, this.#latest.size);
    if (width * hashBytes !== bytes.length) return;
    this.#tiles += 1;
    const stored = level === 0 ? this.#lower.get(index) : this.#upper.get(`${level}/${index}`);
    if (level === 0) this.#lower.delete(index);
    if (stored !== undefined && sameBytes(stored, bytes)) return;
    const at = firstDifference(stored, bytes);
    const leaf = (index * 256 + at) * 256 ** level;
    const explained = level === 0 ? stored !== undefined && onlyDiffersAt(stored, bytes, index, this.#altered) : this.#altered.size > 0;
    if (!explained) this.#suspects.push({ level, index, leaf });
  }

  #settle(): void {
    const { findings } = this.#q;
    for (const { level, index, leaf } of this.#suspects) {
      if (!this.#diverged) {
        findings.add({
          severity: 'error', code: 'tile-altered', table: 'pub.log_tile', row: `${level}/${index}`, column: 'hashes',
          zh: `日志瓦片 ${level}/${index} 缺失、被改动或被调换；条目本身与签署的根值相符`, en: `Tile ${level}/${index} is missing or altered; the entries agree with the signed root`, next: nextStep.repair,
        });
      } else if (level === 0) {
        findings.add({
          severity: 'error', code: 'leaf-altered', table: 'pub.log_leaf', row: String(leaf), column: 'entry',
          zh: `日志第 ${leaf} 条连同其哈希被改动：与瓦片及签署的根值不符`, en: `Leaf ${leaf} and its hash were altered: they fit neither tile nor signed root`, next: nextStep.restore,
        });
      }
    }
    this.#suspects = [];
  }

  async #finish(): Promise<void> {
    const { lookup, findings, remembered } = this.#q;
    await this.#prefetch(0);
    this.#atSize();
    const { rows: [head] } = await lookup.query<{ next: number }>('select next from rc.log_head');
    const next = head?.next ?? 0;
    if (next > this.#expected) this.#missing(this.#expected, next);
    if (next < this.#expected) {
      findings.add({ severity: 'error', code: 'head-differs', table: 'rc.log_head', row: '1', column: 'next', zh: `日志头为 ${next}，而日志有 ${this.#expected} 条`, en: `The head says ${next}, the log has ${this.#expected} leaves`, next: nextStep.restore });
    }
    if (remembered.size > this.#expected) {
      findings.add({
        severity: 'error', code: 'log-shrunk', table: 'keys/last-signed.json', row: String(remembered.size),
        zh: `本机曾签署过 ${remembered.size} 条的日志，现在只有 ${this.#expected} 条：拒绝签署更小的树`, en: `A log of ${remembered.size} leaves was signed here, now there are ${this.#expected}: no smaller tree is signed`, next: nextStep.stop,
      });
    }
    if (!this.#broken && this.#latest !== undefined && this.#latest.size > this.#expected) {
      findings.add({ severity: 'error', code: 'root-differs', table: 'pub.checkpoint', row: String(this.#latest.size), zh: `检查点说有 ${this.#latest.size} 条，日志只有 ${this.#expected} 条`, en: `The checkpoint covers ${this.#latest.size} leaves, the log has ${this.#expected}`, next: nextStep.restore });
    }
    const behind = this.#expected - (this.#latest?.size ?? 0);
    if (behind > 0 && !this.#broken) {
      findings.add({ severity: 'warning', code: 'log-behind', table: 'pub.checkpoint', row: String(this.#latest?.size ?? 0), zh: `有 ${behind} 条日志尚未签入检查点`, en: `${behind} leaves are not under a checkpoint yet`, next: nextStep.wait });
    }
    await this.#extraTiles();
  }

  async #extraTiles(): Promise<void> {
    const size = this.#latest?.size ?? 0;
    const { rows } = await this.#q.lookup.query<{ level: number; n: number }>(
      'select level, n from pub.log_tile where n * 256 >= floor($1::numeric / (256::numeric ^ level)) order by level, n limit 1000', [size]);
    for (const { level, n } of rows) {
      this.#q.findings.add({ severity: 'error', code: 'tile-altered', table: 'pub.log_tile', row: `${level}/${n}`, zh: `多出日志瓦片 ${level}/${n}：检查点的树没有这一块`, en: `Tile ${level}/${n} is beyond the tree of the checkpoint`, next: nextStep.repair });
    }
  }
}

function firstDifference(stored: Uint8Array | undefined, bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; at++) if (stored?.[at] !== bytes[at]) return Math.floor(at / hashBytes);
  return 0;
}

/** Whether a stored level-0 tile differs only at leaves already found altered. */
function onlyDiffersAt(stored: Uint8Array, bytes: Uint8Array, index: number, altered: ReadonlySet<number>): boolean {
  if (stored.length !== bytes.length) return false;
  for (let at = 0; at < bytes.length; at += hashBytes) {
    if (altered.has(index * 256 + at / hashBytes)) continue;
    if (!sameBytes(stored.subarray(at, at + hashBytes), bytes.subarray(at, at + hashBytes))) return false;
  }
  return true;
}

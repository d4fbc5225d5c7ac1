/**
 * 日志副本: a copy of the log as anybody can have made one: checkpoint and entry bundles in C2SP tlog-tiles form, in a folder or
 * at an http address such as the portal's /log/. Nothing it says is believed before its root fits a checkpoint that we signed.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fromUtf8 } from '../../core/log/bytes.ts';
import { type Checkpoint, openCheckpoint } from '../../core/log/checkpoint.ts';
import { decodeEntry, logEntryBytesMax } from '../../core/log/entry.ts';
import { parseVkey } from '../../core/log/note.ts';
import { bundlesBetween, decodeBundle, tilePath, tileWidthMax } from '../../core/log/tiles.ts';
import type { House } from '../house.ts';
import { logVkey, suite } from '../log.ts';
import { RefillRefused } from './refused.ts';

/** Reads a file of the copy by its path below the log's prefix; undefined when it has none. */
export interface Mirror {
  readonly name: string;
  read(path: string): Promise<Uint8Array | undefined>;
}

const fetchTimeoutMs = 30_000;
/** A bundle of the longest entries that we write, and some room. */
const fileBytesMax = tileWidthMax * (logEntryBytesMax + 2) + 4096;

const folderMirror = (folder: string): Mirror => ({
  name: folder,
  read: async (path) => {
    const file = join(folder, path);
    if (!existsSync(file) || !statSync(file).isFile()) return undefined;
    if (statSync(file).size > fileBytesMax) throw new RefillRefused(`${file} 过大，不是日志文件。请核对副本的来源`, `${file} is too large for a file of a log`);
    return readFileSync(file);
  },
});

const webMirror = (address: string): Mirror => ({
  name: address,
  read: async (path) => {
    const url = `${address.replace(/\/+$/, '')}/${path}`;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(fetchTimeoutMs), headers: { accept: '*/*' } });
      if (response.status === 404 || response.status === 410) return undefined;
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return await readBounded(response);
    } catch (error) {
      const cause = (error as { cause?: { message?: string } }).cause?.message;
      throw new RefillRefused(`读不到 ${url}（${cause ?? (error as Error).message}）。请检查网络与地址；也可先把副本下载到目录再试`, `${url} cannot be read`);
    }
  },
});

async function readBounded(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > fileBytesMax) throw new Error('too large for a file of a log');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Opens a copy by folder or address; the log's files may lie right there or under `log/`. */
export async function openMirror(from: string): Promise<Mirror> {
  const open = /^https?:\/\//.test(from) ? webMirror : folderMirror;
  for (const place of [from, `${from.replace(/[\\/]+$/, '')}/log`]) {
    const mirror = open(place);
    if ((await mirror.read('checkpoint')) !== undefined) return mirror;
  }
  throw new RefillRefused(`${from} 里没有日志副本（没有 checkpoint 文件）。请给出含 checkpoint 与 tile/ 的目录，或公众网站的 /log/ 地址`, `No copy of a log in ${from}: there is no file named checkpoint`);
}

/** The checkpoint of the copy, which our own key must have signed. */
export async function checkpointOf(mirror: Mirror, house: Pick<House, 'keys' | 'logOrigin'>): Promise<Checkpoint> {
  const key = parseVkey(suite, logVkey(house));
  if (!key.ok) throw new Error(`the log's own key is unreadable: ${key.reason}`);
  const note = fromUtf8((await mirror.read('checkpoint')) ?? new Uint8Array()) ?? '';
  const opened = openCheckpoint(suite, note, key.value);
  if (!opened.ok) throw new RefillRefused(`${mirror.name} 的检查点不是本日志的密钥所签（${opened.reason}）。请换一份本日志的副本`, `The checkpoint of ${mirror.name} was not signed by the key of this log (${opened.reason})`);
  return opened.value;
}

/** The entries from `first` up to, not including, `size`, as the copy has them. */
export async function entriesOf(mirror: Mirror, first: number, size: number): Promise<Uint8Array[]> {
  const entries: Uint8Array[] = [];
  for (const id of bundlesBetween(first, size)) {
    // A copy that went on has the full bundle where this checkpoint has a partial one.
    const partial = await mirror.read(tilePath(id));
    const bytes = partial ?? (await mirror.read(tilePath({ ...id, width: tileWidthMax })));
    const bundle = bytes === undefined ? undefined : decodeBundle(bytes, partial === undefined ? tileWidthMax : id.width);
    const from = id.index * tileWidthMax;
    if (bundle === undefined || !bundle.ok) {
      throw new RefillRefused(`副本缺少或损坏：${tilePath(id)}。请换一份完整的副本`, `${tilePath(id)} of the copy is missing or damaged: use a complete one`);
    }
    entries.push(...bundle.value.slice(Math.max(0, first - from), id.width));
  }
  const odd = entries.findIndex((entry) => !decodeEntry(entry).ok);
  if (odd >= 0) throw new RefillRefused(`副本第 ${first + odd} 条不是本平台的日志条目。请换一份副本`, `Leaf ${first + odd} of the copy is no entry of this log`);
  return entries;
}

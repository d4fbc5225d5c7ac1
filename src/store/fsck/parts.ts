/**
 * 复核的两部分: what was handed out (log, public records, letters, answers, files) and what is inside (entries, records, their standing). Each
 * runs in a thread of its own: they take the two halves of the work side by side, and whoever asked goes on answering meanwhile.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type NoteVerifier, parseVkey } from '../../core/log/note.ts';
import type { Asked, Tx } from '../db.ts';
import { logVkey, suite } from '../log.ts';
import { openKeys, type Keys } from '../keys.ts';
import { checkAnswers } from './answers.ts';
import { checkAttachments } from './attachments.ts';
import { checkEntries } from './entries.ts';
import { Findings } from './findings.ts';
import { LeafHashes } from './leaf-hashes.ts';
import { checkPublished } from './published.ts';
import { checkStanding, Standing, type StandingPairs } from './standing.ts';
import { checkTree, type Remembered, type TreeAnswer } from './tree.ts';

/** All that a part must know; plain, so that a thread can be given it. */
export interface Given {
  readonly databaseUrl: string;
  /** The moment of the database that all parts look at. */
  readonly snapshot: string;
  readonly keysFolder: string;
  readonly filesDir: string;
  readonly logOrigin: string;
  readonly standing: StandingPairs;
}

type Found = Pick<Findings, 'named' | 'counts'>;

export interface PublicAnswer {
  readonly tree: TreeAnswer;
  readonly records: number;
  readonly ended: number;
  readonly posted: number;
  readonly attachments: number;
  readonly answers: number;
  readonly reports: number;
  readonly found: Found;
}

export interface InsideAnswer {
  readonly entries: number;
  readonly records: number;
  readonly found: Found;
}

/** The log's memory of what it signed last, outside the database. */
export function rememberedIn(keysFolder: string): Remembered {
  const path = join(keysFolder, 'last-signed.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Remembered) : { size: 0, root: '' };
}

export function ownKey(house: { readonly keys: Keys; readonly logOrigin: string }): NoteVerifier {
  const key = parseVkey(suite, logVkey(house));
  if (!key.ok) throw new Error(`the log's own key is unreadable: ${key.reason}`);
  return key.value;
}

/** The parts, and how many connections each needs. */
export const parts = {
  public: {
    connections: 2,
    async check({ keysFolder, filesDir, logOrigin }: Given, [stream, lookup]: readonly [Tx, Asked]): Promise<PublicAnswer> {
      const house = { keys: openKeys(keysFolder), logOrigin };
      const findings = new Findings();
      const leaves = await LeafHashes.of(lookup);
      const tree = await checkTree({ suite, stream, lookup, key: ownKey(house), remembered: rememberedIn(keysFolder), findings, onLeaf: (leaf, hash) => leaves.note(leaf, hash) });
      const published = await checkPublished({ house, suite, stream, lookup, leaves, findings });
      const attachments = await checkAttachments(stream, filesDir, findings);
      const answers = await checkAnswers({ house, suite, stream, findings });
      return { tree, ...published, attachments, ...answers, found: { named: findings.named, counts: findings.counts } };
    },
  },
  inside: {
    connections: 1,
    async check(given: Given, [stream]: readonly [Tx]): Promise<InsideAnswer> {
      const findings = new Findings();
      const standing = new Standing(given.standing);
      const seen = await checkEntries({ suite, stream, standing, findings });
      await checkStanding(stream, standing, seen.doubts, seen.counts, findings);
      return { entries: seen.entries, records: seen.records, found: { named: findings.named, counts: findings.counts } };
    },
  },
} as const;

type Answer<Part extends keyof typeof parts> = Awaited<ReturnType<(typeof parts)[Part]['check']>>;

const program = new URL('part-thread.ts', import.meta.url);

/** Runs a part in a thread of its own. @throws what the part throws */
export function inThread<Part extends keyof typeof parts>(part: Part, given: Given): Promise<Answer<Part>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData: { part, given } });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the check of ${part} ended with ${code} before it answered`)));
  });
}

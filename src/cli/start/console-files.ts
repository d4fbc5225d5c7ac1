/**
 * 工作台构建: the console's files for browsers, built when they are missing or older than their sources. Built by a process of
 * its own, so that building and filling the database go on at the same time.
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Label } from '../../core/label.ts';
import { withLock } from '../../store/postgres/lock.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const consoleDir = join(root, 'dist', 'console');
const marker = join(consoleDir, '.sources');

/** What the built files depend on. */
const sources = ['src/console', 'src/core'];
const files = ['package-lock.json', 'tsconfig.json'];

function sourcesHash(): string {
  const digest = createHash('sha256');
  const add = (path: string): void => void digest.update(`${path}\0`).update(readFileSync(join(root, path))).update('\0');
  for (const folder of sources) {
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name));
    for (const path of entries.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)).sort()) add(path);
  }
  for (const path of files) if (existsSync(join(root, path))) add(path);
  return digest.digest('hex');
}

const isBuilt = (hash: string): boolean => existsSync(join(consoleDir, 'index.html')) && existsSync(marker) && readFileSync(marker, 'utf8') === hash;

/**
 * The folder of the built console; undefined, said loudly, when it cannot be built and there is no earlier one. The rest of
 * the platform works without it.
 */
export async function prepareConsole(say: (text: Label) => void): Promise<string | undefined> {
  // A release may come with the built files and without their sources.
  if (!existsSync(join(root, 'src/console/index.html'))) return existsSync(join(consoleDir, 'index.html')) ? consoleDir : undefined;
  const hash = sourcesHash();
  if (isBuilt(hash)) return consoleDir;
  mkdirSync(join(root, 'dist'), { recursive: true });
  try {
    await withLock(join(root, 'dist', 'console.lock'), async () => {
      if (isBuilt(hash)) return;
      say({ zh: '正在构建工作台（只在首次或更新后进行）……', en: 'Building the console (only the first time and after an update) …' });
      await build();
      writeFileSync(marker, hash);
    });
    return consoleDir;
  } catch (error) {
    const earlier = existsSync(join(consoleDir, 'index.html'));
    say({
      zh: `工作台构建失败：${(error as Error).message}\n${earlier ? '沿用上次构建的工作台，可能与当前版本不符。' : '接口与公众网站照常运行，但浏览器里没有工作台。'}可运行 npm run build 查看原因`,
      en: `The console could not be built. ${earlier ? 'The one built before is used.' : 'API and portal run without it.'} Run npm run build to see why`,
    });
    return earlier ? consoleDir : undefined;
  }
}

function build(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(join(import.meta.dirname, 'build-console.ts'), [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let words = '';
    child.stderr?.on('data', (chunk: Buffer) => { words = (words + chunk.toString()).slice(-2000); });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(words.trim() || `exit code ${code}`))));
  });
}

/**
 * 静态文件: the style sheet, the mark, and the scripts of the browser: our own TypeScript with its types taken out, file by
 * file, so that what checks a proof in a browser is line for line what anyone can read in the repository.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { stripTypeScriptTypes } from 'node:module';
import { fileURLToPath } from 'node:url';
import { markFile } from './mark.ts';
import { styleSheet } from './styles.ts';

export interface Asset {
  readonly type: string;
  readonly text: string;
}

export interface Assets {
  /** By path below /assets/. */
  readonly files: ReadonlyMap<string, Asset>;
  readonly stylePath: string;
  readonly scriptPath: string;
}

const entry = fileURLToPath(new URL('browser/page.ts', import.meta.url));
const importForm = /(from\s+|import\s+)'(\.[^']+)\.ts'/g;

/** Node says on first use that stripping types is experimental; the feature is the one that runs this very file. */
function strip(source: string): string {
  const emit = process.emitWarning;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source, { mode: 'strip' });
  } finally {
    process.emitWarning = emit;
  }
}

/** The entry and everything it imports, as JavaScript, by file name; names must not clash since all lie in one folder. */
async function scripts(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const name = `${basename(path, '.ts')}.js`;
    if (found.has(name)) continue;
    const source = strip(await readFile(path, 'utf8'));
    for (const match of source.matchAll(importForm)) waiting.push(resolve(dirname(path), `${match[2]}.ts`));
    found.set(name, source.replace(importForm, (_, start: string, target: string) => `${start}'./${basename(target)}.js'`));
  }
  return found;
}

async function load(): Promise<Assets> {
  const [sheet, modules] = await Promise.all([styleSheet(), scripts()]);
  const hash = createHash('sha256');
  for (const source of modules.values()) hash.update(source);
  // Modules import each other by plain names, so the hash stands in the folder: a new build is a new folder.
  const folder = `js-${hash.digest('hex').slice(0, 12)}`;
  const files = new Map<string, Asset>([
    [`portal-${sheet.hash}.css`, { type: 'text/css; charset=utf-8', text: sheet.css }],
    ['mark.svg', { type: 'image/svg+xml', text: markFile }],
    ...[...modules].map(([name, text]): [string, Asset] => [`${folder}/${name}`, { type: 'text/javascript; charset=utf-8', text }]),
    // A lasting address for those who want to read or keep the checker.
    ...[...modules].map(([name, text]): [string, Asset] => [name, { type: 'text/javascript; charset=utf-8', text }]),
  ]);
  return { files, stylePath: `/assets/portal-${sheet.hash}.css`, scriptPath: `/assets/${folder}/page.js` };
}

let assets: Promise<Assets> | undefined;

/** All static files, made once per process. */
export function loadAssets(): Promise<Assets> {
  return (assets ??= load());
}

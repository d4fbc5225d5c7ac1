/**
 * 派生文档: `node src/docs/derive.ts` writes docs/derived from the code: a page for each register and catalogue item, the rules
 * of the cities, permissions, options and API calls. A test compares what is committed with what the code says today.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { derivePages, derivedDir } from './pages.ts';

const pages = derivePages();
rmSync(derivedDir, { recursive: true, force: true });
for (const [path, text] of pages) {
  mkdirSync(dirname(join(derivedDir, path)), { recursive: true });
  writeFileSync(join(derivedDir, path), text);
}
process.stdout.write(`docs/derived: ${pages.size} 页 pages\n`);

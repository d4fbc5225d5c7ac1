/** 构建进程: bundles the console with Vite; ends with the process that asked for it. */
import { join } from 'node:path';
import { build } from 'vite';

process.on('disconnect', () => process.exit(1));
const root = join(import.meta.dirname, '..', '..', 'console');
const outDir = join(root, '..', '..', 'dist', 'console');
try {
  await build({ root, configFile: join(root, 'vite.config.ts'), logLevel: 'error', build: { outDir, emptyOutDir: true } });
  process.exit(0);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`, () => process.exit(1));
}

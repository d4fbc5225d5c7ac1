/**
 * 样式编译: makes the portal's one style sheet out of portal.scss when the process starts. It takes half a second and
 * saves a build step, so a checked-out tree always shows the styles it contains.
 */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

export interface StyleSheet {
  readonly css: string;
  /** Changes whenever the content does, so that browsers may keep the file for ever. */
  readonly hash: string;
}

let sheet: Promise<StyleSheet> | undefined;

async function compile(): Promise<StyleSheet> {
  const { compile: compileScss } = await import('sass');
  const govuk = fileURLToPath(new URL('.', import.meta.resolve('govuk-frontend/package.json'))) + 'dist/govuk';
  // Synchronous, once per process: compileAsync takes twice the time, and a start waits for it.
  const { css } = compileScss(fileURLToPath(new URL('portal.scss', import.meta.url)), { loadPaths: [govuk], style: 'compressed', quietDeps: true });
  return { css, hash: createHash('sha256').update(css).digest('hex').slice(0, 12) };
}

/** The style sheet, compiled once per process. */
export function styleSheet(): Promise<StyleSheet> {
  return (sheet ??= compile());
}

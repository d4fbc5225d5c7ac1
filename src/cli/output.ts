/**
 * 输出: results on stdout, in words or as JSON for programs; everything else on stderr. Colour only where a terminal shows it
 * and NO_COLOR does not forbid it, and never as the only sign.
 */
import { styleText } from 'node:util';
import type { Label } from '../core/label.ts';

type Style = 'green' | 'red' | 'yellow' | 'bold' | 'dim';

/** Text in a style, where the stream shows styles. */
export const styled = (style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string => styleText(style, text, { stream });

/** Output that nobody reads any more (`… | head`) is no failure: what was begun is finished quietly. */
export function hearClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/** A line of a result. */
export const line = (text = ''): void => void process.stdout.write(`${text}\n`);

/** What a person should know meanwhile; Chinese first. */
export function say({ zh, en }: Label): void {
  process.stderr.write(en === '' ? `${zh}\n` : `${zh}\n${styled('dim', en, process.stderr)}\n`);
}

/** Why a command stopped. */
export const sayTrouble = ({ zh, en }: Label): void => say({ zh: `${styled('red', '✗', process.stderr)} ${zh}`, en });

/** A result for a program. */
export const json = (value: unknown): void => line(JSON.stringify(value, null, 2));

export const marks = { ok: '✓', warn: '!', bad: '✗' } as const;
const styleOf = { ok: 'green', warn: 'yellow', bad: 'red' } as const;

/** A sign for good, doubtful or bad; the sign differs, not the colour alone. */
export const mark = (kind: keyof typeof marks): string => styled(styleOf[kind], marks[kind]);

/** Columns a terminal needs for a text: Chinese characters take two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(character) ? 2 : 1;
  return width;
}

/** Rows under headings, aligned. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, at) => Math.max(widthOf(heading), ...rows.map((row) => widthOf(row[at] ?? ''))));
  const laid = (row: readonly string[]): string => row.map((cell, at) => (at === row.length - 1 ? cell : cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell)))).join('  ').trimEnd();
  return [styled('bold', laid(headings)), ...rows.map(laid)].join('\n');
}

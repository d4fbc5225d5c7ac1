/** 文档排版 Markdown: tables, headings and names as every derived page writes them, so that pages differ only in what they say. */
import type { Label } from '../core/label.ts';
import type { Citation } from '../core/law.ts';

/** Chinese first, English beside it. */
export const both = ({ zh, en }: Label): string => (en === '' ? zh : `${zh} ${en}`);

export const code = (text: string): string => `\`${text}\``;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ').trim();

/** A table; '—' where there is nothing to say. */
export function table(headings: readonly string[], rows: readonly (readonly (string | undefined)[])[]): string {
  const line = (cells: readonly (string | undefined)[]): string => `| ${cells.map((text) => cell(text ?? '') || '—').join(' | ')} |`;
  return [line(headings), `|${headings.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** An instrument, its article and what it demands in our own words. */
export const cited = ({ instrument, article, says }: Citation): string => `${instrument} ${article}`.trim() + (says === undefined || says === '' ? '' : `：${says}`);

/** A page: its parts with one empty line between, and the note that nobody should edit it. */
export function page(title: string, parts: readonly (string | undefined)[]): string {
  const note = '<!-- Derived from the code by src/docs/derive.ts: change the code, then run it again. -->';
  return `${[`# ${title}`, note, ...parts.filter((part) => part !== undefined && part !== '')].join('\n\n')}\n`;
}

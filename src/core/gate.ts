// 公开前检查: the gate before every publication (个人信息保护法 28, 保密法 35). It reads what is about to go out and points at
// identity numbers, phones, cards, homes, health and secrecy marks; a person decides, but a blocking hit cannot be overlooked.
import { findAddresses } from './gate/places.ts';
import { findEmails, findHealth, findPassports, findPlates, findSecrecyMarks } from './gate/words.ts';
import { findLongNumbers, findPhones } from './gate/numbers.ts';
import { hitKinds, type Finding, type HitKind } from './gate/hit.ts';
import { foldWidth } from './identifiers/width.ts';
import type { Label } from './label.ts';

export { hitKinds, type HitKind } from './gate/hit.ts';

/** One place the gate points at. `text` is the very thing to be protected: show it to the reviewer, never write it to a log. */
export interface Hit extends Finding, Label {
  /** The field or file the text came from. */
  readonly where: string;
  readonly text: string;
}

/** A replacement for `start`…`end` (excluded) of a text. */
export interface Mask {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  readonly kind: HitKind;
}

const DETECTORS = [findLongNumbers, findPhones, findAddresses, findEmails, findPlates, findSecrecyMarks, findHealth, findPassports];
// Look-alikes of the last character of an identity number; same length, so positions stay.
const LOOKS_LIKE_X = /[×ХхⅩⅹ]/g;

/** Everything in a text that a reviewer must see, in order of position. Overlapping findings of one place are one hit. */
export function scan(text: string, where = ''): Hit[] {
  const folded = foldWidth(text).replace(LOOKS_LIKE_X, 'X');
  const found = DETECTORS.flatMap((detect) => detect(folded));
  return withoutOverlaps(found, text.length).map((finding) => ({ ...finding, where, text: text.slice(finding.start, finding.end), ...wordsFor(finding) }));
}

/** Scans several texts at once; each hit carries its key in `where`. */
export function scanAll(fields: Readonly<Record<string, string>>): Hit[] {
  return Object.entries(fields).flatMap(([where, text]) => scan(text, where));
}

function wordsFor({ kind, blocks, note }: Finding): Label {
  const name = hitKinds[kind];
  if (kind === 'secrecyMark' && blocks) return { zh: `发现${name.zh}，不得公开；请停止办理并报保密工作机构处理`, en: `${name.en}: stop and hand over to the secrecy officer` };
  const zh = blocks ? `疑似${name.zh}，公开前须遮盖` : `提示：${name.zh}，请确认可以公开`;
  return { zh: note === undefined ? zh : `${zh}（${note}）`, en: blocks ? `${name.en}: mask before publishing` : `${name.en}: confirm that it may be public` };
}

/** Of findings that overlap, the blocking one stays, then the surer, then the longer. */
function withoutOverlaps(findings: readonly Finding[], length: number): Finding[] {
  const byRank = [...findings].sort((a, b) => Number(b.blocks) - Number(a.blocks) || b.confidence - a.confidence || (b.end - b.start) - (a.end - a.start) || a.start - b.start);
  const taken: Finding[] = [];
  const covered = new Uint8Array(length);
  for (const finding of byRank) {
    if (covered.subarray(finding.start, finding.end).includes(1)) continue;
    covered.fill(1, finding.start, finding.end);
    taken.push(finding);
  }
  return taken.sort((a, b) => a.start - b.start);
}

/** Masks for the blocking hits of one text. Secrecy marks get none: what is secret is not cured by a mask. */
export function proposeMasks(text: string, hits: readonly Hit[]): Mask[] {
  return hits
    .filter((hit) => hit.blocks && hit.kind !== 'secrecyMark' && text.slice(hit.start, hit.end) === hit.text)
    .map(({ start, end, mask, kind }) => ({ start, end, replacement: mask, kind }))
    .sort((a, b) => a.start - b.start);
}

/** The text with masks in place. Throws RangeError when masks overlap or reach outside: they then belong to another text. */
export function applyMasks(text: string, masks: readonly Mask[]): string {
  let shown = '';
  let at = 0;
  for (const { start, end, replacement } of [...masks].sort((a, b) => a.start - b.start)) {
    if (start < at || end < start || end > text.length) throw new RangeError(`mask ${start}–${end} does not fit the text`);
    shown += text.slice(at, start) + replacement;
    at = end;
  }
  return shown + text.slice(at);
}

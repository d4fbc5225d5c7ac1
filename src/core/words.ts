/**
 * 检索词: turns Chinese text into the words under which it is found. Dictionary words alone miss what people type
 * (住建, 人社局), bigrams alone rank badly, so the index holds both: jieba's words, every pair of neighbouring Han
 * characters, and Latin and digit runs. A query asks for bigrams, so whatever stands in the text is found; the recheck
 * against {@link haystack} then throws out what only shares its pairs with the query.
 */
import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';

/** Longest token in characters; a text search lexeme may not exceed 2,046 bytes. */
const tokenMax = 64;
/** Most tokens of one query; the rest is left to the recheck. */
const queryTokensMax = 24;

// Radicals and strokes are of the Han script too, but no letters: they are punctuation here as in the haystack.
const runs = /[\p{Script=Han}&&[\p{L}\p{N}]]+|[[\p{L}\p{N}]--\p{Script=Han}]+/gv;
const startsHan = /^\p{Script=Han}/v;
const notWordLike = /[^\p{L}\p{N}]+/gu;

let jieba: Jieba | undefined;
/** The dictionary costs some 60 MB and 0.3 s, so it is read when the first text comes. */
const segmenter = (): Jieba => (jieba ??= Jieba.withDict(dict));

const normal = (text: string): string => text.normalize('NFKC').toLowerCase();

/** The pairs of neighbours in a run of Han characters. */
function bigrams(run: readonly string[]): string[] {
  return run.slice(1).map((char, at) => run[at]! + char);
}

/**
 * All words of a text for the index, each once: jieba's search words, bigrams, Latin and digit runs. The last character
 * of each Han run stands alone too, so that a prefix search for one character reaches every place where it occurs.
 */
export function words(text: string): string[] {
  const found = new Set<string>();
  for (const [run] of normal(text).matchAll(runs)) {
    if (!addPairs(found, run)) continue;
    for (const word of segmenter().cutForSearch(run, true)) if (word.length <= tokenMax) found.add(word);
  }
  return [...found];
}

/** Whether a character is one of the Han letters that nearly all text is made of. */
const isPlainHan = (code: number): boolean => (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf);
const isPlainLatin = (code: number): boolean => (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
/** ASCII that is no letter, and the Chinese punctuation that stays as it is when text is normalised. */
const isPlainBreak = (code: number): boolean => (code < 0x80 && !isPlainLatin(code)) || code === 0x3001 || code === 0x3002 || (code >= 0x3008 && code <= 0x3011);

/**
 * The words of a text without jieba's: all that a query asks for, at a tenth of the cost, and so what staff lists and bulk
 * imports store. A hand-written walk over what ordinary text holds; whatever else occurs is left to the general rule.
 */
export function pairs(text: string): string[] {
  const whole = normal(text);
  const found = new Set<string>();
  for (let at = 0; at < whole.length;) {
    const code = whole.charCodeAt(at);
    if (isPlainBreak(code)) {
      at += 1;
      continue;
    }
    const belongs = isPlainHan(code) ? isPlainHan : isPlainLatin;
    let end = at;
    while (end < whole.length && belongs(whole.charCodeAt(end))) end += 1;
    const next = whole.charCodeAt(end);
    // A run may go on with a rarer letter of the same script.
    if (end === at || (end < whole.length && !isPlainBreak(next) && !isPlainHan(next) && !isPlainLatin(next))) return generalPairs(whole);
    if (belongs === isPlainLatin) found.add(whole.slice(at, Math.min(end, at + tokenMax)));
    else {
      for (let pair = at; pair < end - 1; pair++) found.add(whole.slice(pair, pair + 2));
      found.add(whole.charAt(end - 1));
    }
    at = end;
  }
  return [...found];
}

/** Words of runs that came before: names, courts and causes come row after row. */
const runTexts = new Map<string, string>();
const runTextsMax = 5000;

/** The pairs and the last character of a run of plain Han characters, as text. */
function runText(run: string): string {
  const known = runTexts.get(run);
  if (known !== undefined) return known;
  let text = run.charAt(run.length - 1);
  for (let pair = 0; pair < run.length - 1; pair++) text += ` ${run.charAt(pair)}${run.charAt(pair + 1)}`;
  if (runTexts.size >= runTextsMax) runTexts.clear();
  runTexts.set(run, text);
  return text;
}

/** What {@link pairs} finds, as the text of a `tsvector`, in which a word may stand twice: for many rows at once. */
export function pairsText(text: string): string {
  const whole = normal(text);
  const runsSeen: string[] = [];
  let found = '';
  for (let at = 0; at < whole.length;) {
    const code = whole.charCodeAt(at);
    if (isPlainBreak(code)) {
      at += 1;
      continue;
    }
    const belongs = isPlainHan(code) ? isPlainHan : isPlainLatin;
    let end = at;
    while (end < whole.length && belongs(whole.charCodeAt(end))) end += 1;
    const next = whole.charCodeAt(end);
    // A run may go on with a rarer letter of the same script.
    if (end === at || (end < whole.length && !isPlainBreak(next) && !isPlainHan(next) && !isPlainLatin(next))) return vectorText(generalPairs(whole));
    const run = belongs === isPlainLatin ? whole.slice(at, Math.min(end, at + tokenMax)) : whole.slice(at, end);
    if (!runsSeen.includes(run)) {
      runsSeen.push(run);
      found += `${found === '' ? '' : ' '}${belongs === isPlainLatin ? run : runText(run)}`;
    }
    at = end;
  }
  return found;
}

function generalPairs(whole: string): string[] {
  const found = new Set<string>();
  for (const [run] of whole.matchAll(runs)) addPairs(found, run);
  return [...found];
}

/** Adds the pairs and the last character of a Han run, or any other run whole. */
function addPairs(found: Set<string>, run: string): boolean {
  const chars = [...run];
  if (!startsHan.test(run)) {
    found.add(chars.slice(0, tokenMax).join(''));
    return false;
  }
  for (const pair of bigrams(chars)) found.add(pair);
  found.add(chars.at(-1)!);
  return true;
}

/** Words as the text of a `tsvector`; they are letters and digits, so that none needs quotes. */
export const vectorText = (tokens: readonly string[]): string => tokens.join(' ');

interface Asked {
  readonly token: string;
  /** Longer words that begin so will do. */
  readonly prefix: boolean;
}

/**
 * What a query asks for. A lone Han character or a run of Latin letters or digits may be the beginning of something longer,
 * but not where the query itself goes on in the other script (a blank begins another question): of （2025）衡0121民初7号 only the last part is open, and the index
 * need not be read for every word that begins with 7.
 */
function askedFor(query: string): Asked[] {
  const asked = new Map<string, Asked>();
  const whole = normal(query);
  const found = [...whole.matchAll(runs)].map((match) => ({ run: match[0], end: match.index + match[0].length, start: match.index, isHan: startsHan.test(match[0]) }));
  for (const [at, { run, end, isHan }] of found.entries()) {
    const chars = [...run];
    if (isHan && chars.length > 1) {
      for (const token of bigrams(chars)) asked.set(token, { token, prefix: false });
      continue;
    }
    const token = chars.slice(0, tokenMax).join('');
    const next = found[at + 1];
    const prefix = next === undefined || next.isHan === isHan || /\s/u.test(whole.slice(end, next.start));
    // Asked for twice, the narrower question holds for both.
    if (asked.get(token)?.prefix !== false) asked.set(token, { token, prefix });
  }
  return [...asked.values()].slice(0, queryTokensMax);
}

/** The tokens of a query, all of which a text must have: bigrams of Han runs (a lone character as itself), Latin and digit runs. */
export const queryWords = (query: string): string[] => askedFor(query).map(({ token }) => token);

/**
 * The query as text for `$1::tsquery`; empty when nothing in it can be searched for. Where the query is open-ended, words
 * match as prefixes, so the beginning of a code or number suffices.
 */
export const toTsquery = (query: string): string => askedFor(query).map(({ token, prefix }) => (prefix ? `'${token}':*` : `'${token}'`)).join(' & ');

/** A text as the recheck compares it: width, case, spaces and punctuation do not count. Stored beside the words. */
export function haystack(text: string): string {
  return normal(text).replace(notWordLike, '');
}

const closedRun = /(?<=([^0-9a-z]))[0-9a-z]+(?=([^0-9a-z]))/gu;
/** Longer runs of letters and digits are no number that anybody types. */
const closedRunMax = 40;

/**
 * What is sure to stand in the text of a query that holds a number: each run of letters and digits that the query itself closes, with
 * the characters it stands between: 衡0121民 and 初7号 of （2025）衡0121民初7号.
 */
function closedRuns(query: string): string[] {
  const found = new Set<string>();
  for (const [run, before, after] of haystack(query).matchAll(closedRun)) if (run.length <= closedRunMax) found.add(`${before}${run}${after}`);
  return [...found].slice(0, queryTokensMax);
}

/**
 * A query of the public index, which keeps closed runs too: every other word of a document number occurs in a thousand others. Of the
 * open beginnings only the longest is asked for, and a lone Han character only when there is nothing else: to read the index for
 * all that begins with 号 or with 2024 costs more than the recheck of the few that are left.
 */
export function toPublicTsquery(query: string): string {
  const asked = askedFor(query);
  const fixed = [...asked.filter(({ prefix }) => !prefix).map(({ token }) => token), ...closedRuns(query)].map((token) => `'${token}'`);
  const weight = (token: string): number => (startsHan.test(token) ? 0 : token.length);
  const open = asked.filter(({ prefix }) => prefix).toSorted((a, b) => weight(a.token) - weight(b.token)).at(-1)?.token;
  if (open !== undefined && (fixed.length === 0 || weight(open) > 0)) fixed.push(`'${open}':*`);
  return fixed.join(' & ');
}

/** The parts of a query that must each occur in the haystack, as patterns for `haystack like all($1::text[])`. */
export function haystackPatterns(query: string): string[] {
  return query.split(/\s+/u).map(haystack).filter((part) => part !== '').map((part) => `%${part}%`);
}

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
    if (!startsHan.test(run)) {
      found.add([...run].slice(0, tokenMax).join(''));
      continue;
    }
    const chars = [...run];
    for (const pair of bigrams(chars)) found.add(pair);
    found.add(chars.at(-1)!);
    for (const word of segmenter().cutForSearch(run, true)) if (word.length <= tokenMax) found.add(word);
  }
  return [...found];
}

/** The tokens of a query, all of which a text must have: bigrams of Han runs (a lone character as itself), Latin and digit runs. */
export function queryWords(query: string): string[] {
  const asked = new Set<string>();
  for (const [run] of normal(query).matchAll(runs)) {
    const chars = [...run];
    const tokens = startsHan.test(run) && chars.length > 1 ? bigrams(chars) : [chars.slice(0, tokenMax).join('')];
    for (const token of tokens) asked.add(token);
  }
  return [...asked].slice(0, queryTokensMax);
}

/**
 * The query as text for `$1::tsquery`; empty when nothing in it can be searched for. Lone Han characters and Latin or
 * digit runs match as prefixes, so the beginning of a code or number suffices.
 */
export function toTsquery(query: string): string {
  return queryWords(query)
    .map((token) => (startsHan.test(token) && [...token].length > 1 ? `'${token}'` : `'${token}':*`))
    .join(' & ');
}

/** A text as the recheck compares it: width, case, spaces and punctuation do not count. Stored beside the words. */
export function haystack(text: string): string {
  return normal(text).replace(notWordLike, '');
}

/** The parts of a query that must each occur in the haystack, as patterns for `haystack like all($1::text[])`. */
export function haystackPatterns(query: string): string[] {
  return query.split(/\s+/u).map(haystack).filter((part) => part !== '').map((part) => `%${part}%`);
}

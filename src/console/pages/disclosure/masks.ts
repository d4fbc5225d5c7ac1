// 遮盖: pure reckoning of what the gate found and what somebody decided about each find. A find is known by its field and its words, so the
// same number that stands twice in a text is decided once; the words that go out are made here and nowhere else.
import type { Fact, Hit } from '../../api.ts';

/** Find id → the words that stand instead; the found words themselves mean "stays as it is". */
export type Choices = Record<string, string>;
/** Texts that may become public, by field key (facts, 'summary') or by attachment id. */
export type Texts = Record<string, string>;

export const findId = (hit: Pick<Hit, 'field' | 'text'>): string => `${hit.field}|${hit.text}`;

/** One line per find: the same words in the same field are shown once. */
export function uniqueFinds(hits: readonly Hit[]): Hit[] {
  const seen = new Map(hits.map((hit) => [findId(hit), hit]));
  return [...seen.values()];
}

/** A text with the decided finds replaced. Longer finds go first, so that an address is not torn by a number inside it. */
export function masked(field: string, text: string, hits: readonly Hit[], choices: Choices): string {
  const finds = uniqueFinds(hits).filter((hit) => hit.field === field).sort((a, b) => b.text.length - a.text.length);
  return finds.reduce((sofar, hit) => {
    const choice = choices[findId(hit)];
    return choice === undefined ? sofar : sofar.replaceAll(hit.text, choice);
  }, text);
}

/** The masked text of every field in which something changes. */
export function maskedTexts(texts: Texts, hits: readonly Hit[], choices: Choices): Texts {
  const changed = Object.entries(texts).map(([field, text]) => [field, masked(field, text, hits, choices)] as const);
  return Object.fromEntries(changed.filter(([field, text]) => text !== texts[field]));
}

/** Finds that still need a decision: the blocking ones that would go out in clear, and the others that nobody looked at. */
export function openFinds(hits: readonly Hit[], choices: Choices): Hit[] {
  return uniqueFinds(hits).filter((hit) => {
    const choice = choices[findId(hit)];
    return choice === undefined || (hit.blocks && choice.includes(hit.text));
  });
}

/** The facts as the gate reads them. */
export const factTexts = (facts: readonly Fact[]): Texts => Object.fromEntries(facts.map((fact) => [fact.key, fact.display]));

/** Whether a mode shows a fact. */
export function isShown(fact: Pick<Fact, 'disclose'>, mode: string): boolean {
  return (mode === 'full' || mode === 'summary') && (fact.disclose === 'summary' || (mode === 'full' && fact.disclose === 'full'));
}

export type Piece = { text: string; hit?: Hit };

/** A text cut at its finds, for highlighting. */
export function pieces(text: string, hits: readonly Hit[]): Piece[] {
  const out: Piece[] = [];
  let at = 0;
  for (;;) {
    const next = hits.map((hit) => ({ hit, from: text.indexOf(hit.text, at) })).filter(({ hit, from }) => from >= 0 && hit.text !== '')
      .sort((a, b) => a.from - b.from || b.hit.text.length - a.hit.text.length)[0];
    if (!next) break;
    if (next.from > at) out.push({ text: text.slice(at, next.from) });
    out.push({ text: next.hit.text, hit: next.hit });
    at = next.from + next.hit.text.length;
  }
  if (at < text.length) out.push({ text: text.slice(at) });
  return out;
}

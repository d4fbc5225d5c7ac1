// 公示意见: the decision as it is being made, and the two questions it puts to the server: what does the gate find in the raw texts, and
// what will the public see once the masks are applied.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../api.ts';
import type { Detail, Hit, Label, Preview, PreviewInput } from '../../api.ts';
import { factTexts, maskedTexts } from './masks.ts';
import type { Choices, Texts } from './masks.ts';

export type Decision = { mode: string; ground: string; /** Why it must be shown, where the severity is not shown in principle. */ necessity?: string; summary: string; choices: Choices; publicTexts: Texts };
export const noDecision: Decision = { mode: '', ground: '', summary: '', choices: {}, publicTexts: {} };

/** The decision as the server takes it, with every decided find masked. */
export function asInput(decision: Decision, detail: Detail, hits: readonly Hit[]): PreviewInput {
  const { mode, ground, summary, choices } = decision;
  const texts = Object.fromEntries(Object.entries(decision.publicTexts).filter(([, text]) => text.trim() !== ''));
  const shown = mode === 'full' || mode === 'summary';
  if (!shown) return { mode, ground, masks: {} };
  return {
    mode, ground, masks: maskedTexts(factTexts(detail.facts), hits, choices),
    ...(decision.necessity?.trim() ? { necessity: decision.necessity.trim() } : {}),
    ...(summary.trim() ? { summary: maskedTexts({ summary }, hits, choices).summary ?? summary } : {}),
    ...(Object.keys(texts).length > 0 ? { attachmentTexts: { ...texts, ...maskedTexts(texts, hits, choices) } } : {}),
  };
}

/**
 * What the server says of a decision beyond the contract's core: no page while the ground is missing, the words of the attached documents
 * as the machine read them, and why it would refuse.
 */
export type PreviewAnswer = Omit<Preview, 'html'> & {
  html: string | null; attachmentTexts?: { id: string; name: string; text: string | null }[]; refusal?: (Label & { code: string }) | null;
};

/** Finds that matter for what goes out: a document that stays internal may hold what it likes. */
export function publicHits(hits: readonly Hit[], detail: Detail, publicTexts: Texts): Hit[] {
  const internal = new Set(detail.attachments.filter((file) => !publicTexts[file.id]?.trim()).map((file) => file.id));
  return hits.filter((hit) => !internal.has(hit.field));
}

/** Previews one decision; the same question is asked once. */
export function usePreview(id: string, input: PreviewInput, enabled: boolean) {
  return useQuery<PreviewAnswer>({
    queryKey: ['preview', id, input], queryFn: async () => await api.records.preview(id, input) as PreviewAnswer, enabled, placeholderData: (last) => last, staleTime: 60_000, retry: false,
  });
}

/** The value once nobody has typed for a moment, so that a sentence is one question and not forty. */
function useSettled<T>(value: T, afterMs = 350): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), afterMs);
    return () => clearTimeout(timer);
  }, [value, afterMs]);
  return settled;
}

/** The finds in the raw texts, and the page with the masks applied. */
export function useDecisionPreview(detail: Detail, decision: Decision) {
  const asked = useSettled(decision);
  const enabled = asked.mode !== '';
  const scan = usePreview(detail.id, asInput({ ...asked, choices: {} }, detail, []), enabled);
  const hits = publicHits(scan.data?.hits ?? [], detail, decision.publicTexts);
  const live = usePreview(detail.id, asInput(asked, detail, publicHits(scan.data?.hits ?? [], detail, asked.publicTexts)), enabled && scan.data !== undefined);
  return { hits, scan, live, settled: asked === decision && !scan.isFetching && !live.isFetching };
}

/** 公示预览: the page exactly as the public will see it, what the gate found in it, and the masks it proposes. Nothing is stored. */
import { z } from 'zod';
import { applyMasks, proposeMasks, scan } from '../core/gate.ts';
import type { PublicBody } from '../core/publication.ts';
import { checkMode, disclosureTerm, publicParts, type RecordValues } from '../registers/credit/record-rules.ts';
import { reveal, revealDocument, type StoredText } from '../store/conceal.ts';
import { findSubject } from '../store/rows.ts';
import * as shape from './answers.ts';
import { getRecord, look } from './look.ts';
import { notFound, type RouteDef, route } from './route.ts';
import { isHandling } from './view.ts';

/** Renders the public page of a body that is not published yet. */
export type Preview = (body: PublicBody, id: string) => Promise<string>;

const body = z.strictObject({
  mode: z.enum(['full', 'summary', 'statistics', 'closed']), ground: z.string().max(80).transform((g) => (g === '' ? undefined : g)).optional(), necessity: z.string().max(500).optional(), summary: z.string().max(2000).optional(),
  masks: z.record(z.string(), z.string().max(20_000)).default({}), /** By attachment id: the text that is to be disclosed with the record. */
  attachmentTexts: z.record(z.uuid(), z.string().max(20_000)).default({}),
});

interface Part {
  readonly field: string;
  readonly label: string;
  readonly text: string;
}

const hitsIn = (parts: readonly Part[]) => parts.flatMap(({ field, label, text }) => scan(text, field).map((h) => ({ field, label, kind: h.kind, text: text.slice(h.start, h.end), start: h.start, end: h.end, mask: h.mask, zh: h.zh, en: h.en, blocks: h.blocks })));

export const disclosureRoutes = ({ preview }: { preview: Preview }): RouteDef[] => [
  route({
    method: 'POST', url: '/records/dishonesty-record/:id/preview', answer: shape.preview, body, once: 'free', summary: { zh: '公示预览', en: 'Preview a disclosure' },
    handler: async ({ house, actor, params, body: asked }) => {
      const { attachmentTexts, ...choice } = asked;
      const wish = { ...choice, publicTexts: attachmentTexts };
      const register = house.registers['dishonesty-record'] ?? notFound();
      const row = await getRecord(house, actor, register, params['id'], '公示预览');
      if (row.personal) await look(house, actor, { subjectId: row.subject_id, register: register.id, recordId: row.id, what: '公示预览', handling: await isHandling(house, actor, row), purpose: undefined, because: undefined });
      const rules = house.rulesOn(house.clock.today());
      const subject = row.subject_id === null ? null : ((await findSubject(house.pool, row.subject_id)) ?? null);
      const sofar = { ...(reveal(house, row.data) as Partial<RecordValues>), ...wish };
      const ctx = { actor, today: house.clock.today(), sofar, input: {}, subject, rules, deeds: [] };
      const { rows: stored } = await house.pool.query<StoredText & { id: string; name: string }>('select id, name, text_cipher as cipher, content_text as plain from rc.attachment where register = $1 and record_id = $2 order by at', [register.id, row.id]);
      const files = stored.map(({ id, name, cipher, plain }) => ({ id, name, text: revealDocument(house, { cipher, plain }) }));
      const bare = publicParts({ ...sofar, masks: {} }, rules);
      const original: Part[] = [
        ...bare.facts.map((f) => ({ field: f.key, label: f.label.zh, text: f.value })), ...(bare.summary === undefined ? [] : [{ field: 'summary', label: '公开摘要', text: bare.summary }]),
        ...files.map((f) => ({ field: f.id, label: f.name, text: attachmentTexts[f.id] ?? f.text ?? '' })),
      ];
      const masked = publicParts(sofar, rules);
      const now: Part[] = [...masked.facts.map((f) => ({ field: f.key, label: f.label.zh, text: f.value })), ...(masked.summary === undefined ? [] : [{ field: 'summary', label: '公开摘要', text: masked.summary }]), ...Object.entries(wish.publicTexts).map(([id, text]) => ({ field: id, label: files.find((f) => f.id === id)?.name ?? '文书', text }))];
      const term = disclosureTerm(ctx);
      const shown = wish.mode === 'full' || wish.mode === 'summary';
      const complete = shown && subject !== null && wish.ground !== undefined && rules.find('ground', wish.ground) !== undefined;
      const publication = complete ? register.publication?.({ no: row.no, version: row.version, sofar: { ...sofar, ...term } as never, subject, rules, attachmentNames: Object.fromEntries(files.map((f) => [f.id, f.name])) }) : undefined;
      const refusal = checkMode({ ...ctx, input: { mode: wish.mode, ...(wish.ground === undefined ? {} : { ground: wish.ground }) } });
      return {
        publicBody: publication?.body ?? null, hits: hitsIn(original), remaining: hitsIn(now),
        proposed: Object.fromEntries(original.map((p) => [p.field, applyMasks(p.text, proposeMasks(p.text, scan(p.text)))]).filter(([field, text]) => original.find((p) => p.field === field)?.text !== text)),
        attachmentTexts: files, from: term.from, until: term.until,
        refusal: refusal === undefined ? null : { code: refusal, ...(register.refusals[refusal] as { zh: string; en: string }) },
        html: publication === undefined ? null : await preview(publication.body, row.id),
      };
    },
  }),
];

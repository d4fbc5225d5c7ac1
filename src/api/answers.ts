/**
 * 接口的答复: the shape of what each route answers, as far as callers may rely on it. The document of the API is made of these, and
 * every answer that a test gets is held against them. An answer may hold more than is named here; never less, and never otherwise.
 */
import { z } from 'zod';

/** Shapes that have a name of their own in the document. */
export const named = z.registry<{ id: string }>();
function name<T extends z.ZodType>(id: string, schema: T): T {
  named.add(schema, { id });
  return schema;
}

const text = z.string();
const whole = z.number().int();
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T/);
const maybe = <T extends z.ZodType>(schema: T) => schema.nullable();
const open = z.looseObject;
const list = z.array;
const any = z.unknown();

export const label = name('Label', open({ zh: text, en: text }));
const ref = name('Ref', open({ id: text, name: text }));
const areaRef = name('AreaRef', open({ code: text, name: text }));
const law = name('Law', open({ instrument: text, article: text, says: text }));
const person = name('Person', open({ name: maybe(text) }));
const basis = z.enum(['law', 'policy']);
export const page = <T extends z.ZodType>(items: T) => open({ items: list(items), next: maybe(text) });
export const items = <T extends z.ZodType>(each: T) => open({ items: list(each) });
const count = name('Count', open({ value: whole, capped: z.boolean() }));

export const me = name('Me', open({ account: open({ id: text, login: text, name: text, body: ref, area: areaRef, level: text, roles: list(text), roleLabels: list(label) }), city: open({ label, demo: z.boolean() }), today: day, menu: list(text) }));
export const demoLogins = list(open({ login: text, name: text, body: text, roles: list(text), password: text }));

const take = name('Take', open({ key: text, label, type: text, required: z.boolean() }));
const action = name('Action', open({ id: text, label, takes: list(take), danger: z.boolean(), atWill: z.boolean() }));
export const registers = list(open({ id: text, label, purpose: label, law: list(law), fields: z.record(text, any), states: z.record(text, open({ label, end: z.boolean(), disclosed: z.boolean() })), actions: z.record(text, action) }));

const rowShape = {
  register: text, id: text, no: text, title: text, item: maybe(open({ id: text, label })), subject: maybe(ref), area: areaRef, state: text, stateLabel: label, dueOn: maybe(day),
  light: open({ level: z.enum(['green', 'yellow', 'red', 'paused', 'none']), zh: text, en: text }), provisional: z.boolean(), severity: maybe(text), disputed: z.boolean(), updatedAt: instant, version: whole, seq: whole, personal: z.boolean(),
};
export const row = name('Row', open({ ...rowShape, actions: list(open({ id: text, label, atWill: z.boolean() })) }));
export const rows = open({ items: list(row), next: maybe(text), count, withoutPersons: z.boolean() });
const fact = name('Fact', open({ key: text, label, value: any, display: text, type: text, disclose: text }));
const due = name('Due', open({ on: maybe(day), provisional: z.boolean(), pausedSince: maybe(day), rule: maybe(open({ key: text, version: whole, label })), steps: list(open({ zh: text, en: text })) }));
const entry = name('Entry', open({ n: whole, action: text, label, by: maybe(person), at: instant, on: day, stateFrom: maybe(text), stateTo: text, stateLabel: label, dueOn: maybe(day), version: whole, input: list(open({ key: text, label, display: text })), rules: list(open({ kind: text, key: text, version: whole })), sealed: z.boolean() }));
const attachment = open({ id: text, name: text, mime: text, bytes: whole, sha256: maybe(text) });
export const detail = name('Detail', open({
  ...rowShape, subject: maybe(open({ id: text, kind: text, name: text, uscc: maybe(text) })), data: z.record(text, any), facts: list(fact), due: maybe(due), timeline: list(entry),
  versions: list(open({ version: whole, until: maybe(instant), by: maybe(text), facts: list(fact) })), attachments: list(attachment), links: list(open({ kind: text, register: text, id: text, no: text, title: text, state: text, stateLabel: label })),
  disclosure: maybe(open({ mode: text, ground: label, from: day, until: maybe(day), leaf: maybe(whole), url: text })), actions: list(action), sealed: z.boolean(),
}));
/** Whoever handed something in without being able to read it gets its number alone. */
export const acted = z.union([detail, name('Receipt', open({ register: text, no: text, state: text, stateLabel: label }))]);
export const bulk = open({ push: text, results: list(open({ id: text, ok: z.boolean() })), done: whole, refused: whole });
export const apart = open({ key: text, label, value: any });
export const work = open({ items: list(row), counts: list(open({ register: text, state: text, label, count: whole })), overdue: whole, dueSoon: whole });
export const found = open({ bodies: list(ref), records: list(row) });
const sections = list(open({ id: text, label, lines: list(open({ key: text, label, value: z.number(), list: text })) }));
export const board = open({ total: whole, open: text, sections });
export const month = open({ month: text, sections });
export const repairs = open({ mine: list(row), desk: list(row) });
const line = name('MeasureLine', open({ register: text, id: text, no: maybe(text), title: text, state: text, stateLabel: label, dueOn: maybe(day), body: maybe(ref), subject: maybe(ref), startedOn: day, sinceOn: day, days: whole }));
export const measures = open({ total: whole, sums: list(any), measures: list(line), leases: list(line), answers: list(open({ body: ref, answers: text, purpose: text, sinceOn: day })) });
const debtor = row.extend({ stage: z.enum(['before', 'inEffect']), step: maybe(open({ day: whole, of: whole, late: whole, unit: text })), plan: z.boolean(), order: maybe(open({ register: text, id: text, no: text, state: text, stateLabel: label, open: z.boolean() })), urge: maybe(open({ register: text, id: text })) });
export const debtors = open({ items: list(debtor), count, item: maybe(label) });
export const preview = open({ publicBody: any, hits: list(any), remaining: list(any), proposed: z.record(text, text), attachmentTexts: list(any), refusal: maybe(open({ code: text, zh: text, en: text })), html: maybe(text) });
export const uploaded = open({ id: text, name: text, mime: text, bytes: whole, hits: list(any), readable: z.boolean() });

export const item = name('Item', open({ label, description: label, subjectKind: z.enum(['body', 'official']), fields: list(open({ key: text, label, type: text, required: z.boolean() })), version: whole, effectiveFrom: day, basis }));
const batchStates = z.enum(['reading', 'mapping', 'checking', 'ready', 'committing', 'done', 'withdrawing', 'withdrawn', 'refused', 'cancelled']);
const whoOrNobody = maybe(open({ name: text }));
export const batch = name('Batch', open({
  id: text, item: open({ id: text, label }), fileName: text, state: batchStates, stateLabel: label, header: list(text), mapping: list(open({ column: whole, header: text, field: maybe(text), how: text })), refusal: maybe(label),
  progress: open({ done: whole, total: whole, percent: maybe(whole) }), counts: open({ total: whole, good: whole, warned: whole, bad: whole, duplicate: whole, committed: whole, withdrawn: whole }), createdAt: instant, by: open({ name: text }), committedBy: whoOrNobody, withdrawnBy: whoOrNobody, reason: maybe(text),
}));
export const checkedRows = page(open({ line: whole, status: text, cells: list(text), problems: list(open({ code: text, zh: text })) }));
export const standing = items(open({ state: text, label, count: whole, withdrawable: z.boolean(), ended: z.boolean(), records: list(open({ id: text, no: text })) }));

export const areas = list(open({ code: text, name: text }));
const body = name('Body', open({ id: text, name: text, uscc: maybe(text), level: text, kind: text, area: areaRef, validFrom: maybe(day), validTo: maybe(day), successor: maybe(ref) }));
export const bodies = open({ items: list(body), next: maybe(text), count });
export const bodyDetail = body.extend({ names: list(open({ name: text, kind: text })), predecessors: list(ref), children: list(ref), records: open({ byState: list(open({ state: text, count: whole })) }), mayChange: z.boolean() });
/** The body that was changed or added. */
export const changed = open({ id: text });
/** The area that was changed or added. */
export const areaChanged = open({ code: text });
export const uscc = z.union([open({ ok: z.literal(true), value: text }), open({ ok: z.literal(false), zh: text, en: text, at: maybe(whole) })]);
export const officials = items(open({ id: text, name: text, posts: list(any), idMasked: maybe(text) }));
export const bodyReport = open({ no: text, on: day, body: ref, sections: list(open({ id: text, label, count: whole, lines: list(any) })) });

export const rule = name('Rule', open({ kind: text, key: text, label, version: whole, versions: whole, effectiveFrom: day, effectiveTo: maybe(day), basis, body: any, summary: text }));
export const ruleVersions = open({ versions: list(rule) });
export const differences = list(open({ path: text, before: maybe(text), after: maybe(text) }));

export const letters = open({ letters: list(open({ id: text, no: text, kind: text, label, issuedOn: day, inForce: z.boolean() })), offers: list(open({ kind: text, label, fields: list(any) })) });
export const letter = open({ id: text, no: text });
export const letterPreview = open({ paragraphs: list(text), missing: list(text) });

export const looks = page(open({ at: instant, account: person, purpose: maybe(open({ key: text, label })), because: maybe(text), what: text, allowed: z.boolean() }));
export const mine = open({ records: list(row), looks: list(any), next: maybe(text) });
export const pushes = items(open({ id: text, at: instant, action: text, total: whole, accepted: whole, returned: whole, waiting: whole }));

export const occasions = open({ namesMax: whole, items: list(open({ key: text, label, for: list(text), reveals: text, version: whole, basis, source: law })), columns: z.record(text, list(label)) });
export const check = name('Check', open({ id: text, no: text, occasion: open({ key: text, label }), kind: z.enum(['body', 'official']), inForce: z.boolean(), fileName: maybe(text), on: day, at: instant, voidOn: maybe(day), code: maybe(text) }));
/** With what was called in since, and is to be acknowledged. */
export const checkWithRecalls = check.extend({ recalls: list(open({ id: text, no: text, answers: text, state: text, stateLabel: label })) });
export const checkLines = page(open({ line: whole, name: text, answer: text, label }));

/** No content. */
export const nothing = [] as const;
/** Files by their media type. */
export const xlsx = ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'] as const;
export const docx = ['application/vnd.openxmlformats-officedocument.wordprocessingml.document'] as const;
export const pdf = ['application/pdf'] as const;
export const jsonFile = ['application/json'] as const;
export const yaml = ['application/yaml'] as const;
export const exported = ['text/csv', 'application/x-ndjson'] as const;
/** A document as it was uploaded. */
export const document = [...pdf, ...docx, 'image/png', 'image/jpeg', 'text/plain'] as const;

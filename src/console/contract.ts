// 接口约定: the shapes that the console and the HTTP API exchange. They mirror the published contract (see /api/docs) one to
// one, so that a page that asks for something the server does not say fails the type check and not the clerk.

/** Words in both languages; Chinese leads. */
export type Label = { zh: string; en: string };
/** The server may also send a plain sentence (a law, a meaning) that exists in Chinese only. */
export type Words = string | Label;
/** 'YYYY-MM-DD' in Asia/Shanghai. */
export type Day = string;
/** ISO 8601 instant. */
export type Instant = string;

export type BodyRef = { id: string; name: string };
export type AreaRef = { code: string; name: string };
export type Person = { name: string; body?: string | BodyRef | null };
export type Demo = { login: string; name: string; body: string; roles: string[]; roleLabels?: Label[]; password: string };

export type MenuKey = 'work' | 'records' | 'imports' | 'disclosure' | 'measures' | 'debtors' | 'rectifications' | 'urgings' | 'recommendations' | 'accountability' | 'objections' | 'appeals' | 'repairs' | 'leniency' | 'clearances' | 'retaliation' | 'identity' | 'eligibility' | 'directory' | 'officials' | 'rules' | 'access' | 'looks' | 'mine' | 'receipts' | 'report' | 'endings';
export type Account = {
  id: string; login: string; name: string; body: BodyRef; area: AreaRef; level: string; roles: string[]; roleLabels?: Label[]; person?: BodyRef;
};
export type Me = { account: Account; city: { label: Label; demo: boolean }; today: Day; menu: MenuKey[] };

export type Law = { instrument: string; article: string; says: string };
export type Register = {
  id: string; label: Label; purpose: Label; law: Law[];
  fields: Record<string, unknown>;
  states: Record<string, { label: Label; end?: boolean; disclosed?: boolean }>;
  actions: Record<string, Action & { from: string | string[]; by: string | string[] | Record<string, string> }>;
};

/** 'paused': the clock stands still, so there is no due day; 'none': no clock runs. */
export type LightLevel = 'green' | 'yellow' | 'red' | 'paused' | 'none';
export type LightValue = { level: LightLevel } & Label;
/** `atWill`: may be done, but nobody waits for it. */
export type RowAction = { id: string; label: Label; atWill?: boolean };
export type Row = {
  register: string; id: string; no: string | null; title: string;
  item: { id: string; label: Label } | null; subject: BodyRef | null; area: AreaRef | null;
  state: string; stateLabel: Label; dueOn: Day | null; light: LightValue; provisional: boolean;
  severity: string | null; disputed?: boolean; updatedAt: Instant; actions: RowAction[];
};
export type Count = { value: number; capped: boolean };
export type Page<T> = { items: T[]; next: string | null; count?: Count };
export type Work = { items: Row[]; counts: { register?: string; state: string; label: Label; count: number }[]; overdue: number; dueSoon: number };

/** Each line with the query that lists what it counts. */
export type Board = { total: number; open: string; sections: { id: string; label: Label; lines: { key: string; label: Label; value: number; list: string }[] }[] };

export type Choice = { value: string; label?: Words; zh?: string; en?: string };
export type TakeType = 'text' | 'longText' | 'date' | 'choice' | 'integer' | 'item' | 'facts' | 'files' | 'mode' | 'ground' | 'measure' | 'masks' | 'subject' | 'boolean' | 'json';
export type Take = { key: string; label: Label; type: TakeType; required: boolean; max?: number; choices?: Choice[]; help?: Words; only?: 'restraint' | 'incentive'; who?: 'body' | 'official' };
export type Action = RowAction & { takes: Take[]; danger?: boolean; why?: Label };

export type Due = {
  /** null while the clock is paused. */
  on: Day | null; pausedSince: Day | null; extended: { amount: number; unit: 'workingDay' | 'day' | 'month' | 'year' } | null; rule: { key: string; version: number; label: Label; source: Words | Law; pausable?: Label | null } | null;
  steps: { kind?: string; zh: string; en: string; on: Day | null }[]; provisional: boolean;
};
export type Fact = { key: string; label: Label; value: unknown; display: string; type: string; disclose: string; law: Words | null; meaning: Words | null };
export type SubjectDetail = { id: string; kind: string; name: string; uscc: string | null; successor?: BodyRef | null };
export type TimelineEntry = {
  n: number; action: string; label: Label; by: Person | null; at: Instant; on: Day;
  stateFrom: string | null; stateTo: string; stateLabel: Label; dueOn: Day | null; version: number;
  input: { key: string; label: Label; display: string }[]; rules: { kind: string; key: string; version: number; label?: Label }[]; sealed?: boolean;
};
/** `until` is when a newer version replaced this one; null for the version in force. */
export type Version = { version: number; until: Instant | null; by: string | null; facts: Fact[] };
export type Attachment = { id: string; name: string; mime: string; bytes: number; /** null once it was sealed. */ sha256: string | null; sealed?: boolean };
export type RecordLink = { kind: string; register: string; id: string; no: string | null; title?: string; state: string; stateLabel?: Label };
/** A row of the repair desk, or a record of one's own with the earliest day. */
export type RepairRow = Row & { earliestOn: Day | null; reckoning?: Label | null; totalOn?: Day | null; proofs?: number | null; committed?: boolean };
/** What may be begun about a record: the action's questions without those that the record answers itself. */
export type Begin = { register: string; registerLabel: Label; action: Action; input: Record<string, unknown> };
/** The matter that this one is about. */
export type AboutMatter = { register: string; id: string; no: string; title: string; state: string; stateLabel: Label; summary: string | null; facts: Fact[] };
export type Disclosure = { mode: string; ground: Words | null; from: Day | null; until: Day | null; leaf: number | string | null; url: string | null };
/** Words of the matter that stand on the public site until a day. */
export type Posting = { from: Day; until: Day; leaf: number | null; url: string };
export type Detail = Omit<Row, 'actions' | 'subject'> & {
  data: Record<string, unknown>; facts: Fact[]; subject: SubjectDetail | null; seq: number; version: number; due: Due | null;
  timeline: TimelineEntry[]; versions: Version[]; attachments: Attachment[]; links: RecordLink[];
  disclosure: Disclosure | null; posting?: Posting | null; actions: Action[]; begins?: Begin[]; repair?: RepairInfo | null; about?: AboutMatter | null; looks?: number;
  /** The content of a matter that has no facts of a catalogue item. */
  fields?: { key: string; label: Label; display: string }[];
  /** The correction that waits for a decision. */
  proposedFacts?: Fact[];
  /** Why the actor may not judge it, and who does instead. */
  recused?: Label | null;
  /** Given once, to whoever handed it in on paper. */
  receipt?: { no: string; code: string };
  /** The content was destroyed when the record ended; only its history and proofs are left. */
  sealed?: boolean;
};
/** A letter that was issued; what it says is in its documents. */
export type LetterRow = { id: string; no: string; kind: string; label: Label; issuedOn: Day; inForce: boolean; voidOn: Day | null; by: string | null; kept: boolean; missing: string | null };
export type LetterField = { key: string; zh: string; en: string; as: 'text' | 'day' | 'money' | 'lines'; optional: boolean; value: string };
export type LetterOffer = { kind: string; label: Label; fields: LetterField[] };
/** From when a repair may be asked for, and what stops with it; `left` is how many are still open, `unacknowledged` how many have stopped without anybody having confirmed it. */
export type RepairInfo = { repaired: boolean; earliestOn?: Day; reckoning?: Label; commitment?: Label; steps: { key: 'training'; label: Label; done: boolean }[]; stops: { key: 'disclosure' | 'sharing' | 'measures'; label: Label; done: boolean; left: number; unacknowledged: number }[] };
export type Purpose = { key: string; label: Words };
export type BulkResult = { push: string; results: { id: string; ok: boolean; problem?: { code: string; detail?: Words; title?: string } }[]; done: number; refused: number };

export type Hit = { field: string; label: Label; kind: string; text: string; start: number; end: number; mask: string; zh: string; blocks: boolean };
export type PreviewInput = { mode: string; ground: string; necessity?: string; summary?: string; masks: Record<string, string>; attachmentTexts?: Record<string, string> };
export type Preview = { publicBody: unknown; hits: Hit[]; proposed: Record<string, string>; from: Day; until: Day | null; html: string };
export type Uploaded = Attachment & { hits?: Hit[] };

export type FieldType = 'text' | 'longText' | 'name' | 'orgName' | 'uscc' | 'idNumber' | 'date' | 'money' | 'integer' | 'choice' | 'choices' | 'caseNumber' | 'documentNumber';
export type CatalogField = {
  key: string; code?: string; label: Label; type: FieldType; required: boolean;
  requiredWhen?: { field: string; in: string[] }; max?: number; unit?: 'yuan' | 'wanYuan'; choices?: Choice[]; separator?: string;
  synonyms?: string[]; meaning: Words; example: string | number; law?: Words; disclose: 'full' | 'summary' | 'never'; as?: string;
};
export type CatalogSummary = { id: string; label: Label; description?: Label; subjectKind: 'body' | 'official' };
export type CatalogItem = CatalogSummary & {
  description: Label; law: Law[]; basis: 'law' | 'policy'; effectiveFrom: Day; requiredDocument: Label;
  disclosure: { class: string; grounds: string[] }; severity: unknown; retentionMonths: number; uniqueBy: string[]; fields: CatalogField[];
};

export type BatchState = 'reading' | 'mapping' | 'checking' | 'ready' | 'committing' | 'done' | 'withdrawing' | 'withdrawn' | 'refused' | 'cancelled';
export type Batch = {
  id: string; item: { id: string; label: Label }; fileName: string; state: BatchState; stateLabel: Label;
  header: string[]; mapping: { column: number; header: string; field: string | null; label: Label | null; how: string }[];
  missing: { key: string; label: Label }[]; fields: { key: string; label: Label; required: boolean }[]; refusal: Label | null;
  progress: { done: number; total: number | null; rowsPerSecond: number | null; etaSeconds: number | null; percent: number | null };
  counts: { total: number; good: number; warned: number; bad: number; duplicate: number; committed: number; withdrawn: number };
  createdAt: Instant; finishedAt: Instant | null; by: { name: string }; committedBy: { name: string } | null; withdrawnBy: { name: string } | null; reason: string | null; sameAs?: string; receipt?: Record<string, unknown>;
};
/** How many records of a batch stand in a state, the first of them by number, and whether a withdrawal takes them back. */
export type Standing = { state: string; label: Label; count: number; withdrawable: boolean; ended: boolean; records: { id: string; no: string }[] };
export type ImportRow = { line: number; status: string; cells: string[]; problems: { field: string | null; column: number | null; code: string; zh: string }[] };

export type Push = { id: string; at: Instant; by: Person; action: string; label: Label; total: number; accepted: number; returned: number; waiting: number };
export type Area = { code: string; name: string; kind: string; parent: string | null; validFrom: Day | null; validTo: Day | null; successor: string | null; gb: boolean | string };
export type Body = {
  id: string; name: string; uscc?: string | null; kind: string; level: string; area: AreaRef | string; parent?: BodyRef | null;
  validFrom?: Day | null; validTo?: Day | null; successor?: BodyRef | null; aliases?: string[]; role?: string[] | string;
};
export type BodyDetail = Body & {
  names: { name: string; kind: string; validFrom: Day | null; validTo: Day | null }[];
  predecessors: BodyRef[]; children: BodyRef[]; records: { byState: { state: string; label: Label; count: number }[] }; usccProblem?: Words;
};
export type NewBody = { name: string; uscc?: string; kind: string; level: string; area: string; parentId: string; validFrom: Day };
export type UsccAnswer = { ok: true; value: string } | { ok: false; zh: string; at: number | null };
export type Official = { id: string; name: string; posts: { body: string | BodyRef; title: string; from: Day | null; to: Day | null; head: boolean }[]; idMasked: string };

export type RuleRow = {
  kind: string; key: string; label: Label; version: number; versions: number; effectiveFrom: Day; effectiveTo: Day | null;
  basis: string; source: Words | Law; body: unknown; summary: Words;
};
export type RuleChange = { path: string; label: Words; before: unknown; after: unknown };
export type Look = {
  at: Instant; account: { name: string; body: string | BodyRef }; subject: BodyRef | null; record: { no: string } | null; batch: { id: string; item: Label } | null;
  /** What became of a matter that has ended. */
  ended: { state: Label; action: Label; on: Day } | null;
  purpose: Purpose; because: string; what: string; allowed: boolean;
};
export type Found = { bodies: BodyRef[]; records: Row[] };

/** RFC 9457 problem as the server sends it: `title` and `detail` are Chinese and say what to do next. */
export type ProblemBody = {
  type?: string; title: string; status: number; detail?: string; detailEn?: string; code: string; requestId?: string;
  errors?: { pointer: string; zh: string; en: string }[]; purposes?: Purpose[];
};

export type Occasion = { key: string; label: Label; for: ('body' | 'official')[]; reveals: 'answer' | 'numbers'; version: number; basis: 'law' | 'policy'; source: Law };
export type Occasions = { namesMax: number; items: Occasion[]; columns: Record<'body' | 'official', Label[]> };
export type AnswerKind = 'clear' | 'barred' | 'review';
export type Check = {
  id: string; no: string; occasion: { key: string; label: Label }; kind: 'body' | 'official'; inForce: boolean; fileName: string | null; on: Day; at: Instant; voidOn: Day | null;
  counts: ({ asked: number } & Record<AnswerKind, number>) | null; code: string | null; rule: { version: number; basis: 'law' | 'policy'; source: Law; reveals: 'answer' | 'numbers' } | null;
  /** Of an answer that is over: what was called in and is to be acknowledged. */
  recalls?: { id: string; no: string; answers: string; state: string; stateLabel: Label }[];
};
export type Counted = { no: string; item: string; severity: string; decidedOn: Day | null; isPublic: boolean; disputed?: true; why?: string };
export type CheckLine = { line: number; name: string; code?: string; bodyName?: string; answer: AnswerKind; label: Label; reason?: string; counted?: Counted[]; notCounted?: Counted[]; more?: true };
export type CheckAsked = { occasion: string; kind: 'body' | 'official'; name?: string; code?: string; idNumber?: string; bodyName?: string; purpose?: string; because?: string };
export type Entry = {
  key: string; version: number; basis: 'law' | 'policy'; label: Label; kind: 'restraint' | 'incentive'; for: 'body' | 'official'; levels?: string[]; trigger?: { items?: string[]; severities: string[] }; proportion?: string[];
  proportionSource?: Law; ground?: Label; executor: string; does: Label; lasts?: { amount: number; unit: 'workingDay' | 'day' | 'month' | 'year' }; shown?: Law; source: Law;
};
/** A measure or a lease, with the body that has to handle it. `days` have passed since it came into its state; since the due day, where that was missed. */
export type MeasureLine = {
  register: string; id: string; no: string | null; title: string; state: string; stateLabel: Label; dueOn: Day | null; severity: string | null; entry: Entry | null; body: BodyRef | null; subject: BodyRef | null; personal: boolean;
  /** The finding, and whether the reader may open it. */
  record: { id: string; no: string | null; opens: boolean } | null; startedOn: Day; sinceOn: Day; days: number; purpose: string | null; untilOn: Day | null; cause: Label | null;
};
/** A body on the courts' list, or soon to be: which day of how many it is, whether it has said what it will do, and by what it can be urged. */
export type Debtor = Row & {
  stage: 'before' | 'inEffect'; plan: boolean; urge: { register: string; id: string } | null;
  step: { day: number; of: number; late: number; unit: 'workingDay' | 'day' | 'month' | 'year'; rule: { kind: string; key: string; version: number; label: Label } } | null;
  order: { register: string; id: string; no: string; state: string; stateLabel: Label; open: boolean } | null;
};
/** How many measures of an executor are in a state; of those that are late, how many days the longest is. */
export type MeasureSum = { id: string | null; name: string | null; state: string; count: number; longest: number };
/** `total` counts what the lines are the first of. `answers`: whom eligibility answers told of the finding, and in which lines. */
export type MeasureBoard = { sums: MeasureSum[]; total: number; measures: MeasureLine[]; leases: MeasureLine[]; answers: { body: BodyRef; answers: string; purpose: string; sinceOn: Day }[] };

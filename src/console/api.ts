// 接口客户端: every question and every order of the console, by name. One object, grouped like the contract, so that a page reads
// `api.records.get(register, id)` and the compiler knows the answer. Types come with it; nothing else in the console calls fetch.
import type {
  Area, Batch, Board, Body, BodyDetail, BulkResult, CatalogItem, CatalogSummary, Check, CheckAsked, CheckLine, Count, Day, Debtor, Demo, Detail, Found, ImportRow, Label, LetterOffer, LetterRow, Look, Me, MeasureBoard, NewBody, Occasions, Official, Page,
  Preview, PreviewInput, Push, Register, RepairRow, Row, RuleChange, RuleRow, Standing, Uploaded, UsccAnswer, Work,
} from './contract.ts';
import { fileUrl, query, send } from './http.ts';

export type * from './contract.ts';
export { Problem, asProblem, fileUrl, newKey } from './http.ts';

export type RecordFilters = {
  q?: string; state?: string; item?: string; area?: string; subject?: string; severity?: string; light?: string; mine?: string;
  batch?: string; push?: string; documentNumber?: string; exactArea?: string; by?: 'recent' | 'due'; cursor?: string; limit?: number; purpose?: string; because?: string;
};
/** Why somebody looks at an official's data; kept and shown to that official. */
export type Why = { purpose: string; because: string };
/** The day of a change and the document it rests on. */
export type Dated = { on: Day; document: string };
type Input = Record<string, unknown>;

const at = (strings: TemplateStringsArray, ...parts: string[]): string =>
  strings.reduce((path, text, n) => path + text + (n < parts.length ? encodeURIComponent(parts[n] ?? '') : ''), '');
const post = <T>(path: string, body: unknown = {}, key?: string): Promise<T> => send<T>(path, { method: 'POST', body, ...(key ? { key } : {}) });
const upload = <T>(path: string, file: File, key?: string): Promise<T> => {
  const form = new FormData();
  form.append('file', file, file.name);
  return send<T>(path, { method: 'POST', form, ...(key ? { key } : {}) });
};

export const api = {
  session: {
    get: () => send<Me>('/session'),
    signIn: (login: string, password: string) => post<Me>('/session', { login, password }),
    signOut: () => send<void>('/session', { method: 'DELETE' }),
    demo: () => send<Demo[]>('/session/demo'),
  },
  registers: () => send<Register[]>('/registers'),
  work: () => send<Work>('/work'),
  repairs: () => send<{ mine: RepairRow[]; desk: RepairRow[] }>('/repairs'),
  records: {
    list: (register: string, filters: RecordFilters = {}) => send<Page<Row> & { withoutPersons?: boolean }>(at`/records/${register}` + query(filters)),
    board: (register: string) => send<Board>(at`/records/${register}/board`),
    get: (register: string, id: string, why?: Why) => send<Detail>(at`/records/${register}/${id}` + query({ ...why })),
    start: (register: string, action: string, input: Input, key?: string) => post<Detail>(at`/records/${register}/actions/${action}`, { input }, key),
    act: (register: string, id: string, action: string, input: Input, seq?: number, key?: string) =>
      post<Detail>(at`/records/${register}/${id}/actions/${action}`, { input, ...(seq === undefined ? {} : { seq }) }, key),
    bulk: (register: string, action: string, ids: string[], input: Input, key?: string) =>
      post<BulkResult>(at`/records/${register}/bulk/${action}`, { ids, input }, key),
    preview: (id: string, input: PreviewInput, register = 'dishonesty-record') => post<Preview>(at`/records/${register}/${id}/preview`, input),
  },
  attachments: { upload: (file: File) => upload<Uploaded>('/attachments', file), url: (id: string) => fileUrl(at`/attachments/${id}`) },
  letters: {
    list: (register: string, id: string) => send<{ letters: LetterRow[]; offers: LetterOffer[] }>(at`/records/${register}/${id}/letters`),
    preview: (register: string, id: string, kind: string, fields: Record<string, string>) => post<{ paragraphs: string[]; missing: string[] }>(at`/records/${register}/${id}/letters/preview`, { kind, fields }),
    issue: (register: string, id: string, kind: string, fields: Record<string, string>) => post<{ id: string; no: string }>(at`/records/${register}/${id}/letters`, { kind, fields }),
    url: (id: string, file: 'letter.pdf' | 'letter.docx' | 'letter-proof.json') => fileUrl(at`/letters/${id}/${file}`),
  },
  catalog: {
    list: (on?: Day) => send<CatalogSummary[]>('/catalog' + query({ on })),
    get: (item: string) => send<CatalogItem>(at`/catalog/${item}`),
    templateUrl: (item: string) => fileUrl(at`/catalog/${item}/template.xlsx`),
  },
  imports: {
    list: () => send<{ items: Batch[] }>('/imports'),
    get: (id: string) => send<Batch>(at`/imports/${id}`),
    upload: (item: string, file: File, key?: string) => upload<Batch>('/imports' + query({ item }), file, key),
    map: (id: string, mapping: Record<string, string | null>) => post<Batch>(at`/imports/${id}/mapping`, { mapping }),
    rows: (id: string, status?: string, cursor?: string, why?: Why) => send<Page<ImportRow>>(at`/imports/${id}/rows` + query({ status, cursor, ...why })),
    standing: (id: string) => send<{ items: Standing[] }>(at`/imports/${id}/standing`),
    errorsUrl: (id: string) => fileUrl(at`/imports/${id}/errors.xlsx`),
    commit: (id: string, mode: 'valid' | 'all', key?: string) => post<Batch>(at`/imports/${id}/commit`, { mode }, key),
    withdraw: (id: string, reason: string, key?: string) => post<Batch>(at`/imports/${id}/withdraw`, { reason }, key),
    cancel: (id: string) => post<Batch>(at`/imports/${id}/cancel`),
  },
  measures: (asked: { record?: string | undefined; state?: string | undefined; executor?: string | undefined } = {}) => send<MeasureBoard>('/measures' + query(asked)),
  debtors: () => send<{ items: Debtor[]; count: Count; item: Label | null }>('/judgment-debtors'),
  pushes: () => send<{ items: Push[] }>('/pushes'),
  areas: () => send<Area[]>('/areas'),
  area: {
    add: (change: { code: string; name: string; kind: string; parent: string } & Dated) => post<{ code: string }>('/areas', change),
    change: (code: string, change: { name?: string; parent?: string } & Dated) => post<{ code: string }>(at`/areas/${code}/change`, change),
    end: (code: string, change: { successor: string } & Dated) => post<{ code: string }>(at`/areas/${code}/end`, change),
  },
  bodies: {
    list: (filters: { q?: string; area?: string; level?: string; cursor?: string } = {}) => send<Page<Body>>('/bodies' + query(filters)),
    get: (id: string) => send<BodyDetail>(at`/bodies/${id}`),
    create: (body: NewBody) => post<BodyDetail>('/bodies', body),
    rename: (id: string, change: { name: string; on: Day; document: string }) => post<BodyDetail>(at`/bodies/${id}/rename`, change),
    merge: (id: string, change: { into: string; on: Day; document: string }) => post<BodyDetail>(at`/bodies/${id}/merge`, change),
    code: (id: string, change: { uscc: string } & Dated) => post<{ id: string }>(at`/bodies/${id}/code`, change),
    move: (id: string, change: { parentId?: string; area?: string } & Dated) => post<{ id: string }>(at`/bodies/${id}/move`, change),
    end: (id: string, change: { into: string[] } & Dated) => post<{ id: string }>(at`/bodies/${id}/end`, change),
  },
  uscc: (code: string) => send<UsccAnswer>(at`/uscc/${code}`),
  officials: (q: string, why: Why) => send<{ items: Official[] }>('/officials' + query({ q, ...why })),
  rules: {
    list: (filters: { kind?: string; on?: Day } = {}) => send<RuleRow[]>('/rules' + query(filters)),
    get: (kind: string, key: string) => send<{ versions: RuleRow[] }>(at`/rules/${kind}/${key}`),
    compare: (kind: string, key: string, a: number, b: number) => send<RuleChange[]>(at`/rules/${kind}/${key}/compare` + query({ a, b })),
    exportUrl: () => fileUrl('/rules/export'),
    templateUrl: (key: string, version: number) => fileUrl(at`/rules/letter/${key}/template.docx` + query({ version })),
  },
  looks: {
    list: (filters: { subject?: string; account?: string; allowed?: string; cursor?: string } = {}) => send<Page<Look>>('/looks' + query(filters)),
    mine: () => send<{ items: Look[] }>('/looks/mine'),
  },
  eligibility: {
    occasions: () => send<Occasions>('/eligibility/occasions'),
    list: () => send<{ items: Check[] }>('/eligibility'),
    get: (id: string) => send<Check>(at`/eligibility/${id}`),
    ask: (asked: CheckAsked, key?: string) => post<Check>('/eligibility', asked, key),
    upload: (asked: Omit<CheckAsked, 'name'>, file: File, key?: string) => upload<Check>('/eligibility/batch' + query(asked), file, key),
    lines: (id: string, answer?: string, cursor?: string) => send<Page<CheckLine>>(at`/eligibility/${id}/lines` + query({ answer, cursor })),
    resultUrl: (id: string) => fileUrl(at`/eligibility/${id}/result.xlsx`),
    letterUrl: (id: string, file: 'letter.pdf' | 'letter.docx' | 'letter-proof.json') => fileUrl(at`/eligibility/${id}/${file}`),
    answerUrl: (id: string) => fileUrl(at`/eligibility/${id}/answer.json`),
  },
  mine: () => send<{ records: Row[]; looks: Look[] }>('/mine'),
  search: (q: string, signal?: AbortSignal) => send<Found>('/search' + query({ q }), signal ? { signal } : {}),
};

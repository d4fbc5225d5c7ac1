/**
 * 查询: lists and details of records. Every staff query carries the actor's bounds; none can be written without them,
 * because the only way to a list is through here.
 */
import type { Actor, Grant, Role, Scope } from '../core/actor.ts';
import { fail, getValue } from '../core/problem.ts';
import { grantsFor } from '../core/lifecycle.ts';
import type { ActionDef, Register, StateDef } from '../core/register.ts';
import { toTsquery } from '../core/words.ts';
import type { Asked } from './db.ts';
import { isOwn, readable, type RecordRow } from './rows.ts';

/** Most rows of one page. */
export const pageMax = 200;
/** Counts stop here: an exact count of a common word costs more than it tells. */
export const countMax = 1000;

export interface Filter {
  readonly q?: string;
  readonly states?: readonly string[];
  readonly item?: string;
  readonly areas?: ReadonlySet<string>;
  readonly subjectId?: string;
  readonly severity?: string;
  readonly dueBefore?: string;
  readonly dueFrom?: string;
  readonly maker?: string;
  readonly batchId?: string;
  readonly pushId?: string;
  readonly documentNumber?: string;
  readonly no?: string;
  /** Leaves out records about persons: a list that was searched by name would answer about a person without a purpose. `others`: only those that another body made. */
  readonly withoutPersons?: 'all' | 'others';
  /** Only what is about persons other than the actor. */
  readonly personal?: true;
  /** Only what has a clock that stands still. */
  readonly paused?: true;
  /** Only what waits for this actor: a state in which they have an action that is not merely at will. */
  readonly duty?: true;
  /** Records that went through an action in a month, `YYYY-MM`. */
  readonly acted?: { readonly action: string; readonly month: string };
}

type Bind = (value: unknown) => string;

/** The SQL condition that keeps a query inside what the actor may read; 'false' when nothing. Parameters are bound only for what is used. */
export function boundsOf(actor: Actor, register: Register, bind: Bind): string {
  const reached = reachOf(actor, register, bind);
  return register.keepsAway !== true || reached === 'false' || actor.bodyId === null ? reached : `(${reached} and away_from is distinct from ${bind(actor.bodyId)})`;
}

function reachOf(actor: Actor, register: Register, bind: Bind): string {
  const states = Object.entries(register.states as Record<string, StateDef<any, any>>);
  const hidden = states.filter(([, s]) => s.private === true).map(([key]) => key);
  const open = openBound(register.reads.filter((grant) => !isOwn(grant)).map((grant) => boundOf(actor, grant)), bind);
  if (open === 'true' && hidden.length === 0) return 'true';
  const own = register.reads.filter(isOwn).map((grant) => boundOf(actor, grant)).filter((b) => typeof b === 'function').map((b) => b(bind));
  const shown = open === 'false' ? [] : [hidden.length === 0 ? open : `(not state = any(${bind(hidden)}) and ${open})`];
  const told = states.filter(([, s]) => s.toldSubject === true).map(([key]) => key);
  const selves = [actor.roles.includes('contact') ? actor.bodyId : null, actor.roles.includes('official') ? actor.personId : null].filter((id) => id !== null);
  const self = selves.length > 0 && told.length > 0 ? [`(subject_id = any(${bind(selves)}::uuid[]) and state = any(${bind(told)}))`] : [];
  const parts = [...own, ...shown, ...self];
  return parts.length === 0 ? 'false' : `(${parts.join(' or ')})`;
}

function openBound(bounds: readonly (boolean | ((bind: Bind) => string))[], bind: Bind): string {
  if (bounds.includes(true)) return 'true';
  const parts = bounds.filter((b) => typeof b === 'function').map((b) => b(bind));
  return parts.length === 0 ? 'false' : `(${parts.join(' or ')})`;
}

/** All, nothing, or a condition. */
function boundOf(actor: Actor, grant: Grant): boolean | ((bind: Bind) => string) {
  const [role, scope] = grant.split('@') as [Role, Scope];
  if (!actor.roles.includes(role)) return false;
  const { areas } = actor;
  const inAreas = areas === 'all' ? true : (bind: Bind): string => `area_code = any(${bind([...areas])})`;
  switch (scope) {
    case 'any': return true;
    case 'own': return (bind) => `maker_body = ${bind(actor.bodyId)}`;
    case 'handling': return (bind) => `handler_body = ${bind(actor.bodyId)}`;
    case 'self': return (bind) => `subject_id = any(${bind([actor.bodyId, actor.personId].filter((id) => id !== null))}::uuid[])`;
    case 'stead': return (actor.standsFor ?? []).length > 0 && ((bind) => `(${barredSql} && ${bind(actor.standsFor)}::uuid[]${inAreas === true ? '' : ` and ${inAreas(bind)}`})`);
    case 'jurisdiction': return inAreas;
    case 'town': case 'county': case 'city': return actor.level === scope ? inAreas : false;
  }
}

/** Whoever judges nothing in a record. */
const barredSql = 'coalesce(barred, array[subject_id])';

interface Duty {
  readonly state: string;
  readonly grant: Grant;
  /** It is theirs only while this request stands unanswered. */
  readonly asked?: string;
  /** It is a step of judging, and nobody's who is barred. */
  readonly judges?: true;
  /** It is theirs only where no body has to handle the record. */
  readonly unhandled?: true;
}

/** What makes a record in a state somebody's duty, once each. */
export function dutiesOf(register: Register): readonly Duty[] {
  const duties = new Map<string, Duty>();
  for (const action of Object.values(register.actions) as ActionDef<any, any, any, any>[]) {
    if (action.from === 'nothing' || action.atWill === true) continue;
    const asked = action.answers as string | undefined;
    for (const state of action.from as readonly string[]) for (const grant of grantsFor(action, state)) {
      const duty: Duty = { state, grant, ...(asked === undefined ? {} : { asked }), ...(action.judges === undefined ? {} : { judges: true }), ...(action.atWill === undefined ? {} : { unhandled: true }) };
      duties.set(JSON.stringify(duty), duty);
    }
  }
  return [...duties.values()];
}

function dutyBounds(actor: Actor, register: Register, bind: Bind): string {
  const parts = dutiesOf(register).flatMap(({ state, grant, asked, judges, unhandled }) => {
    const bound = boundOf(actor, grant);
    if (bound === false) return [];
    const all = [`state = ${bind(state)}`, ...(asked === undefined ? [] : [`asked = ${bind(asked)}`]), ...(unhandled === undefined ? [] : ['handler_body is null']), ...(bound === true ? [] : [bound(bind)]), ...(judges === undefined ? [] : [`not ${barredSql} && ${bind([actor.bodyId, actor.personId].filter((id) => id !== null))}::uuid[]`])];
    return [`(${all.join(' and ')})`];
  });
  return parts.length === 0 ? 'false' : `(${parts.join(' or ')})`;
}

function conditions(actor: Actor, register: Register, f: Filter, bind: Bind): string[] {
  const all = [`register = ${bind(register.id)}`, boundsOf(actor, register, bind)];
  const equal: [string, unknown][] = [['item', f.item], ['subject_id', f.subjectId], ['severity', f.severity], ['maker', f.maker], ['batch_id', f.batchId], ['document_number', f.documentNumber]];
  for (const [column, value] of equal) if (value !== undefined) all.push(`${column} = ${bind(value)}`);
  if (f.withoutPersons !== undefined) all.push(`(not personal or subject_id = ${bind(actor.personId)}${f.withoutPersons === 'others' ? ` or maker_body = ${bind(actor.bodyId)}` : ''})`);
  if (f.personal === true) all.push(`personal and subject_id is distinct from ${bind(actor.personId)}`);
  if (f.duty === true) all.push(dutyBounds(actor, register, bind));
  if (f.paused === true) all.push('due_on is null and due is not null');
  if (f.states !== undefined) all.push(`state = any(${bind(f.states)})`);
  if (f.areas !== undefined) all.push(`area_code = any(${bind([...f.areas])})`);
  if (f.dueBefore !== undefined) all.push(`due_on < ${bind(f.dueBefore)}`);
  if (f.dueFrom !== undefined) all.push(`due_on >= ${bind(f.dueFrom)}`);
  if (f.pushId !== undefined) all.push(`id in (select record_id from rc.entry where push_id = ${bind(f.pushId)})`);
  if (f.acted !== undefined) {
    const from = bind(`${f.acted.month}-01`);
    all.push(`id in (select e.record_id from rc.entry e where e.register = ${bind(register.id)} and e.action = ${bind(f.acted.action)} and e.on_day >= ${from}::date and e.on_day < ${from}::date + interval '1 month')`);
  }
  if (f.no !== undefined) all.push(`no like ${bind(`${f.no.replace(/[%_\\]/g, '\\$&')}%`)}`);
  const q = f.q?.trim();
  if (q !== undefined && q !== '') all.push(`words @@ ${bind(toTsquery(q))}::tsquery`);
  return all;
}

export interface Page {
  readonly rows: readonly RecordRow[];
  readonly next: string | null;
}

const columns = 'register, id, no, seq, version, state, title, item, subject_id, area_code, maker, maker_body, handler_body, away_from, barred, disputed, document_number, decided_on, severity, due_on, due, push_id, batch_id, personal, created_at, updated_at';

/** @throws ProblemError for what no page gave out. */
function readCursor(cursor: string): [string, string] {
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown];
    if (typeof at === 'string' && /^\d{4}-\d{2}-\d{2}( ([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?[-+]\d{2}(:\d{2})?)?$/.test(at) && !Number.isNaN(Date.parse(at.slice(0, 10))) && typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id)) return [at, id];
  } catch {
    // Said below.
  }
  return getValue(fail('invalid', 'bad-cursor', '翻页位置无效，请从第一页重新查询', 'The cursor is not one that a page gave out'));
}

/** One page of a register, newest first or by due day, after an opaque cursor. */
export async function listRecords(db: Asked, actor: Actor, register: Register, filter: Filter, page: { cursor?: string; limit: number; by?: 'recent' | 'due' }): Promise<Page> {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const where = conditions(actor, register, filter, bind);
  const byDue = page.by === 'due';
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor);
  if (byDue) where.push('due_on is not null');
  if (after !== undefined) where.push(byDue ? `(due_on, id) > (${bind(after[0])}::date, ${bind(after[1])}::uuid)` : `(updated_at, id) < (${bind(after[0])}::timestamptz, ${bind(after[1])}::uuid)`);
  const limit = Math.min(page.limit, pageMax);
  const { rows } = await db.query<RecordRow & { at: string }>(
    `select ${columns}, updated_at::text as at from rc.record where ${where.join(' and ')} order by ${byDue ? 'due_on, id' : 'updated_at desc, id desc'} limit ${limit + 1}`, values);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const next = last === undefined ? null : Buffer.from(JSON.stringify([byDue ? last.due_on : last.at, last.id])).toString('base64url');
  return { rows: rows.slice(0, limit), next };
}

export interface Count {
  readonly value: number;
  readonly capped: boolean;
}

export async function countRecords(db: Asked, actor: Actor, register: Register, filter: Filter): Promise<Count> {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const where = conditions(actor, register, filter, bind);
  const { rows } = await db.query<{ n: number }>(`select count(*) as n from (select 1 from rc.record where ${where.join(' and ')} limit ${countMax + 1}) as capped`, values);
  const n = rows[0]?.n ?? 0;
  return { value: Math.min(n, countMax), capped: n > countMax };
}

export const isId = (id: string | undefined): id is string => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id ?? '');

/** A record the actor may read; undefined when there is none or it is out of bounds: the two look the same from outside. */
export async function findRecord(db: Asked, actor: Actor, register: Register, id: string): Promise<RecordRow | undefined> {
  if (!isId(id)) return undefined;
  const { rows: [row] } = await db.query<RecordRow>({ name: 'record', text: 'select * from rc.record where register = $1 and id = $2', values: [register.id, id] });
  return row !== undefined && readable(actor, register, row) ? row : undefined;
}

export interface EntryRow {
  readonly n: number;
  readonly action: string;
  readonly by_account: string | null;
  readonly by_name: string | null;
  readonly body_name: string | null;
  readonly at: Date;
  readonly on_day: string;
  readonly state_from: string | null;
  readonly state_to: string;
  readonly due_on: string | null;
  readonly version: number;
  readonly rules: readonly { kind: string; key: string; version: number }[];
  /** null once the content was sealed. */
  readonly content: { readonly input: Readonly<Record<string, unknown>>; readonly before?: Readonly<Record<string, unknown>> } | null;
}

/** The history of a record, oldest first. */
export async function listEntries(db: Asked, register: Register, id: string): Promise<EntryRow[]> {
  const { rows } = await db.query<EntryRow>({
    name: 'entries',
    text: `select e.n, e.action, e.by_account, a.name as by_name, b.name as body_name, e.at, e.on_day, e.state_from, e.state_to, e.due_on, e.version, e.rules, c.body as content
      from rc.entry e left join rc.account a on a.id = e.by_account left join rc.subject b on b.id = e.by_body
      left join rc.entry_content c on (c.register, c.record_id, c.n) = (e.register, e.record_id, e.n) where e.register = $1 and e.record_id = $2 order by e.n`,
    values: [register.id, id],
  });
  return rows;
}

/**
 * 关联: what a record is about, who did what to it and to what it is linked with, and which bodies the directory finds for it.
 * The matter that a record is about is always locked before the record itself, so that two chains never wait for each other.
 */
import type { Actor } from '../core/actor.ts';
import type { Holder, Sought } from '../core/effect.ts';
import { fail } from '../core/problem.ts';
import type { AboutFacts, ActionDef, Deed, Register, StateDef, SubjectFacts } from '../core/register.ts';
import { reveal } from './conceal.ts';
import { type Asked, refuse, type Tx } from './db.ts';
import type { House } from './house.ts';
import { insteadLink, readable, type RecordRow } from './rows.ts';
import { seal, unsealed } from './disclose.ts';

const far = new WeakMap<Register, readonly string[]>();
/** What of other matters a register keeps people apart from: `register.action`. */
function farOf(register: Register): readonly string[] {
  const known = far.get(register) ?? [...new Set((Object.values(register.actions) as ActionDef<any, any, any, any>[]).flatMap(({ apart = [] }) => apart.filter((each) => each.includes('.'))))];
  far.set(register, known);
  return known;
}

const ownDeeds = `select record_id, n, action, by_account from rc.entry where register = $1 and record_id = any($2::uuid[])
      union all select r.id, 0, e.action, b.by_account from rc.record r join rc.batch b on b.id = r.batch_id join rc.entry e on (e.register, e.record_id, e.n) = (r.register, r.id, 1) where r.register = $1 and r.id = any($2::uuid[])
      union all select r.id, -1, e.action, e.by_account from rc.record r join rc.link l on (l.to_register, l.to_id, l.kind) = (r.register, r.id, '${insteadLink}')
        join rc.entry e on (e.register, e.record_id, e.by_body) = (l.from_register, l.from_id, r.maker_body) where r.register = $1 and r.id = any($2::uuid[])`;
/** What a matter is linked with, what its own is about took the place of, and what else is about the same. */
const nearDeeds = `select near.id, -2, e.register || '.' || e.action, e.by_account from (
        select l.to_id as id, l.from_register as register, l.from_id as other from rc.link l where l.to_register = $1 and l.to_id = any($2::uuid[])
        union select l.from_id, l.to_register, l.to_id from rc.link l where l.from_register = $1 and l.from_id = any($2::uuid[])
        union select l.to_id, i.from_register, i.from_id from rc.link l join rc.link i on (i.to_register, i.to_id, i.kind) = (l.from_register, l.from_id, '${insteadLink}') where l.to_register = $1 and l.to_id = any($2::uuid[])
        union select l.to_id, s.to_register, s.to_id from rc.link l join rc.link s on (s.from_register, s.from_id) = (l.from_register, l.from_id) and s.kind in (s.to_register, 'of') and s.to_id <> l.to_id
          where l.to_register = $1 and l.to_id = any($2::uuid[]) and l.kind in ($1, 'of')
      ) near join rc.entry e on (e.register, e.record_id) = (near.register, near.other) where e.register || '.' || e.action = any($3)`;

/**
 * Who did what on records, oldest first: what "three different people" and open requests are judged by. Whoever brought in the table that a record came from, and
 * whoever of the maker's body worked on the record that it takes the place of, had a hand in it as well. What the register keeps people apart from in other matters
 * is named `register.action`.
 */
export async function deedsOf(db: Asked, register: Register, ids: readonly string[]): Promise<(Deed & { readonly record_id: string })[]> {
  const wanted = farOf(register);
  const [name, all, more] = wanted.length === 0 ? ['own-deeds', ownDeeds, []] : ['deeds', `${ownDeeds} union all ${nearDeeds}`, [wanted]];
  const { rows } = await db.query<Deed & { record_id: string }>({ name, text: `select record_id, action, by_account as by from (${all}) deed order by record_id, n`, values: [register.id, ids, ...more] });
  return rows;
}

const gone = () => refuse(fail('invalid', 'no-such-matter', '没有找到所针对的事项：可能已经终止，或不在您的可见范围内，请核对编号', 'The matter it is about was not found within your scope'));

/** Locks and reads the matter that a record is, or is to be, about. */
export async function lockAbout(tx: Tx, house: House, register: Register, actor: Actor, sofar: Readonly<Record<string, unknown>>, id?: string): Promise<AboutFacts | null> {
  const starting = id === undefined;
  const at = register.about?.(sofar) ?? (id !== undefined && sofar['sealed'] === true ? await linkedTo(tx, register.id, id) : undefined);
  if (at === undefined) return null;
  const other = house.registers[at.register];
  await lockAncestors(tx, house, at);
  const { rows: [row] } = other === undefined || !/^[0-9a-f-]{36}$/.test(at.id) ? { rows: [] } : await tx.query<RecordRow>('select * from rc.record where register = $1 and id = $2 for update', [at.register, at.id]);
  if (row === undefined) return starting ? gone() : null;
  if (starting && actor.accountId !== null && !readable(actor, other as Register, row)) return gone();
  return aboutOf(house, row);
}

/** What a sealed matter is about: its content says so no longer, its link does. */
async function linkedTo(tx: Tx, register: string, id: string): Promise<{ readonly register: string; readonly id: string } | undefined> {
  const { rows: [at] } = await tx.query<{ register: string; id: string }>('select from_register as register, from_id as id from rc.link where to_register = $1 and to_id = $2 and kind = $1', [register, id]);
  return at;
}

/** What it is about in turn is locked first, from the root on; what a record is about never changes, so it is read before. */
async function lockAncestors(tx: Tx, house: House, at: { readonly register: string; readonly id: string }): Promise<void> {
  const register = house.registers[at.register];
  if (register?.about === undefined || !/^[0-9a-f-]{36}$/.test(at.id)) return;
  const { rows: [row] } = await tx.query<{ data: Readonly<Record<string, unknown>> }>('select data from rc.record where register = $1 and id = $2', [at.register, at.id]);
  const above = register.about(row?.data ?? {});
  if (above === undefined || !/^[0-9a-f-]{36}$/.test(above.id)) return;
  await lockAncestors(tx, house, above);
  await tx.query('select from rc.record where register = $1 and id = $2 for update', [above.register, above.id]);
}

/** The matter that a record is to be about, for whoever may see it, before anything is begun; null where there is none for them. */
export async function findAbout(db: Asked, house: House, register: Register, actor: Actor, input: Readonly<Record<string, unknown>>): Promise<{ readonly row: RecordRow; readonly about: AboutFacts } | null> {
  const at = register.about?.(input);
  const other = at === undefined ? undefined : house.registers[at.register];
  if (at === undefined || other === undefined || !/^[0-9a-f-]{36}$/.test(at.id)) return null;
  const { rows: [row] } = await db.query<RecordRow>('select * from rc.record where register = $1 and id = $2', [at.register, at.id]);
  return row !== undefined && readable(actor, other, row) ? { row, about: aboutOf(house, row) } : null;
}

/** A row as others are about it. */
export const aboutOf = (house: House, row: RecordRow): AboutFacts => ({
  register: row.register, id: row.id, no: row.no, state: row.state, title: row.title, item: row.item, severity: row.severity, documentNumber: row.document_number, decidedOn: row.decided_on,
  subjectId: row.subject_id, makerBody: row.maker_body, areaCode: row.area_code, personal: row.personal, sofar: reveal(house, row.data),
});

/** Ties a new record to the matter it is about, and to what that one is about in turn. */
export async function linkAbout(tx: Tx, register: string, id: string, about: AboutFacts): Promise<void> {
  await tx.query('insert into rc.link (from_register, from_id, to_register, to_id, kind) values ($1, $2, $3, $4, $3) on conflict do nothing', [about.register, about.id, register, id]);
  await tx.query(
    `insert into rc.link (from_register, from_id, to_register, to_id, kind) select from_register, from_id, $3, $4, 'of' from rc.link where (to_register, to_id) = ($1, $2) on conflict do nothing`,
    [about.register, about.id, register, id]);
}

/** With a matter everything that was about it and has ended is sealed: it says what the matter said. What is still open follows at its own end. */
export async function sealWith(tx: Tx, house: House, { register, id, keepUntil, now }: { register: string; id: string; keepUntil: string | null; now: Date }): Promise<void> {
  const { rows } = await tx.query<RecordRow>(
    `select r.* from rc.link l join rc.record r on (r.register, r.id) = (l.to_register, l.to_id) where (l.from_register, l.from_id) = ($1, $2) and l.kind in (l.to_register, 'of') and not r.data ? 'sealed' order by r.id`, [register, id]);
  for (const row of rows) {
    const state = house.registers[row.register]?.states[row.state] as StateDef<any, any> | undefined;
    if (state?.end === true) await seal(tx, house, { register: row.register, id: row.id, data: reveal(house, row.data), keepUntil, subjectId: row.subject_id, aboutPerson: row.personal, now });
  }
}

/** The content of a record as a decision sees it; sealed content only where the action opens it. */
export async function contentOf(tx: Tx, house: House, row: RecordRow, unseals: boolean): Promise<Readonly<Record<string, unknown>>> {
  return row.data['sealed'] === true && unseals ? unsealed(tx, house, row.register, row.id) : reveal(house, row.data);
}

/** The body that the directory has for a duty, nearest first, or above another body. */
export async function findSought(db: Asked, sought: Sought): Promise<string | undefined> {
  if ('superiorOf' in sought) {
    const { rows: [above] } = await db.query<{ id: string }>(
      `select coalesce(s.parent_id, (select g.id from rc.subject g where g.kind = 'body' and g.body_kind = 'government' and g.valid_to is null and g.id <> s.id
         and g.area_code in (s.area_code, (select parent from rc.area a where a.code = s.area_code)) order by g.area_code = s.area_code desc limit 1)) as id from rc.subject s where s.id = $1`, [sought.superiorOf]);
    return above?.id ?? undefined;
  }
  const { rows: [body] } = await db.query<{ id: string }>(
    `with recursive up (code, n) as (select $1::text, 0 union all select a.parent, n + 1 from up join rc.area a on a.code = up.code where a.parent is not null)
     select s.id from up join rc.subject s on s.area_code = up.code and s.kind = 'body' and s.valid_to is null and $2 = any(s.duties) order by up.n, s.slug limit 1`, [sought.areaCode, sought.duty]);
  return body?.id;
}

/** How many records of another register about the same subject stand as a register wants to know. */
export async function countedFor(db: Asked, { counts }: Register, subject: SubjectFacts | null): Promise<number> {
  if (counts === undefined || subject === null) return 0;
  const { rows: [row] } = await db.query<{ n: number }>('select count(*)::int as n from rc.record where register = $1 and subject_id = $2 and state = any($3)', [counts.register, subject.id, counts.states]);
  return row?.n ?? 0;
}

/** Who headed a body, or was directly responsible in it, on a day: by the posts of that day, whoever holds them since. One who was both counts as head. */
export async function holdersOf(db: Asked, bodyId: string, on: string): Promise<Holder[]> {
  const { rows } = await db.query<Holder>(
    `select distinct on (p.official_id) p.official_id as "personId", b.name as "bodyName", p.title as post, case when p.is_head then 'head' else 'direct' end as bearing
     from rc.post p join rc.subject b on b.id = p.body_id
     where p.body_id = $1 and (p.is_head or p.is_direct) and coalesce(p.valid_from, '-infinity'::date) <= $2::date and coalesce(p.valid_to, 'infinity'::date) >= $2::date
     order by p.official_id, p.is_head desc, p.valid_from desc nulls last`, [bodyId, on]);
  return rows;
}

/**
 * 主体比对: from what a source wrote to the subject in the directory. Codes and identity numbers decide first, full and
 * other names next; two people of one name are never merged here, they go to a person.
 */
import type { CatalogItem, FactRole } from '../core/catalog.ts';
import type { Unresolved } from '../core/effect.ts';
import type { FieldError } from '../core/problem.ts';
import type { SubjectFacts } from '../core/register.ts';
import type { Asked } from '../store/db.ts';
import { blindIndex, type Keys } from '../store/keys.ts';

export type Resolved =
  | { readonly kind: 'one'; readonly subject: SubjectFacts }
  | { readonly kind: 'many'; readonly unresolved: Unresolved }
  | { readonly kind: 'none'; readonly error: FieldError };

type Facts = Readonly<Record<string, unknown>>;
const keyAs = (item: CatalogItem, role: FactRole): string | undefined => item.fields.find((f) => f.as === role)?.key;
const text = (facts: Facts, key: string | undefined): string | undefined => {
  const value = key === undefined ? undefined : facts[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Every body by code and by any of its names: one load serves a whole batch. */
export interface BodyIndex {
  readonly byCode: ReadonlyMap<string, SubjectFacts>;
  readonly byName: ReadonlyMap<string, readonly SubjectFacts[]>;
  readonly byId: ReadonlyMap<string, SubjectFacts>;
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  /** Those that have ended: on which day, and who answers for them since. */
  readonly ended: ReadonlyMap<string, { readonly on: string; readonly heir: string | null }>;
}

export async function loadBodyIndex(db: Asked): Promise<BodyIndex> {
  const { rows } = await db.query<SubjectFacts & { names: string[]; validTo: string | null; heir: string | null }>(`select s.id, s.kind, s.name, s.uscc, s.area_code as "areaCode", a.name as "areaName", s.level, s.valid_to as "validTo",
    (select name from rc.subject n where n.id = s.successor_id) as heir, array(select name from rc.subject_name n where n.subject_id = s.id) as names from rc.subject s join rc.area a on a.code = s.area_code where s.kind = 'body'`);
  const byCode = new Map<string, SubjectFacts>();
  const byName = new Map<string, SubjectFacts[]>();
  const byId = new Map<string, SubjectFacts>();
  const names = new Map<string, Set<string>>();
  const ended = new Map<string, { on: string; heir: string | null }>();
  for (const { names: all, validTo, heir, ...s } of rows) {
    if (validTo !== null) ended.set(s.id, { on: validTo, heir });
    byId.set(s.id, s);
    if (s.uscc !== null) byCode.set(s.uscc, s);
    const own = new Set([s.name, ...all]);
    names.set(s.id, own);
    for (const name of own) byName.set(name, [...(byName.get(name) ?? []), s]);
  }
  return { byCode, byName, byId, names, ended };
}

const none = (field: string, zh: string, en: string): Resolved => ({ kind: 'none', error: { pointer: `facts.${field}`, zh, en } });

/** Matches a body by code, then by name; a code and a name that belong to two bodies are refused, as is a short name that many bear. */
export function resolveBody(index: BodyIndex, item: CatalogItem, facts: Facts): Resolved {
  const nameKey = keyAs(item, 'subjectName') ?? 'subjectName';
  const codeKey = keyAs(item, 'subjectCode') ?? nameKey;
  const name = text(facts, nameKey);
  const code = text(facts, keyAs(item, 'subjectCode'));
  const coded = code === undefined ? undefined : index.byCode.get(code);
  // Where the directory has no code for the body yet, its exact full name says which it is.
  const uncoded = code === undefined || coded !== undefined || name === undefined ? [] : (index.byName.get(name) ?? []).filter((s) => s.uscc === null && s.name === name);
  if (uncoded.length === 1) return { kind: 'one', subject: uncoded[0] as SubjectFacts };
  if (code !== undefined && coded === undefined) return none(codeKey, `未查询到统一社会信用代码为“${code}”的单位，请核对代码或先在名录中登记`, 'No body with this code');
  if (coded !== undefined) {
    if (name !== undefined && index.names.get(coded.id)?.has(name) === false) {
      return none(nameKey, `名称与代码不匹配：该代码属于“${coded.name}”，请核对名称或代码`, 'Name and code belong to different bodies');
    }
    return { kind: 'one', subject: coded };
  }
  const named = name === undefined ? [] : (index.byName.get(name) ?? []);
  if (named.length === 1) return { kind: 'one', subject: named[0] as SubjectFacts };
  if (named.length > 1) return none(nameKey, `名录中有 ${named.length} 个单位叫“${name}”，请填写全称或统一社会信用代码`, 'Several bodies bear this name');
  return none(nameKey, `名录中未查询到“${name ?? ''}”，请核对全称，或填写统一社会信用代码`, 'No body of this name');
}

/** What is to be said of a document about a body that had ended when it was made: it may well be the successor's. */
export function lateFor({ ended }: BodyIndex, item: CatalogItem, subject: SubjectFacts, facts: Facts): string | undefined {
  const end = ended.get(subject.id);
  const decidedOn = text(facts, keyAs(item, 'decidedOn'));
  if (end === undefined || decidedOn === undefined || decidedOn <= end.on) return undefined;
  return `“${subject.name}”已于 ${end.on} 终止，早于文书日期${end.heir === null ? '' : `，由“${end.heir}”承继`}；请核对是否应记在${end.heir === null ? '其他单位' : '承继单位'}名下`;
}

interface Person extends SubjectFacts {
  readonly about: string;
}

/** Matches an official: an identity number decides; without one, a name alone never does, even when only one person bears it. */
export async function resolveOfficial(db: Asked, keys: Keys, item: CatalogItem, facts: Facts): Promise<Resolved> {
  const nameKey = keyAs(item, 'subjectName') ?? 'subjectName';
  const name = text(facts, nameKey) ?? '';
  const number = text(facts, keyAs(item, 'personIdNumber'));
  const sql = `select s.id, s.kind, s.name, s.uscc, s.area_code as "areaCode", coalesce(a.name, '') as "areaName", s.level,
    coalesce((select string_agg(b.name || ' ' || p.title, '；' order by p.valid_from desc) from rc.post p join rc.subject b on b.id = p.body_id where p.official_id = s.id), '') as about
    from rc.subject s left join rc.area a on a.code = s.area_code left join rc.official o on o.subject_id = s.id where s.kind = 'official' and `;
  if (number !== undefined) {
    const { rows: [found] } = await db.query<Person>(`${sql} o.id_index = $1`, [blindIndex(keys, 'id-number', number)]);
    if (found !== undefined && found.name !== name) return none(nameKey, '姓名与公民身份号码不匹配，请核对后重填', 'Name and identity number belong to different people');
    if (found !== undefined) return { kind: 'one', subject: found };
  }
  const { rows } = await db.query<Person>(`${sql} s.name = $1`, [name]);
  const hint = ['body', 'unit', 'employer', 'post', 'title', 'position'].map((k) => text(facts, k)).filter(Boolean).join(' ');
  const candidates = rows.map(({ id, name: n, about }) => ({ id, name: n, about }));
  return { kind: 'many', unresolved: { name, candidates, ...(hint === '' ? {} : { hint }) } };
}

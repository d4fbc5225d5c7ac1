/**
 * 名册逐行比对: what a row of the staff list means for the directory: a person known by number, one of the name without a number whom somebody
 * says it is, or somebody new; and a post that is new, has changed or is there already. Two of one name are never made one by this.
 */
import type { Actor } from '../core/actor.ts';
import type { CatalogItem, FactField } from '../core/catalog.ts';
import type { CompiledItem } from '../core/facts.ts';
import type { SubjectFacts } from '../core/register.ts';
import { numberIndex } from '../directory/officials.ts';
import { type BodyIndex, resolveBody } from '../directory/resolve.ts';
import type { Asked } from '../store/db.ts';
import type { House } from '../store/house.ts';
import { checkRow } from './check-row.ts';
import type { HeaderMapping } from './headers.ts';
import { another, officials } from './officials-table.ts';
import type { Cell } from './read/cells.ts';

export interface RowProblem {
  readonly field: string;
  readonly column: number | null;
  readonly code: string;
  readonly zh: string;
}

/** What one row says, in order. */
interface Said {
  readonly name: string;
  readonly number: string;
  readonly title: string;
  readonly from: string;
  readonly to: string | null;
  readonly bearing: string;
  readonly sameAs: string;
}

export interface PlannedPost extends Said {
  readonly index: Buffer;
  readonly body: SubjectFacts;
  /** Who it is; null for somebody new. */
  readonly personId: string | null;
  /** The post on file that it changes. */
  readonly postId: string | null;
}

export type Planned = {
  readonly problems: readonly RowProblem[];
  /** Of the name and without a number: whoever decides sees them, so it is kept. */
  readonly candidates: readonly string[];
  readonly personId: string | null;
} & ({ readonly kind: 'bad' | 'duplicate' } | { readonly kind: 'good' | 'warned'; readonly post: PlannedPost });

/** What the rows of one file are read by, and what it said so far. */
export interface Reading {
  readonly house: House;
  readonly actor: Actor;
  readonly compiled: CompiledItem;
  readonly mapping: HeaderMapping;
  readonly bodies: BodyIndex;
  readonly today: string;
  readonly nameOf: Map<string, string>;
  readonly numberOf: Map<string, string>;
}

/** The columns of the staff list as those of something about a body. */
const aboutBody: CatalogItem = { ...officials, fields: officials.fields.flatMap((f): FactField[] => (f.key === 'body' ? [{ ...f, as: 'subjectName' }] : f.key === 'bodyCode' ? [{ ...f, as: 'subjectCode' }] : [])) };

interface Known {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly numbered: boolean;
  readonly withdrawn: boolean;
  readonly about: string;
  readonly area: string | null;
}

const knownSql = `select s.id, s.slug, s.name, s.area_code as area, o.id_index is not null as numbered,
  s.source = '公务员名册' and o.id_index is null and not exists (select from rc.post p where p.official_id = s.id) as withdrawn,
  coalesce((select string_agg(b.name || ' ' || p.title, '、' order by p.valid_from desc) from rc.post p join rc.subject b on b.id = p.body_id where p.official_id = s.id), '未登记任职') as about
  from rc.subject s join rc.official o on o.subject_id = s.id where s.kind = 'official' and `;

class Wrong extends Error {
  readonly at: RowProblem;
  readonly candidates: readonly string[];
  constructor(at: RowProblem, candidates: readonly string[] = []) {
    super(at.zh);
    this.at = at;
    this.candidates = candidates;
  }
}

function wrongAt(r: Reading, field: string, code: string, zh: string, candidates?: readonly string[]): never {
  const column = r.mapping.columns.findIndex((c) => c?.field === field);
  throw new Wrong({ field, column: column < 0 ? null : column, code, zh }, candidates);
}

function bodyOf(r: Reading, facts: Readonly<Record<string, unknown>>): SubjectFacts {
  const resolved = resolveBody(r.bodies, aboutBody, facts);
  if (resolved.kind !== 'one') return wrongAt(r, resolved.kind === 'none' ? resolved.error.pointer.replace(/^facts\./, '') : 'body', 'no-body', resolved.kind === 'none' ? resolved.error.zh : '单位不能确认');
  const { areas } = r.actor;
  if (areas !== 'all' && !areas.has(resolved.subject.areaCode ?? '')) wrongAt(r, 'body', 'outside', `“${resolved.subject.name}”不在本单位管辖范围内，请由其所在地的组织、人社部门导入`);
  return resolved.subject;
}

/** Who a row is about; undefined for somebody new. */
async function personOf(db: Asked, r: Reading, said: Said, index: Buffer, notes: RowProblem[]): Promise<Known | undefined> {
  const key = index.toString('hex');
  const before = r.nameOf.get(key);
  if (before !== undefined && before !== said.name) wrongAt(r, 'name', 'name-mismatch', '同一号码在本文件中写有不同姓名，请核对');
  const { rows: [found] } = await db.query<Known>(`${knownSql} o.id_index = $1`, [index]);
  if (found !== undefined && found.name !== said.name) wrongAt(r, 'name', 'name-mismatch', '该号码在名录中登记的姓名与此不同，请核对姓名和号码');
  r.nameOf.set(key, said.name);
  if (found !== undefined) return found;
  const { rows: same } = await db.query<Known>(`${knownSql} s.name = $1 order by s.slug`, [said.name]);
  // A person whose table was taken back is nobody any more.
  const open = same.filter((s) => !s.numbered && !s.withdrawn);
  if (open.length === 0 || said.sameAs === another) {
    if (open.length < same.length) notes.push({ field: 'name', column: null, code: 'namesake', zh: '名录中另有同名人员，号码不同，按不同的人登记' });
    return undefined;
  }
  const ids = open.map((s) => s.id);
  const told = open.map((s) => `${s.slug}（${r.actor.areas === 'all' || r.actor.areas.has(s.area ?? '') ? s.about : '辖区外'}）`).join('；');
  if (said.sameAs === '') wrongAt(r, 'sameAs', 'namesake-open', `名录中有同名而未登记号码的人员：${told}。请判断：同一人在“同名确认”填其名录编号，否则填“${another}”`, ids);
  const chosen = open.find((s) => s.slug === said.sameAs);
  if (chosen === undefined) return wrongAt(r, 'sameAs', 'no-such-person', `“同名确认”应填“${another}”或下列名录编号之一：${told}`, ids);
  if ((r.numberOf.get(chosen.id) ?? key) !== key) wrongAt(r, 'sameAs', 'two-numbers', '本文件把同一名录编号判断给了两个号码，请核对');
  r.numberOf.set(chosen.id, key);
  notes.push({ field: 'sameAs', column: null, code: 'judged', zh: '按填报人的判断，号码登记给名录中的同名人员' });
  return chosen;
}

interface PostRow {
  readonly id: string;
  readonly to: string | null;
  readonly head: boolean;
  readonly direct: boolean;
}

export const isHead = ({ bearing }: Pick<Said, 'bearing'>): boolean => bearing === 'head' || bearing === 'both';
export const isDirect = ({ bearing }: Pick<Said, 'bearing'>): boolean => bearing === 'direct' || bearing === 'both';

/** Plans one row; writes nothing. */
export async function planOfficial(db: Asked, r: Reading, cells: readonly Cell[]): Promise<Planned> {
  const { facts, errors, warnings } = checkRow(r.compiled, r.mapping, cells, r.today);
  const say = ({ field, column, code, zh }: RowProblem): RowProblem => ({ field, column, code, zh });
  if (errors.length > 0) return { kind: 'bad', problems: errors.map(say), candidates: [], personId: null };
  const text = (key: string): string => String(facts[key] ?? '');
  const said: Said = { name: text('name'), number: text('idNumber'), title: text('title'), from: text('from'), to: text('to') || null, bearing: text('bearing'), sameAs: text('sameAs').trim() };
  const notes = warnings.map(say);
  try {
    const body = bodyOf(r, facts);
    if (said.to !== null && said.to < said.from) wrongAt(r, 'to', 'to-before-from', '免职日期早于任职日期，请核对');
    const index = numberIndex(r.house.keys, said.number);
    const person = await personOf(db, r, said, index, notes);
    const { rows: [post] } = person === undefined ? { rows: [] } : await db.query<PostRow>(
      'select id, valid_to as to, is_head as head, is_direct as direct from rc.post where official_id = $1 and body_id = $2 and title = $3 and valid_from = $4', [person.id, body.id, said.title, said.from]);
    const personId = person?.id ?? null;
    if (post !== undefined && person?.numbered === true && post.to === said.to && post.head === isHead(said) && post.direct === isDirect(said)) return { kind: 'duplicate', problems: [{ field: '', column: null, code: 'duplicate', zh: '名录中已有这项任职，不再重复导入' }], candidates: [], personId };
    if (post !== undefined) notes.push({ field: '', column: null, code: 'post-changed', zh: '这项任职已在名录中，导入后按本行更新' });
    return { kind: notes.length > 0 ? 'warned' : 'good', problems: notes, candidates: [], personId, post: { ...said, index, body, personId, postId: post?.id ?? null } };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { kind: 'bad', problems: [error.at], candidates: error.candidates, personId: null };
  }
}


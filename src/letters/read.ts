/** 文书查阅: the letters of a record as one may see them, their documents and proofs, and which letters somebody may issue now. */
import { type Actor, holds } from '../core/actor.ts';
import type { CaseLetter } from '../core/counter.ts';
import { fieldsOf, letterKinds, type LetterKey } from '../core/letter.ts';
import { toBase64 } from '../core/log/bytes.ts';
import { letterBundleFormat, type LetterProofBundle } from '../core/log/verify.ts';
import { fail } from '../core/problem.ts';
import type { Register } from '../core/register.ts';
import { letterTable, type LetterRow } from '../registers/letters.ts';
import { contentOf } from '../store/linked.ts';
import { type Asked, refuse, type Tx } from '../store/db.ts';
import type { House } from '../store/house.ts';
import { decrypt } from '../store/keys.ts';
import { type LetterBody, type LetterOrder, revealLetter } from '../store/letters.ts';
import { findProof, logVkey } from '../store/log.ts';
import { type RecordRow, whereabouts } from '../store/rows.ts';
import { readSheet, type Block } from '../paper/sheet.ts';
import { draftLetter, writeLetter } from './issue.ts';

export interface LetterLine {
  readonly id: string;
  readonly no: string;
  readonly kind: LetterKey;
  readonly label: { readonly zh: string; readonly en: string };
  readonly issuedOn: string;
  readonly inForce: boolean;
  readonly voidOn: string | null;
  readonly by: string | null;
  /** Content and documents are still there. */
  readonly kept: boolean;
  /** Characters that the PDF shows as their code point. */
  readonly missing: string | null;
}

export interface LetterBytes {
  readonly no: string;
  readonly register: string;
  readonly recordId: string;
  readonly leaf: number;
  readonly subjectId: string | null;
  readonly body: LetterBody | null;
  readonly docx: Buffer | null;
  readonly pdf: Buffer | null;
}

/** Whoever may read a record only because it is about them sees the letters to themselves. */
function onlyTo(actor: Actor, register: Register, row: RecordRow): readonly (string | null)[] | null {
  return register.reads.some((grant) => holds(actor, grant, whereabouts(row))) ? null : [actor.bodyId, actor.personId];
}

/** Letters of a record, newest first, that the actor may see. */
export async function listLetters(house: House, actor: Actor, register: Register, row: RecordRow): Promise<LetterLine[]> {
  const { rows } = await house.pool.query<Omit<LetterLine, 'label' | 'missing'> & { body: Buffer | null }>(
    `select l.id, l.no, l.kind, l.issued_on as "issuedOn", l.state = 'issued' as "inForce", l.void_on as "voidOn", a.name as by, l.pdf is not null as kept, l.body
     from rc.letter l left join rc.account a on a.id = l.by_account where l.register = $1 and l.record_id = $2 and ($3::uuid[] is null or l.subject_id = any($3)) order by l.at desc, l.leaf desc`,
    [row.register, row.id, onlyTo(actor, register, row)]);
  return rows.map(({ body, ...r }) => ({ ...r, missing: body === null ? null : revealLetter(house, body).missing || null, label: { zh: letterKinds[r.kind].zh, en: letterKinds[r.kind].en } }));
}

type StoredLetter = Omit<LetterBytes, 'body'> & { readonly body: Buffer | null };
const stored = 'select no, register, record_id as "recordId", leaf, subject_id as "subjectId", body, docx, pdf from rc.letter';

/** One letter with its documents; whether the actor may see its record is asked by the caller. */
export async function findLetter(house: House, id: string): Promise<LetterBytes | undefined> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return undefined;
  const { rows: [row] } = await house.pool.query<StoredLetter>(`${stored} where id = $1`, [id]);
  return row === undefined ? undefined : opened(house, row);
}

/** The newest letter that goes with something that is no record, such as an answer. */
export async function findLetterOf(house: House, register: string, id: string): Promise<LetterBytes | undefined> {
  const { rows: [row] } = await house.pool.query<StoredLetter>(`${stored} where (register, record_id) = ($1, $2) order by leaf desc limit 1`, [register, id]);
  return row === undefined ? undefined : opened(house, row);
}

/** In force, and to no subject of the directory: such a letter about a matter went to whoever handed that in without an account. */
const toWhoHandedIn = "register = $1 and record_id = $2 and subject_id is null and state = 'issued' and pdf is not null";

/** The letters that whoever handed a matter in, and has its number and code, may have. */
export async function listHanded(house: House, register: string, id: string): Promise<CaseLetter[]> {
  const { rows } = await house.pool.query<{ no: string; kind: LetterKey; issuedOn: string }>(`select no, kind, issued_on as "issuedOn" from rc.letter where ${toWhoHandedIn} order by leaf desc`, [register, id]);
  return rows.map(({ no, kind, issuedOn }) => ({ no, label: { zh: letterKinds[kind].zh, en: letterKinds[kind].en }, issuedOn }));
}

/** One of them. */
export async function findHanded(house: House, register: string, id: string, no: string): Promise<LetterBytes | undefined> {
  const { rows: [row] } = await house.pool.query<StoredLetter>(`${stored} where ${toWhoHandedIn} and no = $3`, [register, id, no]);
  return row === undefined ? undefined : opened(house, row);
}

function opened(house: Pick<House, 'keys'>, row: StoredLetter): LetterBytes {
  const open = (cipher: Buffer | null): Buffer | null => (cipher === null ? null : decrypt(house.keys.identity, cipher));
  return { ...row, body: row.body === null ? null : revealLetter(house, row.body), docx: open(row.docx), pdf: open(row.pdf) };
}

export const maySee = (actor: Actor, register: Register, row: RecordRow, letter: LetterBytes): boolean => {
  const only = onlyTo(actor, register, row);
  return only === null || (letter.subjectId !== null && only.includes(letter.subjectId));
};

/** What proves offline that a letter was issued; undefined while the log has not reached it. */
export async function proofOf(house: House, letter: LetterBytes): Promise<LetterProofBundle | undefined> {
  const { rows: [leaf] } = await house.pool.query<{ entry: Buffer }>('select entry from pub.log_leaf where idx = $1', [letter.leaf]);
  const proof = await findProof(house.pool, letter.leaf);
  if (leaf === undefined || proof === undefined || letter.body === null) return undefined;
  return { format: letterBundleFormat, letter: letter.body.content, salt: letter.body.salt, entry: toBase64(leaf.entry), proof, vkey: logVkey(house) };
}

export interface Offer {
  readonly kind: LetterKey;
  readonly label: { readonly zh: string; readonly en: string };
  readonly fields: readonly { readonly key: string; readonly zh: string; readonly en: string; readonly as: string; readonly optional: boolean; readonly value: string }[];
}

const rowsFor = (actor: Actor, row: RecordRow): LetterRow[] => letterTable.filter((l) => l.register === row.register && l.in.includes(row.state) && l.by.some((grant) => holds(actor, grant, whereabouts(row))));

/** Letters that the actor may issue about a record now, drafted as far as the record goes. One in force is not issued twice. */
export async function offersFor(house: House, db: Tx | Asked, actor: Actor, row: RecordRow): Promise<Offer[]> {
  const possible = rowsFor(actor, row);
  if (possible.length === 0 || row.data['sealed'] === true) return [];
  const { rows: out } = await db.query<{ kind: LetterKey }>("select kind from rc.letter where register = $1 and record_id = $2 and state = 'issued'", [row.register, row.id]);
  const today = house.clock.today();
  const told = { no: row.no, sofar: await contentOf(db as Tx, house, row, false), dueOn: row.due_on, today, rules: house.rulesOn(today) };
  return possible.filter((l) => l.again === true || !out.some((o) => o.kind === l.kind)).map(({ kind, drafted }) => {
    const values = drafted(told);
    const fields = Object.entries(fieldsOf(kind)).map(([key, f]) => ({ key, zh: f.zh, en: f.en, as: f.as, optional: f.optional === true, value: [values[key] ?? ''].flat().join('\n') }));
    return { kind, label: { zh: letterKinds[kind].zh, en: letterKinds[kind].en }, fields };
  });
}

const asOrder = (row: Pick<RecordRow, 'register' | 'id'>, kind: LetterKey, fields: Readonly<Record<string, string>>): LetterOrder =>
  ({ kind, fields, about: { register: row.register, id: row.id }, to: null }) as unknown as LetterOrder;

async function orderFor(house: House, db: Tx | Asked, actor: Actor, row: RecordRow, kind: string, fields: Readonly<Record<string, string>>): Promise<LetterOrder> {
  const offers = await offersFor(house, db, actor, row);
  const found = offers.find((o) => o.kind === kind) ?? refuse(fail('forbidden', 'no-such-letter', '现在不能由您对这一事项出具这种文书：可能已经出具过，或者事项已到下一步，请刷新后查看', 'You cannot issue this letter about this record now'));
  return asOrder(row, found.kind, fields);
}

const textOf = (blocks: readonly Block[]): string[] => blocks.flatMap((b) => (b.is === 'table' ? [] : [b.pieces.map((p) => (p.is === 'text' ? p.text : p.is === 'break' ? '\n' : '')).join('')])).filter((text) => text !== '');

/** What the letter would say, paragraph by paragraph, and which characters the PDF could not show. */
export async function previewLetter(house: House, actor: Actor, row: RecordRow, kind: string, fields: Readonly<Record<string, string>>): Promise<{ readonly paragraphs: readonly string[]; readonly missing: readonly string[] }> {
  const drafted = await draftLetter(house.pool, house, await orderFor(house, house.pool, actor, row, kind, fields));
  const { docx, missing } = await writeLetter(drafted, { no: `${drafted.rule.body.series}〔${house.clock.today().slice(0, 4)}〕（编号在出具时产生）`, code: '出具时产生', address: 'https://example.invalid/v/0', issuedOn: house.clock.today() });
  return { paragraphs: textOf((await readSheet(docx)).blocks), missing };
}

/** A person issues a letter about a record, inside a transaction of the caller, who calls `afterCommit`. */
export async function issueByHand(tx: Tx, house: House, actor: Actor, row: RecordRow, kind: string, fields: Readonly<Record<string, string>>): Promise<{ id: string; no: string }> {
  const { rows: [locked] } = await tx.query<RecordRow>('select * from rc.record where register = $1 and id = $2 for update', [row.register, row.id]);
  return house.issueLetter(tx, house, await orderFor(house, tx, actor, locked as RecordRow, kind, fields), actor);
}

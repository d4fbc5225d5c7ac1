/**
 * 文书的效力与封存: a letter is in force while the matter behind it is. Whoever ends a matter ends its letters in the same
 * transaction; the public side keeps the hash of a code and nothing else, and a seal takes content and documents away.
 */
import type { Addressee } from '../core/effect.ts';
import type { LetterRequestOf } from '../core/letter.ts';
import type { Json } from '../core/log/canonical.ts';
import type { Tx } from './db.ts';
import type { House } from './house.ts';
import { decrypt, encrypt } from './keys.ts';
import { lockHead } from './log.ts';

/** A letter to be issued about a record; without `to` it goes to the record's subject. */
export type LetterOrder = LetterRequestOf & { readonly about: { readonly register: string; readonly id: string }; readonly to: Addressee | null };

/** What a letter says, with the salt of its commitment and the characters that its PDF shows as code points. Encrypted at rest, like its documents. */
export interface LetterBody {
  readonly content: Json;
  readonly salt: string;
  readonly missing: string;
}

export const concealLetter = (house: Pick<House, 'keys'>, body: LetterBody): Buffer => encrypt(house.keys.identity, Buffer.from(JSON.stringify(body)));
export const revealLetter = (house: Pick<House, 'keys'>, cipher: Buffer): LetterBody => JSON.parse(decrypt(house.keys.identity, cipher).toString()) as LetterBody;

const emptied = 'body = null, docx = null, pdf = null';

/** Ends the letters of a record and of the records linked from it: a code says from now on that its letter is no longer in force, and nothing more. */
export async function voidLetters(tx: Tx, register: string, id: string, today: string): Promise<void> {
  const { rows } = await tx.query<{ code_hash: Buffer }>(
    `update rc.letter set state = 'void', void_on = $3 where state = 'issued' and ((register, record_id) = ($1, $2)
       or (register, record_id) in (select to_register, to_id from rc.link where (from_register, from_id) = ($1, $2))) returning code_hash`, [register, id, today]);
  if (rows.length === 0) return;
  // What outlived the seal of its own record, because it told of the end, goes now.
  await tx.query(`update rc.letter l set ${emptied} from rc.record r where l.code_hash = any($1) and (r.register, r.id) = (l.register, l.record_id) and r.data @> '{"sealed": true}'`, [rows.map((r) => r.code_hash)]);
  await tx.query('update pub.letter set in_force = false, kind = null, issuer = null, no = null, issued_on = null where code_hash = any($1)', [rows.map((r) => r.code_hash)]);
}

/**
 * Takes content and documents of a record's letters out of the database. One still in force, the letter that told of the end, stays until it is void:
 * whoever it was sent to must be able to have it again. @returns what the sealed envelope keeps: enough to write them again.
 */
export async function takeLetters(tx: Tx, house: Pick<House, 'keys'>, register: string, id: string, aboutPerson: boolean): Promise<readonly unknown[]> {
  const { rows } = await tx.query<{ body: Buffer }>("select id, no, kind, rule_version, body from rc.letter where register = $1 and record_id = $2 and body is not null and state = 'void'", [register, id]);
  await tx.query(`update rc.letter set ${emptied}, subject_id = case when $3 then null else subject_id end where register = $1 and record_id = $2 and state = 'void'`, [register, id, aboutPerson]);
  return rows.map(({ body, ...row }) => ({ ...row, content: revealLetter(house, body).content }));
}

/**
 * The next number of a series and year; both stay locked until commit, so that numbers have no gap. The log's head is locked first, as
 * whoever publishes has done already: two letters never wait for each other in a ring.
 */
export async function lockSeries(tx: Tx, series: string, year: number): Promise<number> {
  await lockHead(tx);
  const { rows: [row] } = await tx.query<{ last: number }>(
    'insert into rc.number_series (prefix, year, last) values ($1, $2, 1) on conflict (prefix, year) do update set last = rc.number_series.last + 1 returning last', [`文号 ${series}`, year]);
  return (row as { last: number }).last;
}

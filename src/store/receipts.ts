/**
 * 回执: number and code of what was handed in without an account. The number may be guessed, the code may not: it is kept as a
 * keyed hash, made from the form's own token, and after five wrong ones the number rests for a quarter of an hour.
 */
import { type Claim, codeAlphabet, codeLength, readCode } from '../core/counter.ts';
import { fail, type Outcome, done } from '../core/problem.ts';
import type { Asked, Tx } from './db.ts';
import type { House } from './house.ts';
import { blindIndex } from './keys.ts';

export const triesMax = 5;
export const restMinutes = 15;

/** The code of a form's token, or of a matter that was handed in on paper (its id is the token): the same form gives the same code, and nobody without the key can make one. */
export function codeOf(house: Pick<House, 'keys'>, once: string): string {
  const bytes = blindIndex(house.keys, 'receipt code', once);
  return [...bytes.subarray(0, codeLength)].map((byte) => codeAlphabet[byte % codeAlphabet.length]).join('');
}

const hashOf = (house: Pick<House, 'keys'>, no: string, code: string): Buffer => blindIndex(house.keys, 'receipt', `${no} ${code}`);
const onceHash = (house: Pick<House, 'keys'>, once: string): Buffer => blindIndex(house.keys, 'receipt once', once);

export interface Handed {
  readonly no: string;
  readonly register: string;
  readonly id: string;
}

/** What a form's token was answered with, if it came before; the token is locked until the transaction ends. */
export async function findHanded(tx: Tx, house: House, once: string): Promise<(Handed & { readonly bodyHash: Buffer }) | undefined> {
  const hash = onceHash(house, once);
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`receipt ${hash.toString('hex')}`]);
  const { rows: [row] } = await tx.query<Handed & { bodyHash: Buffer }>('select no, register, record_id as id, body_hash as "bodyHash" from rc.receipt where once_hash = $1', [hash]);
  return row;
}

export async function giveReceipt(tx: Tx, house: House, { no, register, id }: Handed, once: string, bodyHash: Buffer): Promise<void> {
  await tx.query('insert into rc.receipt (no, register, record_id, code_hash, once_hash, body_hash, at) values ($1,$2,$3,$4,$5,$6,$7)',
    [no, register, id, hashOf(house, no, codeOf(house, once)), onceHash(house, once), bodyHash, house.clock.now()]);
}

/** For whoever handed in on paper. */
export const giveReceiptOf = (tx: Tx, house: House, handed: Handed): Promise<void> => giveReceipt(tx, house, handed, handed.id, Buffer.alloc(0));

const wrong = () => fail('not-found', 'wrong-code', '编号或者查询码不对，请对照回执重新输入', 'Number or code is wrong: compare them with your receipt');

/** The matter behind number and code. Wrong codes are counted in the database, so that another process or a restart forgets none. */
export async function findClaimed(db: Asked, house: House, { no, code }: Claim): Promise<Outcome<Handed>> {
  const now = house.clock.now();
  const { rows: [row] } = await db.query<Handed & { rests: boolean; until: Date; right: boolean }>(
    `update rc.receipt set tries = case when tries >= $4 and tried_at > $3 then tries when code_hash = $2 then 0 when tried_at > $3 then tries + 1 else 1 end,
       tried_at = case when tries >= $4 and tried_at > $3 then tried_at else $5 end
     where no = $1 returning no, register, record_id as id, tries >= $4 as rests, tried_at + make_interval(mins => $6) as until, code_hash = $2 as right`,
    [no.normalize('NFKC').trim().toUpperCase(), hashOf(house, no.normalize('NFKC').trim().toUpperCase(), readCode(code)), new Date(now.getTime() - restMinutes * 60_000), triesMax, now, restMinutes]);
  if (row === undefined) return wrong();
  if (row.rests) return { ok: false, problem: { kind: 'too-many', code: 'resting', detail: { zh: `查询码连续输错${triesMax}次，该编号暂停查询${restMinutes}分钟`, en: `${triesMax} wrong codes: this number rests for ${restMinutes} minutes` }, more: { until: row.until.toISOString() } } };
  return row.right ? done({ no: row.no, register: row.register, id: row.id }) : wrong();
}

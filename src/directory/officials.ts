/**
 * 公务员名录: persons enter it when a judgement says so. The number that the finding states goes with the judgement, so that nobody is judged
 * twice, and leaves with it when it is taken back.
 */
import { randomUUID } from 'node:crypto';
import type { Actor } from '../core/actor.ts';
import type { Effect } from '../core/effect.ts';
import { parseIdNumber } from '../core/identifiers/id-number.ts';
import { fail } from '../core/problem.ts';
import type { Duty } from '../core/rules.ts';
import { reveal } from '../store/conceal.ts';
import { type Asked, refuse, type Tx } from '../store/db.ts';
import type { House } from '../store/house.ts';
import { blindIndex, encrypt, type Keys } from '../store/keys.ts';

type About = Pick<Extract<Effect, { do: 'enrol' }>, 'register' | 'recordId'>;

interface Known {
  readonly id: string;
  readonly name: string;
}

/** The number by which a person is found again. */
export const numberIndex = (keys: Keys, number: string): Buffer => blindIndex(keys, 'id-number', number);

/** Who has a number; others that would give it out wait until the caller's transaction ends. */
export async function lockNumber(tx: Tx, index: Buffer): Promise<Known | undefined> {
  await tx.query("select pg_advisory_xact_lock(hashtext('rongcheng official ' || $1))", [index.toString('hex')]);
  const { rows: [known] } = await tx.query<Known>('select s.id, s.name from rc.official o join rc.subject s on s.id = o.subject_id where o.id_index = $1', [index]);
  return known;
}

/** The number that a record states about its person, as it is looked up. */
async function statedNumber(tx: Tx, house: House, { register, recordId }: About): Promise<string | undefined> {
  const { rows: [row] } = await tx.query<{ data: Readonly<Record<string, unknown>> }>('select data from rc.record where register = $1 and id = $2', [register, recordId]);
  const data = reveal(house, row?.data ?? {});
  const today = house.clock.today();
  const rules = house.rulesOn(today);
  const [key, version] = [String(data['item'] ?? ''), data['itemVersion']];
  const item = (typeof version === 'number' ? rules.version('item', key, version) : undefined)?.body ?? rules.find('item', key)?.body;
  const field = item?.fields.find((f) => f.as === 'personIdNumber');
  const parsed = field === undefined ? undefined : parseIdNumber(String((data['facts'] as Readonly<Record<string, unknown>> | undefined)?.[field.key] ?? ''), today);
  return parsed?.ok === true ? parsed.value : undefined;
}

/** Enters a person whom a judgement found to be none of those known, with the number that the finding states; one who has that number and name already is that person. */
export async function enrolOfficial(tx: Tx, house: House, e: Extract<Effect, { do: 'enrol' }>): Promise<string> {
  const number = await statedNumber(tx, house, e);
  const known = number === undefined ? undefined : await lockNumber(tx, numberIndex(house.keys, number));
  if (known !== undefined && known.name === e.name) return known.id;
  const id = randomUUID();
  await tx.query("insert into rc.subject (id, slug, kind, name, area_code, source) select $1, $2, 'official', $3, area_code, '身份核查新立' from rc.record where register = $4 and id = $5", [id, `p-${id.slice(0, 8)}`, e.name, e.register, e.recordId]);
  await tx.query('insert into rc.official (subject_id) values ($1)', [id]);
  if (number !== undefined && known === undefined) await keepNumber(tx, house, id, number);
  return id;
}

const keepNumber = (tx: Tx, { keys }: House, id: string, number: string) =>
  tx.query('update rc.official set id_cipher = $2, id_index = $3, id_judged = true where subject_id = $1 and id_index is null', [id, encrypt(keys.identity, Buffer.from(number)), numberIndex(keys, number)]);

/** Keeps with a person the number of a finding that was judged to be about them, where none is on file. @throws ProblemError when it is somebody else's. */
export async function learnNumber(tx: Tx, house: House, e: About & { readonly subjectId: string }): Promise<void> {
  const number = await statedNumber(tx, house, e);
  if (number === undefined) return;
  const known = await lockNumber(tx, numberIndex(house.keys, number));
  if (known !== undefined && known.id !== e.subjectId) refuse(fail('refused', 'number-of-another', '记录所载的公民身份号码在名录中属于另一人，不能判断为所选人员；请核对号码后退回来源单位改正', 'The number that the record states belongs to somebody else in the directory'));
  if (known === undefined) await keepNumber(tx, house, e.subjectId, number);
}

/** Takes back what a judgement taught: the number of the finding is no longer that person's, unless the staff lists say so. */
export async function forgetNumber(tx: Tx, house: House, e: About): Promise<void> {
  const number = await statedNumber(tx, house, e);
  if (number === undefined) return;
  await tx.query(
    'update rc.official set id_cipher = null, id_index = null, id_judged = false where subject_id = (select subject_id from rc.record where register = $1 and id = $2) and id_index = $3 and id_judged', [e.register, e.recordId, numberIndex(house.keys, number)]);
}

/** The duties of the departments that keep the staff lists. */
export const keepingStaff = ['hr', 'organisation'] as const satisfies readonly Duty[];

/** Whether somebody brings officials and their posts into the directory: a maker of a department that keeps them. */
export async function mayKeepStaff(db: Asked, actor: Pick<Actor, 'roles' | 'bodyId'>): Promise<boolean> {
  if (!actor.roles.includes('maker')) return false;
  const { rows: [body] } = await db.query<{ duties: string[] }>("select duties from rc.subject where id = $1 and kind = 'body'", [actor.bodyId]);
  return body?.duties.some((duty) => (keepingStaff as readonly string[]).includes(duty)) === true;
}

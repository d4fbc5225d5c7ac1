/**
 * 评优评先核查: one check, from a list of names to a signed answer, in one transaction: matched, counted, looks kept, document signed,
 * code issued, or nothing at all. It has no life of its own beyond "in force" and "no longer": the database ends it with its ground.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { Actor } from '../core/actor.ts';
import { signAnswer } from '../core/log/answer.ts';
import { canonicalText, type Json } from '../core/log/canonical.ts';
import { noteSigner } from '../core/log/note.ts';
import { fail } from '../core/problem.ts';
import type { Rule } from '../core/rules.ts';
import type { LetterValues } from '../core/letter.ts';
import { codeHash } from '../letters/code.ts';
import { issueDrafted, issuerOf, letterRule, markLetter, textsOf } from '../letters/issue.ts';
import { copyInto } from '../store/copy.ts';
import { type Asked, refuse, type Tx } from '../store/db.ts';
import type { House } from '../store/house.ts';
import { blindIndex, encrypt } from '../store/keys.ts';
import { suite } from '../store/log.ts';
import type { AskedKind, AskedLine } from './asked.ts';
import { datedLines, type Finding, findCounted, findings } from './counted.ts';
import { answerLine, type AnswerLine, countAnswers, documentOf, toldOf } from './document.ts';
import { letterFields } from './letter.ts';
import { matchAsked, reasonOf } from './match.ts';

export interface Check {
  readonly occasion: string;
  readonly kind: AskedKind;
  readonly names: readonly AskedLine[];
  /** Of a table: its name and digest. */
  readonly file?: { readonly name: string; readonly sha256: string };
  /** Why somebody asks about officials. */
  readonly purpose?: string | undefined;
  readonly because?: string | undefined;
}

/** Bodies that organise awards, appoint, or answer for credit records: the others have no need to ask. */
const needing: readonly string[] = ['organisation', 'hr', 'creditOffice'];

/** Whether somebody has a need to ask. */
export async function mayAsk(db: Asked, actor: Pick<Actor, 'roles' | 'bodyId'>): Promise<boolean> {
  if (!actor.roles.includes('maker') && !actor.roles.includes('verifier')) return false;
  const { rows: [body] } = await db.query<{ duties: string[] }>('select duties from rc.subject where id = $1', [actor.bodyId]);
  return body?.duties.some((duty) => needing.includes(duty)) === true;
}

/** @throws forbidden for who has no need to ask. */
export async function refuseAsker(db: Asked, actor: Actor): Promise<void> {
  if (await mayAsk(db, actor)) return;
  refuse(fail('forbidden', 'no-grant', '评优评先核查由组织、人社、信用主管部门的经办和核验人员办理；其他单位请商请上述部门核查', 'Makers and verifiers of organisation, personnel and credit offices ask'));
}

/** The rule of an occasion, today. @throws invalid when there is none, or it is not for this kind of subject. */
export function ruleFor(house: Pick<House, 'rulesOn' | 'clock'>, occasion: string, kind: AskedKind): Rule<'eligibility'> {
  const rule = house.rulesOn(house.clock.today()).find('eligibility', occasion) ?? refuse(fail('invalid', 'no-such-occasion', '没有这个核查场合，请从列表中选择', 'No such occasion'));
  return rule.body.for.includes(kind) ? rule : refuse(fail('invalid', 'wrong-kind', `“${rule.body.label.zh}”不核查${kind === 'body' ? '单位' : '公务员'}，请另选场合`, 'This occasion is not for this kind of subject'));
}

/** States in which a finding is before the public. */
const shownStates = (house: House): string[] => Object.entries(house.registers[findings]?.states ?? {}).filter(([, s]) => s.disclosed === true).map(([name]) => name);

const what = '评优评先核查';

/** What stands for a register with the letter of an answer, which is about no record. */
export const letterRegister = 'eligibility';

/** Keeps a look for each person found, and one for those who were not. */
async function keepLooks(db: Asked, house: House, actor: Actor, c: Check, allowed: boolean): Promise<void> {
  await db.query(
    `insert into rc.look (at, account_id, account_body, subject_id, purpose, because, what, allowed)
     select distinct $1::timestamptz, $2::uuid, $3::uuid, subject_id, $4, $5, $6, $7::boolean from asked`, [house.clock.now(), actor.accountId, actor.bodyId, c.purpose ?? null, c.because?.slice(0, 500) ?? null, what, allowed]);
}

/** The refusal of a look at persons without a purpose: it is kept, though the transaction is not. */
export class PurposeMissing extends Error {
  readonly subjects: readonly (string | null)[];
  constructor(subjects: readonly (string | null)[]) {
    super('a purpose is needed');
    this.subjects = subjects;
  }
}

interface Made {
  readonly id: string;
  readonly no: string;
}

/** The same table asked again on the same day by the same person for the same occasion: the answer that is in force already. */
async function findSame(tx: Tx, key: Buffer, actor: Actor, today: string): Promise<Made | undefined> {
  const { rows: [same] } = await tx.query<Made>("select id, no from rc.eligibility where file_key = $1 and by_account = $2 and on_day = $3 and state = 'answered' limit 1", [key, actor.accountId, today]);
  return same;
}

/** Makes the answer inside the caller's transaction. @throws PurposeMissing for persons without a purpose. */
export async function check(tx: Tx, house: House, actor: Actor, c: Check, isStated: boolean): Promise<Made> {
  const today = house.clock.today();
  const rule = ruleFor(house, c.occasion, c.kind);
  const key = c.file === undefined ? null : blindIndex(house.keys, 'eligibility-file', `${c.occasion} ${rule.version} ${c.kind} ${c.file.sha256}`);
  const same = key === null ? undefined : await findSame(tx, key, actor, today);
  if (same !== undefined) return same;
  await matchAsked(tx, house.keys, c.kind, c.names, today);
  const { rows: matched } = await tx.query<{ line: number; subject_id: string | null; why: string | null }>('select line, subject_id, why from asked order by line');
  if (c.kind === 'official') {
    if (!isStated) throw new PurposeMissing([...new Set(matched.map((m) => m.subject_id))]);
    await keepLooks(tx, house, actor, c, true);
  }
  const lines = datedLines(rule.body, today);
  // Whatever changes a record from here on waits until this answer can be seen, and ends it if it must.
  // With room to sort what the busiest subjects have.
  await tx.query("select set_config('work_mem', '64MB', true), pg_advisory_xact_lock(hashtext('rongcheng eligibility'))");
  const found = Map.groupBy(await findCounted(tx, lines, { others: rule.body.reveals === 'numbers', shown: shownStates(house) }), (f) => f.subject_id);
  const rules = house.rulesOn(today);
  const answering = { actor, rule, itemLabel: (item: string) => rules.find('item', item)?.body.label.zh ?? item };
  const asked = new Map(c.names.map((n) => [n.line, n]));
  const said = matched.map((m) => answerLine(answering, asked.get(m.line) as AskedLine, { subjectId: m.subject_id, why: m.why === null ? null : reasonOf(m.why) }, found.get(m.subject_id ?? '') ?? []));
  const subjects = new Map([...Map.groupBy(matched.filter((m) => m.subject_id !== null), (m) => m.subject_id as string)].map(([id, of]) => [id, of.map((m) => m.line)]));
  return keep(tx, house, actor, c, { rule, lines, key, said, found: [...found.values()].flat(), subjects, today });
}

interface Keeping {
  readonly rule: Rule<'eligibility'>;
  readonly lines: readonly unknown[];
  readonly key: Buffer | null;
  readonly said: readonly AnswerLine[];
  readonly found: readonly Finding[];
  /** Whom it is about, and in which lines. */
  readonly subjects: ReadonlyMap<string, readonly number[]>;
  readonly today: string;
}

async function keep(tx: Tx, house: House, actor: Actor, c: Check, k: Keeping): Promise<Made> {
  const id = randomUUID();
  const template = letterRule(house, 'eligibilityAnswer');
  const marked = await markLetter(tx, house, template);
  const { no, code } = marked;
  const issuer = await issuerOf(tx);
  const because = c.because?.slice(0, 500) ?? null;
  const sha256 = c.file?.sha256 ?? createHash('sha256').update(canonicalText(c.names.map(({ idNumber, ...n }) => ({ ...n, hasIdNumber: idNumber !== null })) as unknown as Json)).digest('hex');
  const document = canonicalText(documentOf(k.rule, { no, code, issuer, askedBy: actor.bodyName, kind: c.kind, today: k.today, purpose: because, sha256, lines: k.said }));
  const signature = signAnswer(suite, noteSigner(suite, house.logOrigin, house.keys.logSeed), document);
  const body = encrypt(house.keys.identity, Buffer.from(`{"document":${document},"signature":${JSON.stringify(signature)}}`));
  await tx.query(
    `insert into rc.eligibility (id, no, occasion, rule_version, kind, state, by_account, by_body, purpose, because, file_name, file_key, sha256, on_day, at, counts, code_hash, lines, body)
     values ($1,$2,$3,$4,$5,'answered',$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18)`,
    [id, no, c.occasion, k.rule.version, c.kind, actor.accountId, actor.bodyId, c.purpose ?? null, because, c.file?.name ?? null, k.key, Buffer.from(sha256, 'hex'), k.today, house.clock.now(),
      JSON.stringify(countAnswers(k.said)), codeHash(code), JSON.stringify(k.lines), body]);
  await keepTold(tx, actor, id, k);
  const digest = createHash('sha256').update(document).digest('hex');
  const texts = textsOf('eligibilityAnswer', letterFields(house, { rule: k.rule, kind: c.kind, lines: k.said, fileName: c.file?.name ?? null, because, today: k.today, digest }) as LetterValues);
  await issueDrafted(tx, house, { rule: template, issuer, to: actor.bodyName, subjectId: actor.bodyId, recordNo: null, texts }, { ...marked, about: { register: letterRegister, id }, by: actor });
  return { id, no };
}

/** Who is told of what, line by line: by this the answer ends with its ground, and what it told is called in. */
async function keepTold(tx: Tx, actor: Actor, id: string, { rule, found, subjects }: Keeping): Promise<void> {
  const about = Map.groupBy(found, (f) => f.subject_id);
  const set = (parts: readonly (string | number)[]): string => `{${parts.join(',')}}`;
  await copyInto(tx, 'rc.eligibility_subject (check_id, subject_id, lines, counted, noted)', [...subjects].map(([subject, lines]) => {
    const told = toldOf({ actor, rule }, about.get(subject) ?? []);
    return `${id}\t${subject}\t${set(lines)}\t${set(told.counted.map((f) => f.id))}\t${set(told.noted.map((f) => f.id))}\n`;
  }));
}

/** Runs a check and keeps the looks that were refused. @throws purpose-required */
export async function withPurpose<T>(house: House, actor: Actor, c: Check, refusal: () => never, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PurposeMissing)) throw error;
    await house.pool.query(
      'insert into rc.look (at, account_id, account_body, subject_id, purpose, because, what, allowed) select $1, $2, $3, s, $4, $5, $6, false from unnest($7::uuid[]) s',
      [house.clock.now(), actor.accountId, actor.bodyId, c.purpose ?? null, c.because?.slice(0, 500) ?? null, what, error.subjects]);
    return refusal();
  }
}

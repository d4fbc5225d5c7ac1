/**
 * 公告: approved words of a matter stand on the public site until a day (澄清正名). They are disclosed like a record: words and salt in the
 * `pub` schema, a commitment in the log; and when they end, words and salt are destroyed and the end is a leaf. Always inside the
 * transaction of the action that caused it.
 */
import { randomBytes } from 'node:crypto';
import { canonicalText, type Json } from '../core/log/canonical.ts';
import { commitmentOfBytes, saltBytes } from '../core/log/commitment.ts';
import { toHex } from '../core/log/bytes.ts';
import type { EndedEntry } from '../core/log/entry.ts';
import type { PostedBody, Posting } from '../core/posting.ts';
import type { Label } from '../core/label.ts';
import type { Decision } from '../core/lifecycle.ts';
import type { Register, StateDef } from '../core/register.ts';
import type { ClosingReason } from '../core/rules.ts';
import { transaction, type Tx } from './db.ts';
import { articleOf, closingReason } from './disclose.ts';
import type { House } from './house.ts';
import { appendLeaves, suite } from './log.ts';
import type { EndInLog } from './refill/fate.ts';

interface At {
  readonly register: string;
  readonly id: string;
  readonly today: string;
  readonly now: Date;
}

/** The words as they are committed to and stored, with their salt and their leaf. */
async function committed(tx: Tx, body: PostedBody, today: string, now: Date): Promise<{ text: string; salt: Buffer; leaf: number }> {
  const salt = randomBytes(saltBytes);
  const text = canonicalText(body as unknown as Json);
  const leaf = await appendLeaves(tx, [{ v: 1, kind: 'disclosed', disclosedOn: today, commitment: toHex(commitmentOfBytes(suite, salt, Buffer.from(text))) }], now);
  return { text, salt, leaf };
}

/** Puts the words before the public. */
async function post(tx: Tx, { text, untilOn }: Posting, p: At & { readonly no: string; readonly label: Label; readonly areaCode: string | null }): Promise<void> {
  const label = { zh: p.label.zh, en: p.label.en };
  const c = await committed(tx, { format: 'rongcheng-public-posting@1', no: p.no, kind: label, text, on: p.today, until: untilOn }, p.today, p.now);
  await tx.query(
    'insert into pub.posted (register, id, no, label, text, area_code, on_day, until_on, body, salt, leaf) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
    [p.register, p.id, p.no, JSON.stringify(label), text, p.areaCode, p.today, untilOn, c.text, c.salt, c.leaf]);
}

/** Takes the words down: they and their salt are destroyed, the end is a leaf. @returns whether they stood there with one. */
async function unpost(tx: Tx, { register, id, today, now }: At, reason: ClosingReason): Promise<boolean> {
  const { rows: [old] } = await tx.query<{ leaf: number | null }>('select leaf from pub.posted where register = $1 and id = $2 and ended_on is null for update', [register, id]);
  if (old === undefined) return false;
  // Posted by an earlier version, and nobody had the time to enter it in the log.
  if (old.leaf === null) {
    await tx.query('delete from pub.posted where register = $1 and id = $2', [register, id]);
    return false;
  }
  const entry: EndedEntry = { v: 1, kind: 'ended', endedOn: today, refers: old.leaf, reason: reason.key, article: articleOf(reason) };
  await noteUnposted(tx, { register, id }, entry, await appendLeaves(tx, [entry], now));
  return true;
}

/** Destroys the words and their salt, and notes the end whose leaf stands in the log. */
const noteUnposted = (tx: Tx, { register, id }: Pick<At, 'register' | 'id'>, { endedOn, reason, article }: EndedEntry, leaf: number): Promise<unknown> => tx.query(
  `update pub.posted set no = null, text = null, area_code = null, on_day = null, until_on = null, body = null, salt = null, ended_on = $3, end_leaf = $4, reason = $5, article = $6 where register = $1 and id = $2`,
  [register, id, endedOn, leaf, reason, article]);

interface Moving {
  readonly register: Register;
  readonly id: string;
  readonly no: string;
  readonly areaCode: string | null;
  readonly was: StateDef<any, any> | undefined;
  readonly is: StateDef<any, any> | undefined;
  readonly decision: Decision;
  /** The leaf that ended it stands in the log already. */
  readonly endInLog: EndInLog | undefined;
  readonly today: string;
  readonly now: Date;
}

/** Posts words, or takes them down, as the states of an action say. @returns whether leaves were added. */
export async function postOrNot(tx: Tx, house: House, { register, id, no, areaCode, was, is, decision, endInLog, today, now }: Moving): Promise<boolean> {
  const at: At = { register: register.id, id, today, now };
  if (is?.posted === true && was?.posted !== true) {
    const posting = register.posting?.(decision.sofar);
    if (posting !== undefined) await post(tx, posting, { ...at, no, label: register.label, areaCode });
    return posting !== undefined;
  }
  if (was?.posted !== true || is?.posted === true) return false;
  if (endInLog === undefined) return unpost(tx, at, closingReason(house, decision.closing ?? 'withdrawn', today));
  await noteUnposted(tx, at, endInLog.entry, endInLog.leaf);
  return false;
}

/** Enters in the log what an earlier version posted without it. @returns how many. */
export async function logPosted(house: House): Promise<number> {
  const outcome = await transaction(house.pool, async (tx) => {
    const { rows } = await tx.query<{ register: string; id: string; no: string; label: Label; text: string; on: string; until: string }>(
      'select register, id, no, label, text, on_day as on, until_on as until from pub.posted where leaf is null and ended_on is null order by on_day, no for update');
    for (const { register, id, no, label, text, on, until } of rows) {
      const c = await committed(tx, { format: 'rongcheng-public-posting@1', no, kind: label, text, on, until }, house.clock.today(), house.clock.now());
      await tx.query('update pub.posted set body = $3, salt = $4, leaf = $5 where register = $1 and id = $2', [register, id, c.text, c.salt, c.leaf]);
    }
    return rows.length;
  });
  if (!outcome.ok) throw new Error(outcome.problem.detail.zh);
  if (outcome.value > 0) house.afterCommit({ leaves: true, rules: false });
  return outcome.value;
}

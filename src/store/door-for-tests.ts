/** 测试用的办理: one login takes one action through the one door, and facts of an item as its own examples say. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Actor } from '../core/actor.ts';
import type { Outcome, Problem } from '../core/problem.ts';
import { idOfSlug } from '../directory/load.ts';
import type { TestHouse } from '../for-tests.ts';
import { act, type Acted, actIn, type Request } from './act.ts';
import { transaction } from './db.ts';
import { onceIn } from './once.ts';

export const record = 'dishonesty-record';
export const slug = (name: string): string => idOfSlug('example', name);

/** Takes an action under a key, as the API does for a request that may be sent again. */
export async function actOnce(house: TestHouse['house'], actor: Actor, request: Request, key: string, said: string): Promise<Outcome<Acted>> {
  const once = { accountId: String(actor.accountId), key, bodyHash: createHash('sha256').update(said).digest(), at: house.clock.now() };
  const outcome = await transaction(house.pool, async (tx) => (await onceIn(tx, once, 200, () => actIn(tx, house, actor, request))).answer);
  if (outcome.ok) house.afterCommit(outcome.value);
  return outcome;
}

type More = Partial<Request>;

export interface Door {
  /** Takes an action that must succeed. */
  does(login: string, action: string, recordId: string | undefined, input?: unknown, more?: More): Promise<Acted>;
  /** Takes an action that must be refused. */
  isRefused(login: string, action: string, recordId: string | undefined, input?: unknown, more?: More): Promise<Problem>;
  /** Facts about a subject, by the item's examples. */
  facts(item: string, subject: string, more?: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>>;
  one<T = any>(sql: string, ...values: unknown[]): Promise<T>;
}

export function doorOf(t: TestHouse): Door {
  const ask = async (login: string, action: string, recordId: string | undefined, input: unknown, more: More) =>
    act(t.house, await t.actor(login), { register: record, action, input, ...(recordId === undefined ? {} : { recordId }), ...more });
  return {
    does: async (login, action, recordId, input = {}, more = {}) => {
      const outcome = await ask(login, action, recordId, input, more);
      assert.ok(outcome.ok, outcome.ok ? '' : `${login} ${action}: ${JSON.stringify(outcome.problem)}`);
      return outcome.value;
    },
    isRefused: async (login, action, recordId, input = {}, more = {}) => {
      const outcome = await ask(login, action, recordId, input, more);
      assert.ok(!outcome.ok, `${login} could ${action}`);
      return outcome.problem;
    },
    facts: async (itemKey, subject, more = {}) => {
      const item = t.house.rulesOn(t.clock.today()).get('item', itemKey).body;
      const { rows: [s] } = await t.house.pool.query<{ name: string; uscc: string | null }>('select name, uscc from rc.subject where id = $1', [slug(subject)]);
      const given: Record<string, unknown> = {};
      for (const f of item.fields) {
        if (f.required || f.requiredWhen !== undefined) given[f.key] = f.example;
        if (f.as === 'subjectName') given[f.key] = s?.name;
        if (f.as === 'subjectCode' && s?.uscc != null) given[f.key] = s.uscc;
        if (f.as === 'decidedOn' || f.as === 'effectiveOn') given[f.key] = '2026-10-12';
      }
      return { ...given, ...more };
    },
    one: async <T>(sql: string, ...values: unknown[]) => (await t.house.pool.query(sql, values)).rows[0] as T,
  };
}

/** The number of a county court's case: another one, another finding. */
export const caseNumber = (n: number): string => `（2026）衡0121民初${n}号`;

const proposal = { mode: 'summary', ground: 'court-document', summary: '未按期履行生效判决确定的给付义务。' };

/** A county judgment about the housing bureau of 江北县, taken as far as asked. */
export async function judgment(t: TestHouse, n: number, until: 'draft' | 'atCounty' | 'effective' | 'proposed' | 'disclosed', more: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const { does, facts } = doorOf(t);
  const { id } = await does('jiangbei2', 'create', undefined, { item: 'civil-judgment', subjectId: slug('jb-housing'), facts: await facts('civil-judgment', 'jb-housing', { caseNumber: caseNumber(n), ...more }) });
  const steps = [['draft'], ['atCounty', 'jiangbei2', 'submit'], ['', 'jiangbei1', 'verify'], ['', 'xinyong1', 'verify'], ['', 'xinyong1', 'notify'], ['', 'danwei1', 'state', { statement: '正在分期履行。' }],
    ['effective', 'xinyong1', 'confirm', { reason: '尚未履行完毕' }], ['proposed', 'xinyong1', 'propose', proposal], ['disclosed', 'xinyong3', 'approve']] as const;
  for (const [state, login, action, input] of steps) {
    if (login !== undefined) await does(login, action, id, input);
    if (state === until) break;
  }
  return id;
}

export const annulment = { annulment: 'judgment-annulled', document: '（2026）江99民再3号', reason: '再审撤销原判决' };

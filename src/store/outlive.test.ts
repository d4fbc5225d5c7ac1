import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { Actor } from '../core/actor.ts';
import { addDays } from '../core/identifiers/dates.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { findingInEffect, misfit } from '../registers/credit/measure-rules.ts';
import { act } from './act.ts';
import { recheck } from './conditions.ts';
import { annulment, type Door, doorOf, judgment, slug } from './door-for-tests.ts';
import { sweep } from './worker.ts';

let t: TestHouse;
let d: Door;
before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
});
after(async () => { await t.close(); });

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const keys = ['honours.cancel', 'criticism.public', 'assessment.strict', 'official.honours', 'bonds.limit', 'standing.list'];
const linked = async (register: string, id: string): Promise<any[]> => (await t.house.pool.query('select * from rc.record where register = $1 and id in (select to_id from rc.link where from_id = $2) order by id', [register, id])).rows;

/** Somebody of a body, who speaks for it. */
const contactOf = async (body: string): Promise<Actor> => ({ ...(await t.actor('zuzhi1')), bodyId: body });
/** May well be refused: lives are random. */
const tries = async (actor: Actor | string, register: string, action: string, recordId: string | undefined, input: unknown): Promise<boolean> =>
  (await act(t.house, typeof actor === 'string' ? await t.actor(actor) : actor, { register, action, input, ...(recordId === undefined ? {} : { recordId }) })).ok;

/** One turn of fate: what a person, the calendar or the rulebook does next. */
async function turn(id: string, kind: string, pick: number): Promise<void> {
  const key = keys[pick % keys.length] as string;
  const row = await d.one('select * from rc.record where id = $1', id);
  switch (kind) {
    case 'wait':
      t.clock.set(new Date(`${addDays(t.clock.today(), [1, 20, 95, 300][pick % 4] as number)}T09:00:00+08:00`));
      await recheck(t.house);
      await sweep(t.house, quiet);
      return;
    case 'correct': {
      if (!await tries('jiangbei2', 'dishonesty-record', 'correct', id, { proposedFacts: { ...row.data.facts, amount: pick % 2 === 0 ? '5000.00' : '12000000.00', performance: pick % 3 === 0 ? 'all' : 'none' }, reason: '更正' })) return;
      await tries(row.state === 'disclosed' ? 'xinyong3' : 'xinyong2', 'dishonesty-record', pick % 5 === 0 ? 'decline' : 'accept', id, pick % 5 === 0 ? { reason: '不准' } : {});
      return;
    }
    case 'end': return void (await (pick % 2 === 0 ? tries('jiangbei2', 'dishonesty-record', 'annul', id, annulment) : tries('xinyong3', 'dishonesty-record', 'withdraw', id, { withdrawal: 'privacy', reason: '不应公开' })));
    case 'choose': return void (await tries('xinyong1', 'measure', 'choose', undefined, { recordId: id, measure: key, reason: '选定' }));
    case 'share': return void (await tries('xinyong1', 'lease', 'share', undefined, { recordId: id, holderId: slug('jh-finance'), purpose: '评审', ground: '预算法', untilOn: addDays(t.clock.today(), 25) }));
    case 'answer':
      for (const m of await linked('measure', id)) await tries(await contactOf(m.handler_body), 'measure', m.data.over === true ? 'acknowledge' : 'feedback', m.id, m.data.over === true ? {} : { feedback: '已执行' });
      return;
    default: {
      const { rows: [last] } = await t.house.pool.query("select body from rc.rule where kind = 'measure' and key = $1 order by version desc limit 1", [key]);
      const { repealed, ...body } = last.body;
      const next = repealed === true ? body : pick % 3 === 0 && body.kind === 'restraint' ? { ...body, proportion: ['serious'], trigger: { ...body.trigger, severities: ['serious'] } } : { ...body, repealed: true };
      const change = await act(t.house, await t.actor('guize1'), { register: 'rule-change', action: 'propose', input: { kind: 'measure', key, body: next, basis: 'policy', effectiveFrom: t.clock.today(), reason: '修订' } });
      assert.ok(change.ok, JSON.stringify(change));
      await d.does('guize2', 'approve', change.value.id, {}, { register: 'rule-change' });
      await t.house.settled();
      await recheck(t.house);
    }
  }
}

/** What must hold at every moment: no measure and no lease without its ground. */
async function holds(id: string, seen: Map<string, number>): Promise<void> {
  const row = await d.one('select r.*, s.kind, s.level from rc.record r left join rc.subject s on s.id = r.subject_id where r.id = $1', id);
  const rules = t.house.rulesOn(t.clock.today());
  const isInEffect = (findingInEffect as readonly string[]).includes(row.state);
  const standing = (await linked('measure', id)).filter((m) => ['told', 'silent', 'inForce'].includes(m.state));
  for (const m of standing) {
    assert.ok(isInEffect, `${m.data.measure} outlived the finding (${row.state})`);
    assert.equal(misfit(rules, m.data.measure, { item: row.item, severity: row.severity, subjectKind: row.kind, level: row.level }), undefined, `${m.data.measure} stands at ${row.severity}`);
    assert.ok(m.data.endsOn === undefined || m.data.endsOn >= t.clock.today(), `${m.data.measure} stands after ${m.data.endsOn}`);
    assert.equal((await linked('lease', m.id)).filter((l) => l.state === 'held').length, 1, `who carries ${m.data.measure} out holds one lease`);
    seen.set(m.state, (seen.get(m.state) ?? 0) + 1);
  }
  assert.equal(new Set(standing.map((m) => m.data.measure)).size, standing.length, 'one entry stands twice');
  for (const l of (await linked('lease', id)).filter(({ state }) => state === 'held')) {
    assert.ok(isInEffect, 'a lease outlived the finding');
    assert.ok(l.data.untilOn === undefined || l.data.untilOn >= t.clock.today(), 'a lease outlived its day');
    const of = (await t.house.pool.query("select state from rc.record where register = 'measure' and id in (select from_id from rc.link where to_id = $1 and from_register = 'measure')", [l.id])).rows;
    assert.ok(of.every(({ state }) => ['told', 'silent', 'inForce'].includes(state)), 'a lease outlived its measure');
    seen.set('held', (seen.get('held') ?? 0) + 1);
  }
  for (const state of [...(await linked('measure', id)), ...(await linked('lease', id))].map((r) => r.state)) seen.set(state, (seen.get(state) ?? 0) + 1);
}

test('whatever happens to a finding, the rulebook and the calendar, no measure and no lease outlives its ground', async () => {
  const kinds = fc.constantFrom('wait', 'correct', 'correct', 'end', 'choose', 'choose', 'share', 'answer', 'answer', 'rule', 'rule');
  const seen = new Map<string, number>();
  let n = 1000;
  await fc.assert(fc.asyncProperty(fc.array(fc.record({ kind: kinds, pick: fc.nat(999) }), { minLength: 6, maxLength: 14 }), fc.boolean(), fc.boolean(), async (turns, grave, shown) => {
    const id = await judgment(t, n++, shown && t.clock.today() < '2027-06-01' ? 'disclosed' : 'effective', grave ? { amount: '12000000.00', performance: 'none' } : {});
    await holds(id, seen);
    for (const { kind, pick } of turns) {
      await turn(id, kind, pick);
      await holds(id, seen);
    }
  }), { numRuns: 25, seed: 2017_82, endOnFailure: true });
  for (const state of ['told', 'silent', 'inForce', 'lifted', 'unacknowledged', 'acknowledged', 'held', 'recalled']) assert.ok((seen.get(state) ?? 0) > 0, `these lives never met ${state}`);
});

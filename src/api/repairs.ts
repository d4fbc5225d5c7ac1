/** 修复台: for whoever may ask, their records with the earliest day; for the desk, what was asked for, with its documents and clocks. */
import type { Actor } from '../core/actor.ts';
import type { Register } from '../core/register.ts';
import { earliestRepair } from '../core/repair.ts';
import { inEffect } from '../registers/credit/record-repairs.ts';
import { listRecords } from '../store/records.ts';
import type { RecordRow } from '../store/rows.ts';
import type { Wired } from '../wiring.ts';
import * as shape from './answers.ts';
import { type RouteDef, route } from './route.ts';
import { rowsView } from './view.ts';

/** Whether a record is about the actor or their body, so that they may ask. */
const isOwn = (actor: Actor, row: RecordRow): boolean => row.subject_id !== null && ((actor.roles.includes('contact') && row.subject_id === actor.bodyId) || (actor.roles.includes('official') && row.subject_id === actor.personId));

async function mine(house: Wired, actor: Actor): Promise<unknown[]> {
  const register = house.registers['dishonesty-record'] as Register;
  const selves = [...new Set([actor.roles.includes('contact') ? actor.bodyId : null, actor.roles.includes('official') ? actor.personId : null])].filter((id) => id !== null);
  const rows: RecordRow[] = [];
  for (const subjectId of selves) rows.push(...(await listRecords(house.pool, actor, register, { subjectId, states: inEffect }, { limit: 100 })).rows.filter((row) => isOwn(actor, row)));
  const rules = house.rulesOn(house.clock.today());
  const views = (await rowsView({ house, actor, register }, rows)) as object[];
  return views.map((view, at) => {
    const row = rows[at] as RecordRow;
    const earliest = earliestRepair(rules, { item: row.item, severity: row.severity, decidedOn: row.decided_on });
    return { ...view, earliestOn: earliest?.on ?? null, reckoning: earliest === undefined ? null : { zh: earliest.zh, en: earliest.en } };
  });
}

async function desk(house: Wired, actor: Actor): Promise<unknown[]> {
  const register = house.registers['repair'] as Register;
  const { rows } = await listRecords(house.pool, actor, register, {}, { limit: 200 });
  const { rows: held } = await house.pool.query<{ id: string; data: Readonly<Record<string, unknown>> }>('select id, data from rc.record where register = $1 and id = any($2)', [register.id, rows.map((row) => row.id)]);
  const data = new Map(held.map((each) => [each.id, each.data]));
  const views = (await rowsView({ house, actor, register }, rows)) as object[];
  return views.map((view, at) => {
    const own = data.get((rows[at] as RecordRow).id) ?? {};
    return { ...view, earliestOn: own['earliestOn'] ?? null, totalOn: own['totalOn'] ?? null, proofs: Array.isArray(own['attachments']) ? own['attachments'].length : null, committed: own['commitment'] === true };
  });
}

export const repairRoutes: RouteDef[] = [
  route({ method: 'GET', url: '/repairs', answer: shape.repairs, summary: { zh: '修复台', en: 'Repairs' }, handler: async ({ house, actor }) => ({ mine: await mine(house, actor), desk: await desk(house, actor) }) }),
];

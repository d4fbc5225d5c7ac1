/** 测试用的公示记录: takes a record of the example city from draft to the public, and off it again, through the one door. */
import { idOfSlug } from '../directory/load.ts';
import type { TestHouse } from '../for-tests.ts';
import { act, type Acted } from './act.ts';

const register = 'dishonesty-record';

async function does(t: TestHouse, login: string, action: string, recordId: string | undefined, input: unknown): Promise<Acted> {
  const outcome = await act(t.house, await t.actor(login), { register, action, input, ...(recordId === undefined ? {} : { recordId }) });
  if (!outcome.ok) throw new Error(`${login} ${action}: ${JSON.stringify(outcome.problem)}`);
  return outcome.value;
}

/** A county judgment about 江北县住房和城乡建设局, effective but not yet proposed for disclosure; `n` makes it another one. */
export async function effective(t: TestHouse, n: number): Promise<{ id: string; no: string }> {
  const subjectId = idOfSlug('example', 'jb-housing');
  const item = t.house.rulesOn(t.clock.today()).get('item', 'civil-judgment').body;
  const { rows: [subject] } = await t.house.pool.query<{ name: string; uscc: string }>('select name, uscc from rc.subject where id = $1', [subjectId]);
  const facts = Object.fromEntries(item.fields.filter((f) => f.required).map((f) => [f.key, f.example]));
  for (const f of item.fields) {
    if (f.as === 'subjectName') facts[f.key] = subject!.name;
    if (f.as === 'subjectCode') facts[f.key] = subject!.uscc;
    if (f.as === 'decidedOn' || f.as === 'effectiveOn') facts[f.key] = '2026-10-12';
    if (f.type === 'caseNumber') facts[f.key] = `（2026）衡0121民初${n}号`;
  }
  const { id, no } = await does(t, 'jiangbei2', 'create', undefined, { item: 'civil-judgment', subjectId, facts });
  await does(t, 'jiangbei2', 'submit', id, {});
  await does(t, 'jiangbei1', 'verify', id, {});
  await does(t, 'xinyong1', 'verify', id, {});
  await does(t, 'xinyong1', 'notify', id, {});
  await does(t, 'danwei1', 'state', id, { statement: '正在分期履行。' });
  await does(t, 'xinyong1', 'confirm', id, { reason: '和解尚未履行完毕' });
  return { id, no };
}

/** The same, disclosed. */
export async function disclosed(t: TestHouse, n: number): Promise<{ id: string; no: string }> {
  const record = await effective(t, n);
  await does(t, 'xinyong1', 'propose', record.id, { mode: 'summary', ground: 'court-document', summary: '未按期履行生效判决确定的给付义务。' });
  await does(t, 'xinyong3', 'approve', record.id, {});
  return record;
}

/** Annuls a disclosed record. */
export const annulled = (t: TestHouse, id: string): Promise<Acted> =>
  does(t, 'jiangbei2', 'annul', id, { annulment: 'judgment-annulled', document: '（2026）江99民再3号', reason: '再审撤销原判决' });

/**
 * 公众窗口: hands in, as the counter, what comes from the public without an account, through the one door like everything else; and
 * tells whoever has number and code how their matter stands. What the counter may begin stands in the registers.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { counterActor } from '../core/actor.ts';
import { pausedSince } from '../core/clock.ts';
import { type AnswerTo, type CaseView, type Counter, type CounterAsk, handedBytesMax, type HandedFile, handedFilesMax, type Receipt } from '../core/counter.ts';
import type { FieldDef } from '../core/field.ts';
import { permits } from '../core/lifecycle.ts';
import { done, fail, type Outcome, ProblemError } from '../core/problem.ts';
import type { ActionDef, Register, StateDef } from '../core/register.ts';
import { type Acted, actIn } from '../store/act.ts';
import { reveal } from '../store/conceal.ts';
import { findHanded, listHanded } from '../letters/read.ts';
import { isAway, refuse, transaction } from '../store/db.ts';
import type { House } from '../store/house.ts';
import { aboutOf } from '../store/linked.ts';
import { listEntries } from '../store/records.ts';
import { findSubject, type RecordRow } from '../store/rows.ts';
import { codeOf, findClaimed, findHanded as findReceipt, giveReceipt, type Handed } from '../store/receipts.ts';
import { storeFile } from '../store/uploads.ts';
import { cleanImage } from './clean-image.ts';

type Begin = Extract<CounterAsk, { kind: 'begin' }>;
type Action = ActionDef<any, any, any, any>;

/** The action with which the counter begins a matter of a register. */
const opening = (register: Register | undefined): string | undefined =>
  Object.entries((register?.actions ?? {}) as Record<string, Action>).find(([, a]) => a.from === 'nothing' && ([a.by].flat() as unknown[]).includes('counter@any'))?.[0];

/** Opens the counter of a house. Expected failures come back as problems; what fails on our side is told and answered as passing. */
export function openCounter(house: House, onError: (error: unknown) => void = () => undefined): Counter {
  const answer = (what: CounterAsk): Promise<Outcome<unknown>> => {
    switch (what.kind) {
      case 'file': return takeFile(house, what.name, Buffer.from(what.bytes));
      case 'begin': return begin(house, what);
      case 'case': return tell(house, what.claim);
      case 'letter': return handOver(house, what);
    }
  };
  return {
    ask: async <A extends CounterAsk>(what: A) => {
      try {
        return await answer(what) as Outcome<AnswerTo<A>>;
      } catch (error) {
        if (error instanceof ProblemError) return { ok: false, problem: error.problem };
        if (!isAway(error)) onError(error);
        return fail('unavailable', 'counter-away', '窗口暂时不能办理，请过几分钟再试', 'The counter cannot answer now: try again in a few minutes');
      }
    },
  };
}

async function takeFile(house: House, name: string, bytes: Buffer): Promise<Outcome<HandedFile>> {
  if (bytes.length > handedBytesMax) return fail('too-large', 'file-too-large', `每个文件不超过 ${handedBytesMax / 2 ** 20} MB，请压缩或者拆分后再传`, `A file has ${handedBytesMax / 2 ** 20} MB at most: compress or split it`);
  const clean = cleanImage(bytes);
  const stored = clean === undefined ? undefined : await storeFile(house, counterActor, Readable.from([clean]), name);
  return stored === undefined ? fail('invalid', 'file-kind', '只接受 PDF、JPG、PNG、DOCX 和文本文件；损坏的图片请重新保存后再传', 'Only PDF, JPG, PNG, DOCX and text are taken; save a broken picture anew') : done({ id: stored.id, name: stored.name });
}

const rowOf = async (house: House, { register, id }: Handed): Promise<RecordRow> => (await house.pool.query<RecordRow>('select * from rc.record where register = $1 and id = $2', [register, id])).rows[0] as RecordRow;

async function begin(house: House, { register: name, once, input, about }: Begin): Promise<Outcome<Receipt>> {
  const action = opening(Object.hasOwn(house.registers, name) ? house.registers[name] : undefined);
  if (action === undefined) return fail('forbidden', 'not-here', '公众窗口不受理这类事项', 'The public counter does not take this');
  if (once.length < 16 || once.length > 64) return fail('invalid', 'bad-token', '表单已失效，请从头再填', 'The form is no longer valid: fill it in anew');
  if (((input['attachments'] ?? []) as unknown[]).length > handedFilesMax) return fail('invalid', 'too-many-files', `最多 ${handedFilesMax} 个文件`, `${handedFilesMax} files at most`);
  const claimed = about === undefined ? undefined : await findClaimed(house.pool, house, about);
  if (claimed !== undefined && !claimed.ok) return claimed;
  const whole = claimed === undefined ? input : { ...input, aboutRegister: claimed.value.register, aboutId: claimed.value.id };
  const bodyHash = createHash('sha256').update(JSON.stringify([name, whole])).digest();
  let acted: Acted | undefined;
  const outcome = await transaction(house.pool, async (tx): Promise<Handed> => {
    const before = await findReceipt(tx, house, once);
    if (before !== undefined && !before.bodyHash.equals(bodyHash)) refuse(fail('conflict', 'handed-already', `这份表单已经提交，编号 ${before.no}；要补充或者更正，请另提一件，或者拨打窗口电话`, `This form was handed in already as ${before.no}; to add to it, hand in another one or telephone`));
    if (before !== undefined) return before;
    acted = await actIn(tx, house, counterActor, { register: name, action, input: whole });
    const handed = { no: acted.no, register: name, id: acted.id };
    await giveReceipt(tx, house, handed, once, bodyHash);
    return handed;
  });
  if (!outcome.ok) return outcome;
  if (acted !== undefined) house.afterCommit(acted);
  const row = await rowOf(house, outcome.value);
  const first = (await listEntries(house.pool, house.registers[row.register] as Register, row.id))[0];
  return done({ no: row.no, code: codeOf(house, once), ...words(house, row), on: first?.on_day ?? house.clock.today(), dueOn: row.due_on, repeated: acted === undefined });
}

function words(house: House, row: RecordRow): Pick<CaseView, 'label' | 'state'> {
  const register = house.registers[row.register] as Register;
  const { zh, en } = register.states[row.state] as StateDef<any, any>;
  return { label: { zh: register.label.zh, en: register.label.en }, state: { zh, en } };
}

/** How a matter stands. Steps are named by their action, never by who took them; of the content only what is told. */
async function tell(house: House, claim: Extract<CounterAsk, { kind: 'case' }>['claim']): Promise<Outcome<CaseView>> {
  const claimed = await findClaimed(house.pool, house, claim);
  if (!claimed.ok) return claimed;
  const row = await rowOf(house, claimed.value);
  const register = house.registers[row.register] as Register;
  const data = reveal(house, row.data);
  const entries = await listEntries(house.pool, register, row.id);
  const answers = (Object.entries(register.fields) as [string, FieldDef][]).filter(([key, def]) => def.told === true && typeof data[key] === 'string');
  return done({
    no: row.no, register: row.register, body: await bodyOf(house, register, data['subjectId']), ...words(house, row), ended: (register.states[row.state] as StateDef<any, any>).end === true, dueOn: row.due_on, paused: pausedSince(row.due) !== undefined,
    steps: entries.filter((e) => e.state_from !== e.state_to).map((e) => { const { zh, en } = register.states[e.state_to] as StateDef<any, any>; return { on: e.on_day, label: { zh, en } }; }),
    answers: answers.map(([key, { zh, en }]) => ({ label: { zh, en }, text: String(data[key]) })), open: openAbout(house, row),
    letters: await listHanded(house, row.register, row.id),
  });
}

/** A letter to whoever has number and code; what went to somebody else, or is no longer in force, is not here. */
async function handOver(house: House, { claim, no, as }: Extract<CounterAsk, { kind: 'letter' }>): Promise<Outcome<{ bytes: Uint8Array }>> {
  const claimed = await findClaimed(house.pool, house, claim);
  if (!claimed.ok) return claimed;
  const letter = await findHanded(house, claimed.value.register, claimed.value.id, no);
  const bytes = letter?.[as];
  return bytes == null ? fail('not-found', 'no-letter', '没有这份文书，或者它已经失效；请回到办理查询页重新查询', 'No such letter is in force: go back and look your case up again') : done({ bytes });
}

/** The body that a matter is about. Whoever is accused in what is kept away from them is named to nobody, number and code or not. */
async function bodyOf(house: House, register: Register, id: unknown): Promise<CaseView['body']> {
  const subject = register.keepsAway === true || typeof id !== 'string' ? undefined : await findSubject(house.pool, id);
  return subject === undefined || subject.kind === 'official' ? null : { id: subject.id, name: subject.name };
}

/** In which registers the counter may begin something about this matter today. */
function openAbout(house: House, row: RecordRow): string[] {
  const today = house.clock.today();
  const about = aboutOf(house, row);
  return Object.values(house.registers).filter((register) => {
    const action = opening(register);
    const at = register.about?.({ aboutRegister: row.register, aboutId: row.id });
    if (action === undefined || at?.id !== row.id) return false;
    const q = { register, action, actor: counterActor, today, rules: house.rulesOn(today), current: null, subject: null, deeds: [], about };
    return permits(q).ok && (register.actions[action] as Action).refuse?.({ ...q, state: null, sofar: {}, input: {} }) === undefined;
  }).map(({ id }) => id);
}

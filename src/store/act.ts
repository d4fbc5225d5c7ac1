/**
 * 唯一的门: the one way anything changes. It loads the record under lock, lets the core decide, appends the entry, projects
 * the state, schedules the clock, publishes or ends, and carries out what follows in other registers: in one transaction.
 */
import { randomUUID } from 'node:crypto';
import { type Actor, counterActor, systemActor } from '../core/actor.ts';
import type { Happened, Unresolved } from '../core/effect.ts';
import { type Current, decide, type Decision } from '../core/lifecycle.ts';
import { addDays } from '../core/identifiers/dates.ts';
import { fail, getValue, type Outcome } from '../core/problem.ts';
import type { AboutFacts, ActionDef, Columns, Register, StateDef, SubjectFacts } from '../core/register.ts';
import type { RuleLookup } from '../core/rules.ts';
import { pairs, vectorText } from '../core/words.ts';
import { conceal, reveal } from './conceal.ts';
import { refuse, transaction, type Tx, uniqueViolation } from './db.ts';
import { closingReason, endDisclosure, markDisputed, noteEnd, publish, republish, seal, unseal } from './disclose.ts';
import { appendEntry } from './entry.ts';
import { follow } from './follow.ts';
import type { House } from './house.ts';
import { blindIndex } from './keys.ts';
import { voidLetters } from './letters.ts';
import { contentOf, countedFor, deedsOf, linkAbout, lockAbout, sealWith } from './linked.ts';
import { endStateOf } from './refill/end-state.ts';
import type { EndInLog } from './refill/fate.ts';
import { lockHead } from './log.ts';
import { numberOf, takeNumbers } from './numbers.ts';
import { postOrNot } from './posted.ts';
import { giveReceiptOf } from './receipts.ts';
import { findSubject, insteadLink, type RecordRow, readable, whereabouts } from './rows.ts';
import { listOrNot, showAllBeside, showBeside } from './shown.ts';

export interface Request {
  readonly register: string;
  readonly action: string;
  /** Absent for an action that starts a record. */
  readonly recordId?: string;
  readonly input: unknown;
  /** The entry count the caller saw; a different one is a conflict. */
  readonly seq?: number;
  readonly unresolved?: Unresolved | null;
  readonly pushId?: string | null;
  readonly batchId?: string | null;
  /** The number that the batch keeps for the new record. */
  readonly no?: string;
  /** The body that a record counts as made by, when nobody's body made it. */
  readonly makerBody?: string | null;
  /** Area of a record that has no subject of its own. */
  readonly areaCode?: string | null;
  /** The record whose place the new one takes. */
  readonly insteadOf?: string;
  /** From whose deed this follows, when the system takes it. */
  readonly cause?: Happened['by'];
}

export interface Acted {
  readonly id: string;
  readonly no: string;
  readonly state: string;
  readonly seq: number;
  readonly leaves: boolean;
  readonly rules: boolean;
}

/** Takes one action. Expected failures come back as problems and leave nothing behind. */
export async function act(house: House, actor: Actor, request: Request): Promise<Outcome<Acted>> {
  const outcome = await transaction(house.pool, (tx) => actIn(tx, house, actor, request));
  if (outcome.ok) house.afterCommit(outcome.value);
  return outcome;
}

/** The same, inside a transaction of the caller. @throws ProblemError to roll it back. */
export async function actIn(tx: Tx, house: House, actor: Actor, request: Request): Promise<Acted> {
  const register = (Object.hasOwn(house.registers, request.register) ? house.registers[request.register] : undefined) ?? refuse(fail('not-found', 'no-such-register', `没有“${request.register}”这一登记簿`, 'No such register'));
  const given = (request.input ?? {}) as Readonly<Record<string, unknown>>;
  const about = await lockAbout(tx, house, register, actor, request.recordId === undefined ? given : await dataOf(tx, register, request.recordId), request.recordId);
  const row = request.recordId === undefined ? null : await lockRecord(tx, register, actor, request.recordId);
  if (row !== null && request.seq !== undefined && request.seq !== row.seq) {
    const now = (register.states[row.state] as StateDef<any, any>).zh;
    refuse({ kind: 'conflict', code: 'changed', detail: { zh: `他人刚刚办理过本事项，现为“${now}”；请刷新后再办`, en: 'Someone else changed this record' }, more: { state: row.state, seq: row.seq } });
  }
  const today = house.clock.today();
  const wanted = (Object.hasOwn(register.actions, request.action) ? register.actions[request.action] : undefined) as ActionDef<any, any, any, any> | undefined;
  const unseals = wanted?.unseals === true;
  const sofar = row === null ? {} : await contentOf(tx, house, row, unseals);
  const subject = await subjectFor(tx, (given['subjectId'] ?? (unseals ? sofar['subjectId'] : row?.subject_id) ?? about?.subjectId ?? null) as string | null);
  const old = request.insteadOf === undefined ? null : await lockRecord(tx, register, actor, request.insteadOf);
  const deeds = row === null ? [] : await deedsOf(tx, register, [row.id]);
  const current: Current | null = row === null ? null : { state: row.state, version: row.version, where: whereabouts(row), sofar, due: row.due };
  const decision = getValue(decide({ register, action: request.action, actor, input: request.input, today, rules: house.rulesOn(today), current, subject, deeds, about, counted: await countedFor(tx, register, subject) }));
  const by = wanted?.veiled === true ? counterActor : actor;
  return write(tx, house, by, { register, request, row, old, decision, subject, about, today, now: house.clock.now(), uploader: actor.accountId });
}

async function subjectFor(tx: Tx, id: string | null): Promise<SubjectFacts | null> {
  if (id === null) return null;
  const found = /^[0-9a-f-]{36}$/.test(id) ? await findSubject(tx, id) : undefined;
  return found ?? refuse(fail('invalid', 'no-such-subject', '名录中没有这一主体，请重新选择', 'No such subject', [{ pointer: 'subjectId', zh: '名录中没有这一主体，请重新选择', en: 'No such subject' }]));
}

/** What a record holds, before it is locked: enough to know what it is about, which never changes. */
async function dataOf(tx: Tx, register: Register, id: string): Promise<Readonly<Record<string, unknown>>> {
  if (register.about === undefined || !/^[0-9a-f-]{36}$/.test(id)) return {};
  const { rows: [row] } = await tx.query<{ data: Readonly<Record<string, unknown>> }>('select data from rc.record where register = $1 and id = $2', [register.id, id]);
  return row?.data ?? {};
}

async function lockRecord(tx: Tx, register: Register, actor: Actor, id: string): Promise<RecordRow> {
  const found = /^[0-9a-f-]{36}$/.test(id) ? (await tx.query<RecordRow>('select * from rc.record where register = $1 and id = $2 for update', [register.id, id])).rows[0] : undefined;
  const gone = () => refuse(fail('not-found', 'not-found', '没有找到该事项：可能不在您的管辖范围内，或编号有误', 'Not found within your scope'));
  if (found === undefined) return gone();
  return actor.accountId === null || readable(actor, register, found) ? found : gone();
}

interface Writing {
  readonly register: Register;
  readonly request: Request;
  readonly row: RecordRow | null;
  /** The record whose place this one takes. */
  readonly old: RecordRow | null;
  readonly decision: Decision;
  readonly subject: SubjectFacts | null;
  readonly about: AboutFacts | null;
  readonly today: string;
  readonly now: Date;
  /** Who uploaded the files that the input names, when that is not whoever acts. */
  readonly uploader?: string | null;
  /** The leaf that ended it stands in the log already. */
  readonly endInLog?: EndInLog;
}

/** Ends a record that stands in public again after a restore although the log says that it had ended: as then, but with the leaf that is there. */
export async function endFromLog(tx: Tx, house: House, endInLog: EndInLog): Promise<Acted> {
  const { id, leaf, entry } = endInLog;
  const { rows: [row] } = await tx.query<RecordRow>('select * from rc.record where register = any($1) and id = $2 for update', [Object.keys(house.registers), id]);
  const register = row === undefined ? undefined : house.registers[row.register];
  if (row === undefined || register === undefined) throw new Error(`record ${endInLog.no} is published but not recorded: run rongcheng fsck`);
  const today = house.clock.today();
  const decision: Decision = {
    action: 'refill', stateFrom: row.state, state: endStateOf(register, row.state, entry.reason), version: row.version, sofar: reveal(house, row.data), due: null, asked: null, rules: [], closing: entry.reason,
    input: { leaf, endedOn: entry.endedOn, reason: entry.reason, article: entry.article },
  };
  return write(tx, house, systemActor, { register, request: { register: register.id, action: 'refill', recordId: id, input: decision.input }, row, old: null, about: null, decision, subject: await subjectFor(tx, row.subject_id), today, now: house.clock.now(), endInLog });
}

async function nextNumber(tx: Tx, { series }: Register, today: string): Promise<string> {
  const year = Number(today.slice(0, 4));
  return numberOf(series, year, await takeNumbers(tx, series, year, 1));
}

async function write(tx: Tx, house: House, actor: Actor, w: Writing): Promise<Acted> {
  const { register, row, decision } = w;
  const id = row?.id ?? randomUUID();
  const no = row?.no ?? w.request.no ?? (await nextNumber(tx, register, w.today));
  const seq = (row?.seq ?? 0) + 1;
  const areaCode = row?.area_code ?? w.subject?.areaCode ?? w.request.areaCode ?? w.old?.area_code ?? w.about?.areaCode ?? actor.areaCode;
  const rules = house.rulesOn(w.today);
  const action = register.actions[decision.action] as ActionDef<any, any, any, any> | undefined;
  const c = columnsOf(w, rules);
  await project(tx, house, actor, w, c, { id, no, seq, areaCode: w.subject?.kind === 'official' || w.subject === null ? areaCode : (w.subject.areaCode ?? areaCode) });
  await append(tx, house, actor, w, id, seq);
  if (row === null && w.about !== null) await linkAbout(tx, register.id, id, w.about);
  if (w.old !== null) await inherit(tx, w.old, id, decision);
  await bind(tx, actor, w.uploader ?? actor.accountId, register.id, id, decision);
  if (isOver(w) || action?.quashes === true) await voidLetters(tx, register.id, id, w.today);
  if (addsLeaf(moveOf(w))) await lockHead(tx);
  if (row === null && action?.receipt === true) await giveReceiptOf(tx, house, { no, register: register.id, id });
  // What follows may take documents over and issue a last letter; sealing takes the rest.
  const followed = await follow(tx, house, actIn, actor, register.id, {
    recordId: id, no, areaCode, action: decision.action, stateFrom: decision.stateFrom, state: decision.state, dueOn: decision.due?.on ?? null, dueWas: row?.due_on ?? null, sofar: decision.sofar, subject: w.subject, about: w.about, today: w.today, rules, columns: c,
    by: w.request.cause ?? actor, makerBody: row === null ? actor.bodyId : row.maker_body, personal: isPersonal(w, rules), unresolved: w.request.unresolved ?? null,
  });
  const shown = await showOrEnd(tx, house, w, id, no);
  const leaves = (await postOrNot(tx, house, { ...moveOf(w), register, id, no, areaCode, decision, endInLog: w.endInLog, today: w.today, now: w.now })) || shown;
  if (w.about !== null) await showBeside(tx, w.about.id, { register, id, no, state: decision.state, sofar: decision.sofar, rules, today: w.today, dueOn: decision.due?.on ?? null }, isShown(house, w.about) ? w.now : null);
  await listOrNot(tx, register, { id, no, state: decision.state, sofar: decision.sofar, rules, today: sinceWhen(actor, w) });
  return { id, no, state: decision.state, seq, leaves: leaves || followed.leaves, rules: followed.rules };
}

const isShown = (house: House, { register, state }: { readonly register: string; readonly state: string }): boolean => (house.registers[register]?.states[state] as StateDef<any, any> | undefined)?.disclosed === true;

/** How what the public sees of the matter itself changes with an action. */
interface Move {
  readonly was: StateDef<any, any> | undefined;
  readonly is: StateDef<any, any> | undefined;
  readonly isRevised: boolean;
}
const moveOf = ({ register, row, decision }: Writing): Move =>
  ({ was: decision.stateFrom === null ? undefined : register.states[decision.stateFrom], is: register.states[decision.state], isRevised: decision.version > (row?.version ?? 1) });
const addsLeaf = ({ was, is, isRevised }: Move): boolean => was?.disclosed !== is?.disclosed || (is?.disclosed === true && isRevised) || was?.posted !== is?.posted;

/** Since when a state is so: a lapse has been one since the day after its due day, whenever the platform got to it. */
const sinceWhen = (actor: Actor, { row, decision, today }: Writing): string => (actor.accountId === null && row?.due_on != null && row.due_on < today && row.due?.rule.kind === 'limit' && decision.state !== row.state ? addDays(row.due_on, 1) : today);

/** Whether a matter ends, leaves the public eye, is sealed or is opened again with this action: then its letters are no longer in force. */
function isOver({ register, decision }: Writing): boolean {
  const states = register.states as Record<string, StateDef<any, any>>;
  const [from, to] = [decision.stateFrom === null ? undefined : states[decision.stateFrom], states[decision.state]];
  return decision.stateFrom !== decision.state && ((from?.disclosed === true && to?.disclosed !== true) || to?.end === true || (from?.seals === true) !== (to?.seals === true));
}

export const vectorOf = (text: string): string => vectorText(pairs(text));

/** What lists filter by; of sealed content only what its row still says. */
const columnsOf = ({ register, row, decision }: Writing, rules: RuleLookup): Columns =>
  (decision.sofar['sealed'] !== true ? register.columns(decision.sofar, rules)
    // Nothing that could be asked for is left of a person once the record has ended.
    : { title: '', item: row?.item ?? null, handlerId: row?.handler_body ?? null, awayFrom: row?.away_from ?? null, ...(row?.personal === true && register.states[decision.state]?.end === true ? {} : { subjectId: row?.subject_id ?? null, ...(row?.barred == null ? {} : { barred: row.barred }) }) });

const isPersonal = ({ register, row, decision }: Writing, rules: RuleLookup): boolean => (decision.sofar['sealed'] === true ? row?.personal === true : register.personal?.(decision.sofar, rules) === true);

/** The record's row: state, due day and what lists filter by. */
async function project(tx: Tx, house: House, actor: Actor, w: Writing, c: Columns, at: { id: string; no: string; seq: number; areaCode: string | null }): Promise<void> {
  const { register, row, decision, now } = w;
  const subjectId = (c.subjectId ?? null) as string | null;
  const unique = c.uniqueKey === undefined || c.uniqueKey === null || register.states[decision.state]?.end === true ? null : blindIndex(house.keys, `unique ${register.id}`, c.uniqueKey);
  const values: Readonly<Record<string, unknown>> = {
    no: at.no, seq: at.seq, version: decision.version, state: decision.state, title: c.title, item: c.item ?? null, subject_id: subjectId, area_code: at.areaCode, handler_body: c.handlerId ?? null, away_from: c.awayFrom ?? null, barred: c.barred?.filter((id) => id !== undefined) ?? null,
    document_number: c.documentNumber ?? null, decided_on: c.decidedOn ?? null, severity: c.severity ?? null, due_on: decision.due?.on ?? null, due: decision.due === null ? null : JSON.stringify(decision.due),
    push_id: w.request.pushId ?? row?.push_id ?? null, unique_key: unique, data: JSON.stringify(conceal(house, register, decision.sofar, decision.sofar)), words: vectorOf(`${at.no} ${c.title} ${c.searchText ?? ''}`),
    updated_at: now, personal: isPersonal(w, house.rulesOn(w.today)), disputed: register.disputed?.(decision.sofar) === true, asked: decision.asked,
    ...(row === null ? { created_at: now, maker: w.old?.maker ?? actor.accountId, maker_body: w.old?.maker_body ?? actor.bodyId ?? w.request.makerBody ?? null, batch_id: w.request.batchId ?? w.old?.batch_id ?? null } : {}),
  };
  const names = Object.keys(values);
  const placed = names.map((name, n) => `$${n + 3}${name === 'words' ? '::text::tsvector' : ''}`);
  try {
    await tx.query(
      row === null ? `insert into rc.record (register, id, ${names.join(', ')}) values ($1, $2, ${placed.join(', ')})`
      : `update rc.record set ${names.map((name, n) => `${name} = ${placed[n]}`).join(', ')} where register = $1 and id = $2`, [register.id, at.id, ...Object.values(values)]);
  } catch (error) {
    if (uniqueViolation(error) === undefined) throw error;
    const { zh, en } = register.duplicate ?? { zh: '同一文书、同一主体的记录已经存在，请查阅已有记录，不要重复录入', en: 'The same finding is already recorded' };
    refuse(fail('conflict', 'duplicate', zh, en));
  }
}

async function append(tx: Tx, house: House, actor: Actor, w: Writing, id: string, n: number): Promise<void> {
  const { register, decision, row, now, today } = w;
  const before = decision.version > (row?.version ?? 1) ? (row?.data ?? null) : null;
  const input = conceal(house, register, decision.input, decision.sofar);
  await appendEntry(tx, actor, {
    register: register.id, id, n, action: decision.action, stateFrom: decision.stateFrom, state: decision.state, dueOn: decision.due?.on ?? null, version: decision.version, rules: decision.rules,
    pushId: w.request.pushId ?? null, content: before === null ? { input } : { input, before }, today, now,
  });
}

/** Attachments named in the input become the record's; only the uploader's own loose files can. */
async function bind(tx: Tx, actor: Actor, uploader: string | null, register: string, id: string, decision: Decision): Promise<void> {
  const files = decision.input['attachments'] as readonly string[] | undefined;
  if (files === undefined || files.length === 0) return;
  const { rowCount } = await tx.query(
    'update rc.attachment set register = $1, record_id = $2, by_account = case when record_id is null then $5 else by_account end where id = any($3::uuid[]) and (record_id = $2 or (record_id is null and by_account is not distinct from $4))',
    [register, id, files, uploader, actor.accountId],
  );
  if (rowCount !== new Set(files).size) refuse(fail('invalid', 'no-such-file', '有附件未找到，请重新上传', 'An attachment was not found', [{ pointer: 'attachments', zh: '有附件未找到，请重新上传', en: 'Upload it again' }]));
}

/** What goes over to the record that takes another's place: documents, links, and whom that one had replaced. */
async function inherit(tx: Tx, old: RecordRow, id: string, decision: Decision): Promise<void> {
  await tx.query('update rc.attachment set record_id = $3 where (register, record_id) = ($1, $2) and id = any($4::uuid[])', [old.register, old.id, id, decision.input['attachments'] ?? []]);
  await tx.query('with moved as (delete from rc.link where (from_register, from_id) = ($1, $2) returning to_register, to_id, kind) insert into rc.link (from_register, from_id, to_register, to_id, kind) select $1, $3, to_register, to_id, kind from moved', [old.register, old.id, id]);
  await tx.query("insert into rc.link (from_register, from_id, to_register, to_id, kind) select from_register, from_id, $1, $3::uuid, kind from rc.link where (to_register, to_id, kind) = ($1, $2, $4) union select $1, $2, $1, $3, $4", [old.register, old.id, id, insteadLink]);
}

/** Publishes, republishes, ends or seals, as the states say. @returns whether leaves were added. */
async function showOrEnd(tx: Tx, house: House, w: Writing, id: string, no: string): Promise<boolean> {
  const { register, decision, today, now, row } = w;
  const move = moveOf(w);
  const [was, is] = [move.was?.disclosed === true, move.is?.disclosed === true];
  let leaves = false;
  if (is && (!was || move.isRevised)) {
    const { rows } = await tx.query<{ id: string; name: string }>('select id, name from rc.attachment where register = $1 and record_id = $2', [register.id, id]);
    const publication = register.publication?.({ no, version: decision.version, sofar: decision.sofar, subject: w.subject, rules: house.rulesOn(today), attachmentNames: Object.fromEntries(rows.map((r) => [r.id, r.name])) });
    if (publication === undefined) throw new Error(`register ${register.id} discloses but has no publication`);
    await (was ? republish : publish)(tx, { id, no, today, now, publication });
    if (!was) await showAllBeside(tx, house, register.id, id);
    leaves = true;
  }
  if (is && register.disputed !== undefined) await markDisputed(tx, id, register.disputed(decision.sofar), now);
  if (was && !is) {
    const reason = closingReason(house, decision.closing ?? 'withdrawn', today);
    await (w.endInLog === undefined ? endDisclosure(tx, id, today, now, reason) : noteEnd(tx, id, { ...w.endInLog.entry, kind: reason.kind, leaves: w.endInLog.leaves, now }));
    leaves = true;
  }
  // What was about a matter that is sealed by now is sealed when it ends itself.
  if (row?.data['sealed'] === true) {
    // What goes on while sealed leaves the fact that it did, and nothing in words.
    if (decision.sofar['sealed'] === true) await tx.query('delete from rc.entry_content where register = $1 and record_id = $2', [register.id, id]);
    else await unseal(tx, house, { register: register.id, id, n: row.seq + 1 });
  }
  const ends = move.is?.end === true;
  const seals = move.is?.seals === true || (ends && w.about?.sofar['sealed'] === true);
  if (seals && decision.sofar['sealed'] !== true) {
    const keepUntil = register.keptUntil?.(decision.sofar, house.rulesOn(today), today) ?? null;
    await seal(tx, house, { register: register.id, id, data: decision.sofar, keepUntil, subjectId: w.subject?.id ?? null, aboutPerson: ends && w.subject?.kind === 'official', due: ends ? null : decision.due, now });
    await sealWith(tx, house, { register: register.id, id, keepUntil, now });
  }
  return leaves;
}

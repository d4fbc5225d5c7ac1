/**
 * 测试用的填写: what somebody types into an action, by the kind of each field and mostly as it is meant: days that lie ahead, bodies and
 * people of the directory, facts by their item's examples, files that were uploaded. Some of it is refused, as it should be.
 */
import { Readable } from 'node:stream';
import type { Actor } from '../core/actor.ts';
import type { FieldDef } from '../core/field.ts';
import { addDays } from '../core/identifiers/dates.ts';
import { act } from '../store/act.ts';
import { caseNumber, slug } from '../store/door-for-tests.ts';
import type { RecordRow } from '../store/rows.ts';
import { storeFile } from '../store/uploads.ts';
import type { Draw, Town } from './town-for-tests.ts';

const bodies = ['jb-housing', 'jb-transport', 'jb-housing', 'jb-finance', 'jh-housing'];
const officials = ['cao-guanlan', 'liang-zhiwei'];
const holders = ['jh-finance', 'jh-organisation', 'jh-hr', 'jh-court'];

export interface Filling {
  readonly register: string;
  readonly action: string;
  readonly takes: readonly string[];
  readonly actor: Actor;
  /** The matter acted on; none where one is begun. */
  readonly row: RecordRow | undefined;
  /** What a matter that is begun is about. */
  readonly about: RecordRow | undefined;
  readonly sofar: Readonly<Record<string, unknown>>;
}

/** An input that may well be accepted. */
export async function inputFor(town: Town, f: Filling, draw: Draw): Promise<Record<string, unknown>> {
  const fields = town.register(f.register).fields as Record<string, FieldDef>;
  const input: Record<string, unknown> = {};
  const subject = draw(f.register === 'clearance' || f.register === 'accountability' || (f.register === 'dishonesty-record' && draw([true, false, false])) ? officials : bodies);
  for (const key of f.takes) {
    const def = fields[key] as FieldDef;
    if (def.optional === true && key !== 'attachments' && draw([true, false, false])) continue;
    const value = await valueFor(town, f, key, def, subject, draw);
    if (value !== undefined) input[key] = value;
  }
  return input;
}

const isBody = (subject: string): boolean => !officials.includes(subject);

/** What a field's name says more than its kind. */
const named: Readonly<Record<string, (town: Town, f: Filling, draw: Draw, subject: string) => unknown>> = {
  recordId: (_, { about }) => about?.id,
  aboutRegister: (_, { about }) => about?.register,
  aboutId: (_, { about }) => about?.id,
  subjectId: (_, __, ___, subject) => slug(subject),
  holderId: (_, __, draw) => slug(draw(holders)),
  executorId: (_, __, draw) => slug(draw(holders)),
  superiorId: () => slug('jb-gov'),
  disciplineId: () => slug('jh-discipline'),
  chosenId: (_, { sofar }, draw) => draw((sofar['candidates'] as readonly { id: string }[] | undefined) ?? [{ id: slug('cao-guanlan') }]).id,
  stages: ({ today }) => [3, 6, 9].map((days) => `${addDays(today, days)} 支付第${days / 3}笔`).join('\n'),
  stage: (_, __, draw) => draw([1, 2, 3]),
  newNo: () => 'SX-2026-000123',
  commitment: () => true,
  opinion: (_, { register }, draw) => draw(register === 'repair' ? ['performed', 'performed', 'partly'] : ['correct', 'withdraw', 'stands']),
  pleaded: (_, __, draw) => draw(['loss-restored', 'loss-restored', 'harm-prevented']),
  text: (_, __, draw) => draw(['经查，有关反映不属实，现予澄清。', '经查，关于曹观澜的反映不属实，现予澄清。', '经查不属实，请联系13800001234。']),
  endsOn: ({ today }, __, draw) => addDays(today, draw([30, 300])),
  until: ({ today }, __, draw) => addDays(today, draw([15, 60])),
  untilOn: ({ today }, __, draw) => addDays(today, draw([2, 25, 200])),
  takenOn: ({ today }) => today,
  receivedOn: ({ today }) => today,
  asOf: ({ today }) => today,
  body: () => ({}),
};

async function valueFor(town: Town, f: Filling, key: string, def: FieldDef, subject: string, draw: Draw): Promise<unknown> {
  const rules = town.t.house.rulesOn(town.today);
  if (def.among !== undefined) return draw(rules.all(def.among)).key;
  // A ground of leniency is a text, that of an incentive or a lease as well: only where it is a rule's it is chosen.
  const own = named[key];
  if (own !== undefined) return own(town, f, draw, subject);
  const item = String(f.sofar['item'] ?? (isBody(subject) ? draw(['civil-judgment', 'breach', 'arrears']) : draw(['discipline', 'accountability-official'])));
  switch (def.kind) {
    case 'text': return def.max !== undefined && def.max < 20 ? '某' : '某某';
    case 'longText': return draw(['理由充分，依据见所附材料。', '经核对文书原件，情况属实。']);
    case 'date': return addDays(town.today, 20);
    case 'choice': return draw(def.choices ?? []).value;
    case 'boolean': return draw([true, true, false]);
    case 'integer': return 3;
    case 'item': return item;
    case 'subject': return slug(subject);
    case 'facts': return factsOf(town, item, f.row === undefined ? subject : undefined, f.sofar, draw);
    case 'files': return def.optional !== true || draw([true, false]) ? [await upload(town, f.actor)] : [];
    case 'ground': return draw(rules.find('item', item)?.body.disclosure.grounds ?? ['foi-19']);
    case 'measure': return draw(rules.all('measure').filter(({ body }) => def.only === undefined || body.kind === def.only)).key;
    case 'masks': return {};
    case 'json': return [];
  }
}

async function upload(town: Town, actor: Actor): Promise<string> {
  const stored = await storeFile(town.t.house, actor, Readable.from([Buffer.from('材料一份')]), '材料.txt');
  return (stored as { id: string }).id;
}

/** Facts as somebody would type them: of a new finding with a number of its own, of a known one with another amount. */
async function factsOf(town: Town, item: string, subject: string | undefined, sofar: Readonly<Record<string, unknown>>, draw: Draw): Promise<Record<string, unknown>> {
  const known = (sofar['facts'] ?? {}) as Readonly<Record<string, unknown>>;
  const fields = town.t.house.rulesOn(town.today).find('item', item)?.body.fields ?? [];
  const has = (key: string): boolean => fields.some((field) => field.key === key);
  const change = { ...(has('amount') ? { amount: draw(['5000.00', '12000000.00']) } : {}), ...(has('performance') ? { performance: draw(['none', 'all']) } : {}), ...(has('sanction') ? { sanction: draw(['warning', 'demerit', 'removal']) } : {}) };
  if (subject === undefined && Object.keys(known).length > 0) return { ...Object.fromEntries(Object.entries(known).map(([key, value]) => [key, typeof value === 'number' && key === 'amount' ? String(value / 100) : value])), ...change };
  const facts = await town.door.facts(item, subject ?? 'jb-housing');
  const decided = addDays(town.today, -draw([10, 100]));
  for (const field of fields) {
    if (field.as === 'decidedOn' || field.as === 'effectiveOn') facts[field.key] = decided;
    if (field.as === 'documentNumber') facts[field.key] = field.type === 'caseNumber' ? caseNumber(90_000 + town.nextCase()) : `江认〔${town.today.slice(0, 4)}〕${town.nextCase()}号`;
  }
  return { ...facts, ...change };
}

export type FindingKind = 'judgment' | 'grave' | 'breach' | 'sanction' | 'clearing' | 'honour' | 'dispute';

type Step = readonly [login: string, action: string, input: unknown];

/** The steps of a finding in effect: by the makers of its place and whoever of the credit office has the time. */
async function stepsOf(town: Town, kind: FindingKind, n: number, draw: Draw): Promise<readonly Step[]> {
  const person = kind === 'sanction';
  const subject = person ? draw(officials) : draw(['jb-housing', 'jb-transport']);
  const item = person ? 'discipline' : kind === 'breach' ? 'breach' : 'civil-judgment';
  const facts = { ...(await factsOf(town, item, subject, {}, draw)), ...(kind === 'grave' ? { amount: '12000000.00', performance: 'none' } : person ? { sanction: draw(['demerit', 'removal']) } : {}) };
  const own = { 'cao-guanlan': 'gongwu2', 'liang-zhiwei': 'gongwu1', 'jb-housing': 'danwei1', 'jb-transport': 'danwei6' }[subject] as string;
  const maker = person ? 'jiwei1' : 'jiangbei2';
  const [first, second] = [draw(['xinyong1', 'xinyong4', 'xinyong5']), draw(['xinyong2', 'xinyong3'])];
  const ground = (): string => (item === 'civil-judgment' ? 'court-document' : draw(town.t.house.rulesOn(town.today).get('item', item).body.disclosure.grounds));
  const proposal = person ? { mode: draw(['closed', 'closed', 'statistics']), ground: 'statistics-anonymous' } : { mode: draw(['summary', 'summary', 'full', 'closed']), ground: ground(), summary: `未按期履行（${n}）。`, necessity: '涉及公共利益' };
  const steps: Step[] = [
    [maker, 'create', { item, subjectId: slug(subject), facts }], [maker, 'submit', {}], ...(person ? [] : [['jiangbei1', 'verify', {}] as const]), [first, 'verify', {}], [first, 'notify', {}], [own, 'state', { statement: '正在履行。' }],
    ['xinyong1', 'confirm', { reason: '属实' }], [first, 'propose', proposal], [second, 'approve', {}]];
  return steps.slice(0, draw([steps.length, steps.length, steps.length, steps.length - 2, steps.length - 1, steps.length - 4]));
}

/** The steps of a clearing. */
const clearingSteps = ({ today }: Town, draw: Draw): readonly Step[] => [
  ['xinyong2', 'draft', { subjectId: slug('cao-guanlan'), basis: '经查举报失实。', reach: 'public', text: '经查，有关反映不属实，现予澄清。', until: addDays(today, draw([15, 60])) }], ['gongwu2', 'consent', { showName: false }], ['xinyong3', 'approve', {}]];

/** What a body of good standing is given. */
const honourSteps = ({ today }: Town): readonly Step[] => [['xinyong1', 'propose', { subjectId: slug('jh-transport'), measure: 'standing.list', ground: '近一年按期履约。', endsOn: addDays(today, 300) }], ['xinyong3', 'approve', {}]];

/** The body that the latest finding is about says that it is wrong. */
async function disputeSteps(town: Town): Promise<readonly Step[]> {
  const { rows: [about] } = await town.t.house.pool.query<{ id: string; slug: string }>(
    "select r.id, s.slug from rc.record r join rc.subject s on s.id = r.subject_id where r.register = 'dishonesty-record' and s.slug in ('jb-housing', 'jb-transport') and r.state in ('notified', 'heard', 'effective', 'proposed', 'disclosed', 'closed') order by r.no desc limit 1");
  return about === undefined ? [] : [[about.slug === 'jb-housing' ? 'danwei1' : 'danwei6', 'raise', { recordId: about.id, wrong: 'content', statement: '金额有误。' }]];
}

const scripts: Readonly<Partial<Record<FindingKind, { readonly register: string; steps(town: Town, draw: Draw): readonly Step[] | Promise<readonly Step[]> }>>> = {
  clearing: { register: 'clearance', steps: clearingSteps }, honour: { register: 'incentive', steps: honourSteps }, dispute: { register: 'objection', steps: disputeSteps },
};

/** A finding, or what else a city begins with, as far as its steps go. */
export async function findingOf(town: Town, kind: FindingKind, n: number, draw: Draw): Promise<{ no: string; state: string }> {
  const script = scripts[kind];
  const register = script?.register ?? 'dishonesty-record';
  let id: string | undefined;
  let last = { no: '', state: '' };
  for (const [login, action, input] of await (script?.steps(town, draw) ?? stepsOf(town, kind, n, draw))) {
    town.tick();
    const outcome = await act(town.t.house, await town.t.actor(login), { register, action, input, ...(id === undefined ? {} : { recordId: id }) });
    if (!outcome.ok) return { ...last, state: `${last.state}; ${action} by ${login}: ${outcome.problem.code}` };
    id = outcome.value.id;
    last = { no: outcome.value.no, state: outcome.value.state };
  }
  return last;
}

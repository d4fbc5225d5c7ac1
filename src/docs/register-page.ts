/**
 * 登记簿页: what one register holds, who may do what to it, and what happens when nobody acts, read from its definition, with a
 * drawing of its states.
 */
import { roles, type Grant, type Role } from '../core/actor.ts';
import type { ClockMove } from '../core/clock.ts';
import type { FieldDef } from '../core/field.ts';
import type { Label } from '../core/label.ts';
import type { ActionDef, Register, StateDef } from '../core/register.ts';
import { both, cited, code, page, table } from './markdown.ts';

type State = StateDef<any, any>;
type Action = ActionDef<any, any, any, any>;
const statesOf = (register: Register): [string, State][] => Object.entries(register.states as Record<string, State>);
const actionsOf = (register: Register): [string, Action][] => Object.entries(register.actions as Record<string, Action>);

/** A grant in words: 经办 Maker @own. */
export function grantText(grant: Grant): string {
  const [role, scope] = grant.split('@') as [Role, string];
  return `${both(roles[role])} @${scope}`;
}

/** Who may take an action: grants, and the states each holds in when they differ by state. */
export function grantsOf(action: Action): { readonly grant: Grant; readonly states: readonly string[] }[] {
  const by = action.by as Grant | readonly Grant[] | Readonly<Record<string, Grant | readonly Grant[]>>;
  if (typeof by === 'string') return [{ grant: by, states: [] }];
  if (Array.isArray(by)) return (by as readonly Grant[]).map((grant) => ({ grant, states: [] }));
  return Object.entries(by as Readonly<Record<string, Grant | readonly Grant[]>>).flatMap(([state, grants]) => [grants].flat().map((grant) => ({ grant, states: [state] })));
}

/** Where an action leads from each state it starts in; null stands for "no record yet". */
export function stepsOf(action: Action): { readonly from: string | null; readonly to: readonly string[] }[] {
  const to = action.to as string | Readonly<Record<string, unknown>>;
  const starts: readonly (string | null)[] = action.from === 'nothing' ? [null] : (action.from as readonly string[]);
  return starts.map((from) => {
    if (to === 'same') return { from, to: from === null ? [] : [from] };
    if (typeof to === 'string') return { from, to: [to] };
    if ('among' in to) return { from, to: to['among'] as readonly string[] };
    return { from, to: [String(to[from ?? ''])] };
  });
}

function dueText({ due }: State): string | undefined {
  if (due === undefined) return undefined;
  const then = due.else === undefined ? '' : `; then the system does ${code(due.else)}`;
  return 'within' in due ? `within ${code(due.within)}${due.until === undefined ? '' : ', bounded by a day of its own'}${then}` : `on its own day, by ${code(due.rule)}${then}`;
}

function markText(state: State): string {
  const marks: readonly (readonly [boolean | undefined, string])[] = [
    [state.disclosed, '公开 disclosed'], [state.posted, '文字公布 words posted'], [state.toldSubject, '本人可见 told to the subject'], [state.private, '仅填报单位可见 private to the maker’s body'], [state.end, '终态 end'], [state.seals, '封存 sealed'],
  ];
  return marks.filter(([is]) => is === true).map(([, text]) => text).join(' · ');
}

function fieldRows(register: Register): (string | undefined)[][] {
  return Object.entries(register.fields as Readonly<Record<string, FieldDef>>).map(([key, def]) => {
    const takers = actionsOf(register).filter(([, action]) => (action.takes as readonly string[]).includes(key)).map(([name]) => code(name));
    const choices = def.choices?.map((choice) => `${code(choice.value)} ${choice.zh}`).join('、');
    return [code(key), both(def), def.kind + (def.max === undefined ? '' : ` ≤ ${def.max}`), def.optional === true ? '' : '是', def.disclose === 'public' ? '公开 public' : '内部 internal', takers.join(' '), [choices, def.help].filter(Boolean).join('；')];
  });
}

const clockMarks: Readonly<Record<ClockMove, string>> = { extend: '延长一次期限 extends the clock, once', pause: '中止计时 pauses the clock', resume: '恢复计时 resumes the clock' };

const judgeMarks = { examining: '判断，须回避 judges, recusal applies', deciding: '决定，须回避 decides, recusal applies' } as const;

function actionRows(register: Register): (string | undefined)[][] {
  return actionsOf(register).map(([key, action]) => {
    const who = grantsOf(action).map(({ grant, states }) => grantText(grant) + (states.length === 0 ? '' : ` (${states.map(code).join(' ')})`)).join('<br>');
    const steps = stepsOf(action);
    const to = [...new Set(steps.map((step) => (action.to === 'same' ? 'unchanged' : step.to.map(code).join(' or '))))].join('<br>');
    const apart = ((action.apart ?? []) as readonly string[]).map(code).join(' ');
    const marks = [action.revises === true ? '新版本 revises' : '', action.hands === undefined ? '' : `hands ${action.hands}`, action.atWill === true ? '可办可不办 at will' : action.atWill === 'handled' ? '有经办单位时可办可不办 at will where a body handles it' : '', action.danger === true ? '须再确认 asks twice' : '', action.judges === undefined ? '' : judgeMarks[action.judges], action.quashes === true ? '原文书失效 voids letters' : '', action.receipt === true ? '给编号和查询码 gives number and code' : '', action.clock === undefined ? '' : clockMarks[action.clock], action.answers === undefined ? '' : `答复 answers ${code(action.answers)}`].filter(Boolean).join(' · ');
    return [code(key), both(action), who, steps.map((step) => (step.from === null ? '—' : code(step.from))).join(' '), to, (action.takes as readonly string[]).map(code).join(' '), apart, marks];
  });
}

/** The states and the ways between them, as Mermaid draws it. */
export function stateDiagram(register: Register): string {
  const arrows = new Map<string, Label[]>();
  for (const [, action] of actionsOf(register)) {
    if (action.to === 'same') continue;
    for (const { from, to } of stepsOf(action)) for (const next of to) arrows.set(`${from ?? '[*]'} --> ${next}`, [...(arrows.get(`${from ?? '[*]'} --> ${next}`) ?? []), action]);
  }
  const ends = statesOf(register).filter(([, state]) => state.end === true).map(([key]) => `  ${key} --> [*]`);
  return ['```mermaid', 'stateDiagram-v2', ...statesOf(register).map(([key, state]) => `  state "${state.zh}" as ${key}`),
    ...[...arrows].map(([arrow, labels]) => `  ${arrow} : ${labels.map(({ zh }) => zh).join('／')}`), ...ends, '```'].join('\n');
}

/** The page of one register. */
export function registerPage(register: Register): string {
  const refusals = Object.entries(register.refusals as Readonly<Record<string, Label>>);
  return page(`${register.label.zh} ${register.label.en} (${code(register.id)})`, [
    `${register.purpose.zh}。${register.purpose.en}.`,
    `Numbers: ${code(`${register.series}-<year>-000001`)}. Read by: ${register.reads.map(grantText).join('; ')}; and by the one it is about, in the states marked so.${statesOf(register).some(([, state]) => state.private === true) ? ' In private states only grants at `own` read.' : ''}${register.personal === undefined ? '' : ' Where the record is about a natural person, every look asks for a purpose and is kept.'}`,
    '## 依据 Law', register.law.map((law) => `- ${cited(law)}`).join('\n'),
    '## 状态图 States drawn', stateDiagram(register),
    '## 状态 States', table(['状态', '名称', '期限 Due', '性质'], statesOf(register).map(([key, state]) => [code(key), both(state), dueText(state), markText(state)])),
    'The numbers of days are the city’s: see [example](../rules-example.md) and [fuzhou](../rules-fuzhou.md).',
    '## 办理动作 Actions', table(['动作', '名称', '谁 Who', '自 From', '至 To', '填写 Takes', '须与下列动作不同人 Apart from', '性质'], actionRows(register)),
    '## 字段 Fields', table(['字段', '名称', '类型', '必填', '公开', '由哪些动作填写', '说明'], fieldRows(register)),
    refusals.length === 0 ? undefined : '## 不予办理 Refusals', refusals.length === 0 ? undefined : table(['代码', '说明'], refusals.map(([key, label]) => [code(key), both(label)])),
  ]);
}

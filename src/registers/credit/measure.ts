/**
 * 失信惩戒措施: what is withheld from whoever has a finding in effect. It exists only as finding × catalogue entry in force ×
 * severity, and ends by itself with any of them (国办发〔2020〕49号: nothing outside the catalogue, nothing beyond proportion). The
 * body that carries it out says that it did, and says again that it stopped.
 */
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { findingInEffect, lastDayOf, measureInForce, misfit } from './measure-rules.ts';
import { type Context, defineRegister } from '../../core/register.ts';
import type { RuleLookup } from '../../core/rules.ts';

const standing = ['told', 'silent', 'inForce'] as const;
const over = ['lifted', 'unacknowledged'] as const;

interface Sofar { measure?: string; measureVersion?: number; item?: string; severity?: string; person?: boolean; level?: string; endsOn?: string }
const findingOf = ({ item, severity, person, level }: Sofar) => ({ item: item ?? null, severity: severity ?? null, subjectKind: person === true ? 'official' : 'body', level: level ?? null });

/** Whether the entry still stands as it was applied, and its time is not over. */
const holds = (sofar: Sofar, rules: RuleLookup): boolean => misfit(rules, sofar.measure, findingOf(sofar)) === undefined && (sofar.endsOn === undefined || rules.on <= sofar.endsOn);
const lasting = { holds, else: 'lift' } as const;

function refusal({ about, subject, input, rules }: Pick<Context<any>, 'about' | 'subject' | 'input' | 'rules'>) {
  if (about === null || !(findingInEffect as readonly string[]).includes(about.state)) return 'not-effective';
  if (about.sofar['exempted'] === true) return 'exempted';
  return misfit(rules, input['measure'] as string, { item: about.item, severity: about.severity, subjectKind: subject?.kind, level: subject?.level ?? null });
}

/** What the measure keeps of its ground: its own end is judged by this, without asking the finding again. */
function ground({ about, subject, input, rules, today }: Pick<Context<any>, 'about' | 'subject' | 'input' | 'rules' | 'today'>) {
  const rule = measureInForce(rules, input['measure'] as string);
  return {
    subjectId: subject?.id, measureVersion: rule?.version, item: about?.item ?? undefined, severity: about?.severity ?? undefined, person: subject?.kind === 'official', level: subject?.level ?? undefined, over: false,
    endsOn: rule === undefined ? undefined : lastDayOf(rule.body, today, rules),
  };
}

/** Which factor ended it. */
function causeOf({ about, sofar, rules }: Pick<Context<any>, 'about' | 'sofar' | 'rules'>): string {
  if (about === null || !(findingInEffect as readonly string[]).includes(about.state)) return 'record';
  if (measureInForce(rules, sofar['measure'] as string) === undefined) return 'entry';
  return sofar['endsOn'] !== undefined && rules.on > (sofar['endsOn'] as string) ? 'term' : 'severity';
}

const entryOf = ({ measure, measureVersion }: Sofar, rules: RuleLookup) => (measure === undefined ? undefined : (measureVersion === undefined ? undefined : rules.version('measure', measure, measureVersion)) ?? rules.find('measure', measure))?.body;
/** Beside the finding the public sees it only where the entry names the ground for that, and never about a person. */
const shown = (sofar: Sofar, rules: RuleLookup) => {
  const entry = entryOf(sofar, rules);
  return sofar.person === true || entry?.shown === undefined ? undefined : entry.label;
};

export const measure = defineRegister({
  id: 'measure',
  label: { zh: '失信惩戒措施', en: 'Measure' },
  purpose: { zh: '记录生效后由目录内的执行单位采取，反馈执行情况，失去依据随即终止', en: 'Follows a finding in effect, is carried out by its executor and ends with its ground' },
  law: [cite('国办发〔2020〕49号', '三、四', '失信惩戒措施只能出自清单，须过惩相当，不得擅自增加或者扩大'), cite('榕发改信用〔2017〕82号', '四(三)', '对失信的政府部门和公务员，依规取消荣誉评选资格、从严考核、限制评先评优')],
  series: 'CS',
  fields: {
    recordId: field.text({ zh: '所依据的记录', en: 'Finding', max: 40 }),
    measure: field.measure({ zh: '措施', en: 'Measure', only: 'restraint', help: '只能选目录中有效、与记录的类别和严重程度相当的措施' }),
    measureVersion: field.integer({ zh: '措施版本', en: 'Version of the entry' }),
    subjectId: field.subject({ zh: '对象', en: 'Subject', optional: true }),
    executorId: field.subject({ zh: '执行单位', en: 'Executor', optional: true }),
    item: field.item({ zh: '记录事项', en: 'Item' }),
    severity: field.text({ zh: '严重程度', en: 'Severity', max: 20 }),
    level: field.text({ zh: '层级', en: 'Level', max: 20 }),
    person: field.boolean({ zh: '针对公务员', en: 'About an official' }),
    endsOn: field.date({ zh: '最迟止于', en: 'Ends on at the latest' }),
    over: field.boolean({ zh: '已终止', en: 'Over' }),
    cause: field.choice({ zh: '终止原因', en: 'Why it ended', choices: [{ value: 'record', zh: '记录已终止', en: 'The finding ended' }, { value: 'severity', zh: '记录更正后不再相当', en: 'Out of proportion after a correction' }, { value: 'entry', zh: '目录不再有这项措施', en: 'The entry is no longer in force' }, { value: 'term', zh: '措施期满', en: 'Its time is over' }, { value: 'revoked', zh: '核验人员撤销', en: 'Revoked' }] }),
    reason: field.longText({ zh: '理由', en: 'Reason', max: 2000 }),
    feedback: field.longText({ zh: '执行情况', en: 'What was done', max: 4000, help: '写明采取了什么措施、从哪一天起、由谁执行' }),
    attachments: field.files({ zh: '佐证材料', en: 'Evidence', optional: true }),
    remark: field.longText({ zh: '停止执行的情况', en: 'How it was stopped', max: 2000, optional: true }),
  },
  refusals: {
    'not-effective': { zh: '记录尚未生效或已经终止，不能采取措施', en: 'The finding is not in effect' },
    'exempted': { zh: '已决定免于惩戒，不能再采取措施', en: 'The finding is exempt from measures' },
    'not-in-catalogue': { zh: '目录中没有这项有效的惩戒措施：目录以外不得采取任何措施', en: 'No such restraint is in force: nothing may be done outside the catalogue' },
    'wrong-subject': { zh: '这项措施不适用于该主体，请核对适用对象和层级', en: 'This measure is for another kind of subject' },
    'wrong-item': { zh: '这项措施不适用于该类记录，请核对触发条件', en: 'This measure does not follow findings of this item' },
    'beyond-proportion': { zh: '这项措施与记录的严重程度不相当：过惩相当，请选择相当的措施', en: 'Out of proportion to the severity of the finding' },
  },
  states: {
    told: { zh: '待执行反馈', en: 'Feedback awaited', due: { within: 'measure.feedback', else: 'silence' }, while: lasting, toldSubject: true, shown },
    silent: { zh: '逾期未反馈', en: 'No feedback in time', while: lasting, toldSubject: true, shown },
    inForce: { zh: '执行中', en: 'In force', while: lasting, toldSubject: true, shown },
    lifted: { zh: '已终止，待执行单位确认', en: 'Ended, to be acknowledged', due: { within: 'measure.acknowledge', else: 'overlook' }, toldSubject: true },
    unacknowledged: { zh: '已终止，逾期未确认', en: 'Ended, not acknowledged in time', toldSubject: true },
    acknowledged: { zh: '已终止，执行单位已确认', en: 'Ended and acknowledged', end: true, toldSubject: true },
  },
  actions: {
    impose: { zh: '随记录生效采取', en: 'Begin with the finding', from: 'nothing', to: 'told', by: 'system@any', takes: ['recordId', 'measure', 'executorId'], refuse: refusal, sets: ground },
    choose: { zh: '选定措施', en: 'Choose', from: 'nothing', to: 'told', by: 'verifier@jurisdiction', takes: ['recordId', 'measure', 'reason'], refuse: refusal, sets: ground },
    assign: { zh: '指定执行单位', en: 'Assign the executor', atWill: true, from: [...standing, ...over], to: 'same', by: ['verifier@jurisdiction', 'system@any'], takes: ['executorId'] },
    feedback: { zh: '反馈执行情况', en: 'Give feedback', from: ['told', 'silent'], to: 'inForce', by: 'contact@handling', takes: ['feedback', 'attachments'] },
    report: { zh: '补充反馈', en: 'Add to the feedback', atWill: true, from: ['inForce'], to: 'same', by: 'contact@handling', takes: ['feedback', 'attachments'] },
    silence: { zh: '逾期未反馈', en: 'No feedback in time', from: ['told'], to: 'silent', by: 'system@any', takes: [] },
    urge: { zh: '催办', en: 'Urge', atWill: true, from: ['told', 'silent', ...over], to: 'same', by: 'verifier@jurisdiction', takes: ['reason'] },
    restate: { zh: '记录更正，措施继续', en: 'Goes on after a correction', from: standing, to: 'same', by: 'system@any', takes: [], sets: ({ about, sofar }) => ({ item: about?.item ?? sofar.item, severity: about?.severity ?? sofar.severity }) },
    lift: { zh: '失去依据，措施终止', en: 'End with its ground', from: standing, to: 'lifted', by: 'system@any', takes: [], sets: (ctx) => ({ over: true, cause: causeOf(ctx) }) },
    revoke: { zh: '撤销措施', en: 'Revoke', atWill: true, from: standing, to: 'lifted', by: 'verifier@jurisdiction', takes: ['reason'], apart: ['choose'], sets: () => ({ over: true, cause: 'revoked' }), danger: true },
    overlook: { zh: '终止逾期未确认', en: 'The end was not acknowledged in time', from: ['lifted'], to: 'unacknowledged', by: 'system@any', takes: [] },
    acknowledge: { zh: '确认已停止执行', en: 'Acknowledge the end', from: over, to: 'acknowledged', by: 'contact@handling', takes: ['remark'] },
  },
  reads: ['maker@own', 'verifier@jurisdiction', 'reviewer@jurisdiction', 'auditor@jurisdiction', 'contact@handling'],
  about: ({ recordId }) => (recordId === undefined ? undefined : { register: 'dishonesty-record', id: recordId }),
  personal: ({ person }) => person === true,
  columns: (sofar, rules) => ({
    title: `措施：${entryOf(sofar, rules)?.label.zh ?? sofar.measure ?? ''}`, item: sofar.item ?? null, severity: sofar.severity ?? null, subjectId: sofar.subjectId ?? null, handlerId: sofar.executorId ?? null,
    // One entry is applied to one finding once; when it is over it may begin again.
    uniqueKey: sofar.over === true ? null : JSON.stringify([sofar.recordId, sofar.measure]),
  }),
});

/**
 * 相对人确认: whoever was owed what a finding is about says whether it was performed, before the finding is repaired. It exists because
 * the debtor's own proof is half of it (a promise counts as kept when both sides say so); whoever does not answer in time is taken to
 * have no objection, and a denial is a case of its own that somebody weighs. The beneficiary needs no account: the source department tells
 * them and enters what they signed.
 */
import { field } from '../../core/field.ts';
import { cite } from '../../core/law.ts';
import { type Context, defineRegister } from '../../core/register.ts';

const sources = ['maker@handling', 'verifier@handling', 'verifier@city'] as const;
const unheard = ['asked', 'told', 'lapsed'] as const;

type Asked = Pick<Context<any>, 'actor' | 'sofar' | 'input' | 'today'>;
const ownBody = ({ actor, sofar }: Pick<Asked, 'actor' | 'sofar'>) => (actor.bodyId !== null && actor.bodyId === sofar['subjectId'] ? 'own-body' as const : undefined);
const onPaper = (c: Asked, on: 'toldOn' | 'receivedOn') => ownBody(c) ?? (((c.input['attachments'] as readonly string[] | undefined) ?? []).length === 0 ? 'no-paper' as const : (c.input[on] as string) > c.today ? 'future-day' as const : undefined);

export const confirmation = defineRegister({
  id: 'confirmation',
  label: { zh: '相对人确认', en: 'Beneficiary’s confirmation' },
  purpose: { zh: '修复前请合同、承诺或者债权的相对人确认已经履行；逾期不答复的视为没有异议，不认可的另行认定', en: 'Before a repair, whoever was owed says whether it was performed; silence lapses, a denial is weighed' },
  law: [cite('发改财金〔2023〕1103号', '三、健全失信惩戒和信用修复机制', '认定部门确认已纠正、完成履约的，及时修复'), cite('国办发〔2025〕22号', '信用修复的申请和办理', '须已经纠正失信行为、履行义务；申请人只交两份材料，核实由认定单位办理')],
  series: 'QR',
  fields: {
    repairId: field.text({ zh: '所针对的修复申请', en: 'Application', max: 40 }),
    subjectId: field.subject({ zh: '申请修复的单位', en: 'Body', optional: true }),
    sourceId: field.subject({ zh: '认定单位', en: 'Source', optional: true }),
    name: field.text({ zh: '相对人', en: 'Beneficiary', max: 200 }),
    matter: field.longText({ zh: '单位所述履行情况', en: 'What the body says', max: 4000 }),
    toldOn: field.date({ zh: '送达日期', en: 'Told on' }),
    toldHow: field.choice({ zh: '送达方式', en: 'How', choices: [{ value: 'hand', zh: '当面签收', en: 'By hand' }, { value: 'post', zh: '邮寄', en: 'By post' }, { value: 'electronic', zh: '电子送达', en: 'Electronically' }] }),
    receivedOn: field.date({ zh: '收到意见的日期', en: 'Received on' }),
    said: field.longText({ zh: '相对人的意见', en: 'What they said', max: 4000, help: '照相对人签字（盖章）的书面意见填写，并附上原件扫描件' }),
    attachments: field.files({ zh: '凭证', en: 'Documents', optional: true, help: '送达回证、签字（盖章）的确认书或者异议书' }),
    finding: field.choice({ zh: '认定', en: 'Finding', choices: [{ value: 'performed', zh: '已经履行完毕', en: 'Performed' }, { value: 'not', zh: '没有履行完毕', en: 'Not performed' }] }),
    evidence: field.longText({ zh: '认定的事实和依据', en: 'On what evidence', max: 4000, help: '写明核对了什么凭证、听取了双方什么意见' }),
  },
  refusals: {
    'no-paper': { zh: '请附上凭证：送达的附送达回证，登记意见的附相对人签字（盖章）的原件', en: 'Attach the proof of delivery or what the beneficiary signed' },
    'future-day': { zh: '日期不能晚于今天', en: 'The day is in the future' },
    'own-body': { zh: '这是关于您所在单位的修复，须由其他单位办理', en: 'A body does not handle its own repair' },
  },
  states: {
    asked: { zh: '待送达相对人', en: 'To be told', due: { within: 'confirmation.tell' }, toldSubject: true },
    told: { zh: '待相对人确认', en: 'To be confirmed', due: { within: 'confirmation.answer', else: 'lapse' }, toldSubject: true },
    lapsed: { zh: '相对人逾期未答复，视为没有异议', en: 'No answer in time, taken as no objection', toldSubject: true },
    disputed: { zh: '相对人不认可，待认定', en: 'Denied, to be weighed', due: { within: 'confirmation.weigh' }, toldSubject: true },
    confirmed: { zh: '相对人已确认履行', en: 'Confirmed', end: true, toldSubject: true },
    overruled: { zh: '经认定已经履行', en: 'Found performed', end: true, toldSubject: true },
    upheld: { zh: '经认定没有履行', en: 'Found not performed', end: true, toldSubject: true },
    moot: { zh: '修复申请已有结果', en: 'The application was decided', end: true, toldSubject: true },
  },
  actions: {
    ask: { zh: '请相对人确认', en: 'Ask', from: 'nothing', to: 'asked', by: 'system@any', takes: ['repairId', 'subjectId', 'sourceId', 'name', 'matter'] },
    tell: { zh: '登记已送达', en: 'Record that they were told', from: ['asked'], to: 'told', by: sources, takes: ['toldOn', 'toldHow', 'attachments'], refuse: (c) => onPaper(c, 'toldOn') },
    confirm: { zh: '登记相对人确认履行', en: 'Enter the confirmation', from: unheard, to: 'confirmed', by: sources, takes: ['receivedOn', 'said', 'attachments'], refuse: (c) => onPaper(c, 'receivedOn'), atWill: true },
    deny: { zh: '登记相对人不认可', en: 'Enter the denial', from: unheard, to: 'disputed', by: sources, takes: ['receivedOn', 'said', 'attachments'], refuse: (c) => onPaper(c, 'receivedOn'), atWill: true },
    weigh: { zh: '认定是否履行', en: 'Weigh the denial', from: ['disputed'], to: { among: ['overruled', 'upheld'], choose: ({ input }) => (input.finding === 'performed' ? 'overruled' : 'upheld') }, by: 'verifier@city', takes: ['finding', 'evidence', 'attachments'], apart: ['deny', 'repair.apply'], refuse: ownBody },
    lapse: { zh: '逾期未答复', en: 'No answer in time', from: ['told'], to: 'lapsed', by: 'system@any', takes: [] },
    moot: { zh: '修复申请已有结果，不再需要确认', en: 'End with the application', from: ['asked', 'told', 'lapsed', 'disputed'], to: 'moot', by: 'system@any', takes: [] },
  },
  reads: ['maker@handling', 'verifier@handling', 'verifier@jurisdiction', 'reviewer@jurisdiction', 'arbiter@jurisdiction', 'auditor@jurisdiction'],
  about: ({ repairId }) => (repairId === undefined ? undefined : { register: 'repair', id: repairId }),
  columns: (sofar) => ({ title: `相对人确认：${sofar.name ?? ''}`.slice(0, 120), subjectId: sofar.subjectId ?? null, handlerId: sofar.sourceId ?? null, searchText: sofar.name ?? '' }),
});

// 公示意见表: mode, ground with its law, summary, and the words of documents that go out with the record.
import { Alert, Card, Flex, Input, Radio, Select } from 'antd';
import { useId } from 'react';
import type { ReactElement } from 'react';
import type { Detail, Take } from '../../api.ts';
import { t } from '../../i18n.ts';
import { lawLine } from '../../ui/index.ts';
import { BasisTag } from '../rules/basis.tsx';
import type { Decision } from './decision.ts';
import { DocumentTexts } from './document-texts.tsx';
import type { DocumentText } from './document-texts.tsx';
import { groundsFor, needsGround } from './rules.ts';
import type { GroundRule } from './rules.ts';

type Props = { decision: Decision; onChange: (decision: Decision) => void; detail: Detail; grounds: GroundRule[]; takes: Take[]; documents: DocumentText[]; /** Grounds that the catalogue item names. */ listed: string[]; /** The server asks why this severity must be shown. */ asksNecessity: boolean };

const choiceLabel = (choice: NonNullable<Take['choices']>[number]): string => (choice.label ? t(choice.label) : t({ zh: choice.zh ?? choice.value, en: choice.en ?? choice.value }));
const meanings: Record<string, string> = {
  full: t({ zh: '公开全部可公开的内容', en: 'everything that may be shown' }),
  summary: t({ zh: '只公开摘要级的内容', en: 'the summary facts only' }),
  statistics: t({ zh: '没有单独页面，只计入统计', en: 'no page of its own' }),
  closed: t({ zh: '公众看不到', en: 'nothing is shown' }),
};

function GroundChoice({ decision, onChange, detail, grounds, listed }: Omit<Props, 'takes' | 'documents' | 'asksNecessity'>): ReactElement | null {
  const id = useId();
  const kind = detail.subject?.kind ?? 'body';
  if (!decision.mode || decision.mode === 'closed') return null;
  const allowed = groundsFor(grounds, kind, decision.mode).sort((a, b) => Number(listed.includes(b.key)) - Number(listed.includes(a.key)));
  const chosen = allowed.find((ground) => ground.key === decision.ground);
  if (allowed.length === 0 && needsGround(decision.mode, kind)) {
    return <Alert type="warning" showIcon title={t({ zh: '这种方式没有可用的公示依据', en: 'No ground allows this mode' })}
      description={kind === 'official'
        ? t({ zh: '公务员的记录只能依据法律专为个人规定的情形公示。请改选“仅作统计”或“不予公开”。', en: 'An official’s record needs a ground that the law knows for persons. Choose a narrower mode.' })
        : t({ zh: '请改选较窄的方式，或先在规则库提出补充公示依据。', en: 'Choose a narrower mode, or propose a ground in the rulebook.' })} />;
  }
  return (
    <Flex vertical gap={4}>
      <label htmlFor={id}>{t({ zh: '公示依据', en: 'Ground' })}{needsGround(decision.mode, kind) ? t({ zh: '（必选）', en: ' (required)' }) : t({ zh: '（可不选）', en: ' (optional)' })}</label>
      <Select id={id} value={chosen ? decision.ground : undefined} placeholder={t({ zh: '请选择', en: 'Choose' })}
        options={[...(needsGround(decision.mode, kind) ? [] : [{ value: '', label: t({ zh: '（不选）', en: '(none)' }) }]), ...allowed.map((ground) => ({ value: ground.key, label: t(ground.label) + (listed.length > 0 && !listed.includes(ground.key) ? t({ zh: '（该目录事项未列）', en: ' (not named by the item)' }) : '') }))]} onChange={(ground?: string) => onChange({ ...decision, ground: ground ?? '' })} />
      {chosen && <p className="rc-ground"><BasisTag basis={chosen.basis} /> {lawLine(chosen.source)}</p>}
      {kind === 'official' && <p className="rc-quiet">{t({ zh: '主体是公务员，只列出法律专为个人规定的依据。', en: 'The subject is an official: only grounds for persons are listed.' })}</p>}
    </Flex>
  );
}

export function DecisionForm({ decision, onChange, detail, grounds, takes, documents, listed, asksNecessity }: Props): ReactElement {
  const id = useId();
  const modes = takes.find((take) => take.key === 'mode')?.choices ?? [];
  const summaryMax = takes.find((take) => take.key === 'summary')?.max;
  const shown = decision.mode === 'full' || decision.mode === 'summary';
  return (
    <Card title={t({ zh: '公示意见', en: 'Decision' })}>
      <Flex vertical gap={16}>
        <Radio.Group value={decision.mode} onChange={(event) => onChange({ ...decision, mode: event.target.value as string, ground: '' })} aria-label={t({ zh: '公示方式', en: 'Mode' })}>
          <Flex vertical gap={4}>
            {modes.map((mode) => <Radio key={mode.value} value={mode.value}>{choiceLabel(mode)} <span className="rc-quiet">{meanings[mode.value]}</span></Radio>)}
          </Flex>
        </Radio.Group>
        <GroundChoice decision={decision} onChange={onChange} detail={detail} grounds={grounds} listed={listed} />
        {shown && (asksNecessity || (decision.necessity ?? '') !== '') && <Flex vertical gap={4} style={{ marginBottom: 16 }}>
          <label htmlFor={`${id}-necessity`}>{t({ zh: '公示的必要性（必填：这一严重程度原则上不公示）', en: 'Why it must be shown (required: this severity is not shown in principle)' })}</label>
          <Input.TextArea id={`${id}-necessity`} autoSize={{ minRows: 2, maxRows: 6 }} value={decision.necessity ?? ''} maxLength={500} showCount onChange={(event) => onChange({ ...decision, necessity: event.target.value })} />
        </Flex>}
        {shown && <Flex vertical gap={4} style={{ marginBottom: 16 }}>
          <label htmlFor={id}>{t({ zh: '公开摘要（可不填）', en: 'Public summary (optional)' })}</label>
          <Input.TextArea id={id} autoSize={{ minRows: 2, maxRows: 8 }} value={decision.summary} {...(summaryMax ? { maxLength: summaryMax, showCount: true } : {})}
            onChange={(event) => onChange({ ...decision, summary: event.target.value })} />
        </Flex>}
        {shown && <DocumentTexts documents={documents} texts={decision.publicTexts} onChange={(publicTexts) => onChange({ ...decision, publicTexts })} />}
      </Flex>
    </Card>
  );
}

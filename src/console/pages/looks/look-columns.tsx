// 一次查阅: the columns in which a look is told, for the auditor and for the person looked at alike. A refused look is marked in words and shape.
import { StopOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { Look } from '../../api.ts';
import { showInstant } from '../../days.ts';
import { t } from '../../i18n.ts';
import { StateTag } from '../../ui/index.ts';
import type { Column } from './data-table.tsx';

const at: Column<Look> = { key: 'at', label: t({ zh: '时间', en: 'At' }), head: true, cell: (look) => <span className="rc-num">{showInstant(look.at)}</span> };
const who: Column<Look> = { key: 'who', label: t({ zh: '查阅人', en: 'Looked by' }), cell: (look) => (
  <>{look.account.name}<span className="rc-cell-sub">{typeof look.account.body === 'string' ? look.account.body : look.account.body.name}</span></>
) };
const whom = (onlyOf: (id: string) => void): Column<Look> => ({ key: 'whom', label: t({ zh: '被查阅人', en: 'Looked at' }), cell: ({ subject }) => (subject
  ? <Button type="link" size="small" style={{ paddingInline: 0 }} onClick={() => onlyOf(subject.id)} aria-label={t({ zh: `只看对${subject.name}的查阅`, en: `Only looks at ${subject.name}` })}>{subject.name}</Button> : '—') });
const what: Column<Look> = { key: 'what', label: t({ zh: '查阅内容', en: 'What' }), cell: (look) => <>
  {look.what}
  {look.record && <span className="rc-cell-sub">{look.record.no}</span>}
  {look.batch && <span className="rc-cell-sub">{t({ zh: `导入批次：${look.batch.item.zh}`, en: `import: ${look.batch.item.en}` })}</span>}
  {look.ended && <span className="rc-cell-sub">{t({ zh: `该记录${look.ended.state.zh}（${look.ended.action.zh}，${look.ended.on}）`, en: `${look.ended.state.en} (${look.ended.action.en}, ${look.ended.on})` })}</span>}
</> };
const why: Column<Look> = { key: 'why', label: t({ zh: '目的与缘由', en: 'Why' }), cell: (look) => <>{look.purpose ? t(look.purpose.label) : t({ zh: '未说明', en: 'not stated' })}{look.because && <span className="rc-cell-sub">{look.because}</span>}</> };
const outcome: Column<Look> = { key: 'outcome', label: t({ zh: '结果', en: 'Outcome' }), cell: (look) => (look.allowed
  ? <StateTag tone="done" label={t({ zh: '准许', en: 'allowed' })} />
  : <><StopOutlined aria-hidden style={{ color: 'var(--seal)' }} /> <StateTag tone="breach" label={t({ zh: '被拒', en: 'refused' })} /></>) };

/** A look has no natural key of its own; the server numbers them. */
export const lookKey = (look: Look): string => String((look as { id?: number }).id ?? `${look.at} ${look.account.name} ${look.record?.no ?? ''} ${look.what}`);

/** `onlyOf` narrows the list to the looks at one person. */
export const lookColumns = (onlyOf: (id: string) => void): Column<Look>[] => [at, who, whom(onlyOf), what, why, outcome];
/** The same without the person looked at, who is the reader. */
export const looksAtMeColumns: Column<Look>[] = [at, who, what, why, outcome];

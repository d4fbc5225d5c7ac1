// 记录内容表: what was found, field by field, each with its meaning, its law and who may see it.
import { InfoCircleOutlined } from '@ant-design/icons';
import { Button, Popover } from 'antd';
import type { Fact } from '../../api.ts';
import { t } from '../../i18n.ts';

const sight: Record<string, { zh: string; en: string }> = {
  summary: { zh: '公示时公开', en: 'Shown when disclosed' }, full: { zh: '仅全文公示时公开', en: 'Shown in full disclosure only' }, never: { zh: '内部，不公开', en: 'Internal' },
};

/** The button beside a field that says what it means and why it is asked. */
export function FactHelp({ fact }: { fact: Fact }) {
  if (!fact.meaning && !fact.law) return null;
  return (
    <Popover trigger="click" title={t(fact.label)} content={<div className="rc-law"><p>{t(fact.meaning)}</p>{fact.law && <p className="rc-quiet">{t({ zh: '依据：', en: 'Law: ' })}{t(fact.law)}</p>}</div>}>
      <Button type="text" size="small" icon={<InfoCircleOutlined aria-hidden />} aria-label={t({ zh: `“${fact.label.zh}”的含义和依据`, en: `Meaning and law of ${fact.label.en}` })} />
    </Popover>
  );
}

export function FactsTable({ facts }: { facts: Fact[] }) {
  return (
    <table className="rc-facts">
      <caption className="rc-sr">{t({ zh: '记录内容', en: 'Facts' })}</caption>
      <thead className="rc-sr"><tr><th scope="col">{t({ zh: '项目', en: 'Field' })}</th><th scope="col">{t({ zh: '内容', en: 'Value' })}</th><th scope="col">{t({ zh: '公开范围', en: 'Who may see' })}</th></tr></thead>
      <tbody>
        {facts.map((fact) => (
          <tr key={fact.key}>
            <th scope="row"><span>{t(fact.label)}</span><FactHelp fact={fact} /></th>
            <td className={['money', 'date', 'integer', 'uscc'].includes(fact.type) ? 'rc-tabular' : undefined}>{fact.display || <span className="rc-quiet">{t({ zh: '未填', en: 'Empty' })}</span>}</td>
            <td className="rc-sight"><span className={fact.disclose === 'never' ? 'rc-internal' : 'rc-quiet'}>{t(sight[fact.disclose])}</span></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

// 月报: the numbers of a month and of this moment. Every number opens the list behind it; the table can be taken away, links included.
import { useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { type ReactElement, useState } from 'react';
import { Link } from 'react-router';
import { send } from '../../http.ts';
import { showNumber, t } from '../../i18n.ts';
import { useMe } from '../../session.ts';
import { Empty, PageHeader, ProblemAlert } from '../../ui/index.ts';

type Words = { zh: string; en: string };
type Section = { id: string; register: string; label: Words; lines: { key: string; label: Words; value: number; list: string }[] };
const month = /^\d{4}-(0[1-9]|1[0-2])$/;

function SectionTable({ section }: { section: Section }): ReactElement {
  const total = section.lines.reduce((sum, line) => sum + line.value, 0);
  return (
    <div className="rc-table-wrap">
      <table className="rc-table rc-table-two">
        <caption className="rc-sr">{t(section.label)}</caption>
        <thead><tr><th scope="col">{t({ zh: '项目', en: 'Item' })}</th><th scope="col" style={{ textAlign: 'right' }}>{t({ zh: '条数', en: 'Count' })}</th></tr></thead>
        <tbody>
          {section.lines.map((line) => (
            <tr key={line.key}>
              <th scope="row">{t(line.label)}</th>
              <td className="rc-num" data-label={t({ zh: '条数', en: 'Count' })} style={{ textAlign: 'right' }}>
                <Link to={`/records/${section.register}?${line.list}`} aria-label={`${t(line.label)}：${showNumber(line.value)}`}>{showNumber(line.value)}</Link>
              </td>
            </tr>
          ))}
          {section.lines.length === 0 && <tr><td colSpan={2}><span className="rc-quiet">{t({ zh: '本月没有办理', en: 'Nothing this month' })}</span></td></tr>}
        </tbody>
        {section.id !== 'flow' && section.register === 'dishonesty-record' && section.lines.length > 0 && <tfoot><tr><th scope="row" style={{ padding: "8px 16px" }}>{t({ zh: '合计', en: 'Total' })}</th><td className="rc-num" style={{ textAlign: "right", padding: "8px 16px" }}>{showNumber(total)}</td></tr></tfoot>}
      </table>
    </div>
  );
}

/** The monthly report, at /report. */
export default function ReportPage(): ReactElement {
  const me = useMe();
  const [typed, setTyped] = useState(me.today.slice(0, 7));
  const asked = month.test(typed) ? typed : me.today.slice(0, 7);
  const report = useQuery({ queryKey: ['report', asked], queryFn: () => send<{ sections: Section[] }>(`/report?month=${asked}`) });
  return (
    <>
      <PageHeader title={t({ zh: '月报', en: 'Monthly report' })} lead={t({ zh: '本月办理的与现有的记录，限于您的管辖范围。每个数字都能点开它背后的清单。', en: 'What was handled and what stands, within your scope. Every number opens its list.' })}
        actions={<Button type="primary" href={`/api/v1/report.xlsx?month=${asked}`}>{t({ zh: '导出电子表格', en: 'Export' })}</Button>} />
      <p><label htmlFor="report-month">{t({ zh: '月份（如 2026-11）', en: 'Month (2026-11)' })}</label>{' '}
        <Input id="report-month" value={typed} style={{ width: 140 }} status={month.test(typed) ? '' : 'error'} onChange={(event) => setTyped(event.target.value.trim())} aria-invalid={!month.test(typed)} /></p>
      {report.error ? <ProblemAlert error={report.error} onRetry={() => void report.refetch()} />
        : report.data ? (
          <div style={{ display: 'grid', gap: 24, gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 340px), 1fr))', alignItems: 'start', marginBlockStart: 16 }}>
            {report.data.sections.map((section) => <section key={section.id} aria-labelledby={`report-${section.id}`}><h2 id={`report-${section.id}`} style={{ fontSize: 18, marginBlock: '0 8px' }}>{t(section.label)}</h2><SectionTable section={section} /></section>)}
          </div>
        )
        : <Empty title={t({ zh: '正在计算', en: 'Counting' })} fill={t({ zh: '请稍候', en: 'One moment' })} />}
    </>
  );
}

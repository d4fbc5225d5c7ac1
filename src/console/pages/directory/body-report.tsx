// 内部信用报告: a body's credit report with what is not public too, for those who answer for its area; made to be printed.
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Descriptions, Flex, Skeleton } from 'antd';
import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';
import type { Label } from '../../api.ts';
import { fileUrl, send } from '../../http.ts';
import { showNumber, t } from '../../i18n.ts';
import { Empty, PageHeader, ProblemAlert, severityLabel } from '../../ui/index.ts';
import { type Column, DataTable } from '../looks/data-table.tsx';
import { bodyPath } from './bodies.tsx';

type Line = { register: string; id: string; no: string; item: Label | null; severity: string | null; documentNumber: string | null; decidedOn: string | null; state: Label; isPublic: boolean; disputed: boolean; dueOn: string | null };
type Report = { no: string; code: string; on: string; issuer: string; body: { id: string; name: string; uscc: string | null }; sections: { id: string; label: Label; empty: Label; count: number; lines: Line[] }[] };

const columns: readonly Column<Line>[] = [
  { key: 'no', label: t({ zh: '编号', en: 'Number' }), head: true, cell: (l) => <Link to={`/records/${l.register}/${l.id}`}>{l.no}</Link> },
  { key: 'item', label: t({ zh: '事项', en: 'Kind' }), cell: (l) => <>{l.item ? t(l.item) : ''}{l.disputed && <strong> {t({ zh: '异议处理中', en: 'In dispute' })}</strong>}</> },
  { key: 'severity', label: t({ zh: '严重程度', en: 'Severity' }), cell: (l) => (l.severity ? severityLabel(l.severity) : '—') },
  { key: 'document', label: t({ zh: '依据文书', en: 'Document' }), cell: (l) => l.documentNumber ?? '—' },
  { key: 'state', label: t({ zh: '状态', en: 'State' }), cell: (l) => <>{t(l.state)}{!l.isPublic && <span className="rc-quiet"> {t({ zh: '（未公开）', en: ' (not public)' })}</span>}</> },
];

/** The report, at /directory/:id/report. */
export function BodyReport(): ReactElement {
  const { id = '' } = useParams();
  const report = useQuery({ queryKey: ['body-report', id], queryFn: () => send<Report>(`/bodies/${encodeURIComponent(id)}/report`) });
  const title = t({ zh: '信用报告（内部）', en: 'Credit report (internal)' });
  const crumbs = [{ label: t({ zh: '机构名录', en: 'Directory' }), to: '/directory' }, ...(report.data ? [{ label: report.data.body.name, to: bodyPath(id) }] : [])];
  if (report.error) return <><PageHeader title={title} crumbs={crumbs} /><ProblemAlert error={report.error} onRetry={() => void report.refetch()} /></>;
  if (!report.data) return <Skeleton active />;
  const r = report.data;
  return (
    <>
      <PageHeader title={title} crumbs={crumbs} actions={<Flex gap={8} wrap><Button type="primary" href={fileUrl(`/bodies/${encodeURIComponent(id)}/report.pdf`)} download>{t({ zh: '下载 PDF', en: 'Download as PDF' })}</Button><Button onClick={() => window.print()}>{t({ zh: '打印', en: 'Print' })}</Button></Flex>} />
      <div className="rc-stack">
        <Alert type="info" showIcon title={t({ zh: '含未公开信息，只供办理公务使用，不得对外提供', en: 'Holds what is not public: for official use only' })} description={t({ zh: '不含任何个人的记录。对外请使用公众网站上的公开报告。', en: 'No record about a person is in it. Outside, use the public report.' })} />
        <Descriptions bordered size="small" column={{ xs: 1, md: 2 }} items={[
          { key: 'body', label: t({ zh: '单位', en: 'Body' }), children: r.body.name }, { key: 'uscc', label: t({ zh: '统一社会信用代码', en: 'USCC' }), children: r.body.uscc ?? '—' },
          { key: 'no', label: t({ zh: '报告编号', en: 'Number' }), children: r.no }, { key: 'on', label: t({ zh: '报告日期', en: 'Day' }), children: r.on },
          { key: 'issuer', label: t({ zh: '出具单位', en: 'Issued by' }), children: r.issuer }, { key: 'code', label: t({ zh: '验证码（公开部分）', en: 'Code (public part)' }), children: <code>{r.code}</code> },
        ]} />
        <ul className="rc-body-states">{r.sections.map((s) => <li key={s.id}><a href={`#report-${s.id}`}><b className="rc-num">{showNumber(s.count)}</b> {t(s.label)}</a></li>)}</ul>
        {r.sections.map((s) => (
          <section key={s.id} aria-labelledby={`report-${s.id}`}>
            <h2 id={`report-${s.id}`} style={{ fontSize: 18, marginBlock: '0 8px' }}>{t(s.label)}</h2>
            <DataTable rows={s.lines} columns={columns} rowKey={(l) => l.id} caption={t(s.label)} empty={<Empty title={t({ zh: '没有', en: 'None' })} fill={t(s.empty)} />} />
          </section>
        ))}
      </div>
    </>
  );
}

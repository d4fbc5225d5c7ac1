// 一个机构: its names over time, what it came from and became, what it answers for. A record stays with the body as it was; this page
// leads on to the successor.
import { useQuery } from '@tanstack/react-query';
import { Alert, Card, Descriptions, Skeleton } from 'antd';
import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '../../api.ts';
import type { BodyDetail as ContractBody, BodyRef, Register } from '../../api.ts';
import { showDay } from '../../days.ts';
import { showNumber, t } from '../../i18n.ts';
import { Empty, PageHeader, ProblemAlert } from '../../ui/index.ts';
import { DataTable, LinkButton } from '../looks/data-table.tsx';
import { bodyPath } from './bodies.tsx';
import { CodeButton, EndButton, MergeButton, MoveButton, RenameButton } from './body-changes.tsx';
import { bodyKinds, levels, nameKinds } from './words.ts';

/** The server says who may register changes; where it says nothing the buttons stay and it decides when pressed. */
type BodyDetail = ContractBody & { mayChange?: boolean };
const crumbs = [{ label: t({ zh: '机构名录', en: 'Directory' }), to: '/directory' }];

function Links({ bodies, none }: { bodies: BodyRef[]; none: string }): ReactElement {
  if (bodies.length === 0) return <span className="rc-quiet">{none}</span>;
  return <ul className="rc-body-links">{bodies.map((body) => <li key={body.id}><Link to={bodyPath(body.id)}>{body.name}</Link></li>)}</ul>;
}

/** From when until when; an open side is said in words. */
export function showSpan(from: string | null | undefined, to: string | null | undefined): string {
  if (!from && !to) return t({ zh: '未记载', en: 'not recorded' });
  return `${from ? showDay(from) : t({ zh: '起始未记载', en: 'start not recorded' })} – ${to ? showDay(to) : t({ zh: '至今', en: 'now' })}`;
}

function Facts({ body }: { body: BodyDetail }): ReactElement {
  return (
    <Card title={t({ zh: '基本信息', en: 'Facts' })}>
      <Descriptions column={1} size="small" items={[
        { key: 'uscc', label: t({ zh: '统一社会信用代码', en: 'Credit code' }), children: <span className="rc-num">{body.uscc || t({ zh: '未登记', en: 'not on file' })}</span> },
        { key: 'kind', label: t({ zh: '类别', en: 'Kind' }), children: `${t(bodyKinds[body.kind]) || body.kind} · ${t(levels[body.level]) || body.level}` },
        { key: 'area', label: t({ zh: '辖区', en: 'Area' }), children: typeof body.area === 'string' ? body.area : body.area.name },
        { key: 'span', label: t({ zh: '存续', en: 'In being' }), children: showSpan(body.validFrom, body.validTo) },
        { key: 'parent', label: t({ zh: '上级', en: 'Superior' }), children: <Links bodies={body.parent ? [body.parent] : []} none={t({ zh: '没有上级', en: 'none' })} /> },
        { key: 'children', label: t({ zh: '下级', en: 'Subordinates' }), children: <Links bodies={body.children} none={t({ zh: '没有下级', en: 'none' })} /> },
        { key: 'before', label: t({ zh: '前身', en: 'Came from' }), children: <Links bodies={body.predecessors} none={t({ zh: '没有前身', en: 'none' })} /> },
        { key: 'after', label: t({ zh: '承继机构', en: 'Succeeded by' }), children: <Links bodies={body.successor ? [body.successor] : []} none={t({ zh: '没有，仍在存续', en: 'none' })} /> },
      ]} />
    </Card>
  );
}

function Names({ body }: { body: BodyDetail }): ReactElement {
  return (
    <Card title={t({ zh: '名称沿革', en: 'Names over time' })}>
      <DataTable rows={[...body.names].sort((a, b) => Number(a.kind === 'alias') - Number(b.kind === 'alias'))} rowKey={(name) => name.kind + name.name} caption={t({ zh: '名称沿革', en: 'Names over time' })}
        empty={<Empty title={t({ zh: '只有一个名称', en: 'One name only' })} fill={t({ zh: '登记更名后，原名和起止日期会列在这里。', en: 'Former names appear here after a rename.' })} />}
        columns={[
          { key: 'name', label: t({ zh: '名称', en: 'Name' }), head: true, cell: (name) => name.name },
          { key: 'kind', label: t({ zh: '性质', en: 'Kind' }), cell: (name) => t(nameKinds[name.kind]) || name.kind },
          { key: 'span', label: t({ zh: '使用期间', en: 'Used' }), cell: (name) => showSpan(name.validFrom, name.validTo) },
        ]} />
    </Card>
  );
}

function Records({ body, register }: { body: BodyDetail; register: Register | undefined }): ReactElement {
  const list = `/records/dishonesty-record?subject=${encodeURIComponent(body.id)}`;
  return (
    <Card title={t({ zh: '失信记录', en: 'Records' })}>
      {body.records.byState.length === 0
        ? <Empty title={t({ zh: '没有您可以查看的失信记录', en: 'No records that you may see' })} fill={t({ zh: '源头部门登记这个机构的失信信息后，会按状态列在这里；其他辖区的记录不在这里显示。', en: 'Findings about this body appear here by state; those of other areas are not shown.' })} />
        : <ul className="rc-body-states">{body.records.byState.map((state) => (
          <li key={state.state}><Link to={`${list}&state=${encodeURIComponent(state.state)}`}><b className="rc-num">{showNumber(state.count)}</b> {t(state.label ?? register?.states[state.state]?.label ?? state.state)}</Link></li>
        ))}</ul>}
    </Card>
  );
}

export function BodyPage(): ReactElement {
  const { id = '' } = useParams();
  const query = useQuery({ queryKey: ['body', id], queryFn: () => api.bodies.get(id) });
  const registers = useQuery({ queryKey: ['registers'], queryFn: api.registers, staleTime: Infinity });
  if (query.error) return <><PageHeader title={t({ zh: '机构', en: 'Body' })} crumbs={crumbs} /><ProblemAlert error={query.error} onRetry={() => void query.refetch()} /></>;
  if (!query.data) return <Skeleton active />;
  const body: BodyDetail = query.data;
  return (
    <>
      <PageHeader title={body.name} crumbs={crumbs} actions={<><LinkButton to={`${bodyPath(body.id)}/report`}>{t({ zh: '信用报告', en: 'Credit report' })}</LinkButton>{!body.validTo && body.mayChange !== false && <><RenameButton body={body} /><CodeButton body={body} /><MoveButton body={body} /><MergeButton body={body} /><EndButton body={body} /></>}</>} />
      <div className="rc-stack rc-body">
        {body.successor && <Alert type="info" showIcon title={t({ zh: '这个机构已由下列机构承继，原有记录仍在原名下', en: 'This body was succeeded; its records stay under its name' })}
          description={<Link to={bodyPath(body.successor.id)}>{body.successor.name}</Link>} />}
        {body.usccProblem && <Alert type="warning" showIcon title={t({ zh: '统一社会信用代码可能有误', en: 'The credit code may be wrong' })} description={t(body.usccProblem)} />}
        <Records body={body} register={registers.data?.find((one) => one.id === 'dishonesty-record')} />
        <Facts body={body} />
        <Names body={body} />
      </div>
    </>
  );
}

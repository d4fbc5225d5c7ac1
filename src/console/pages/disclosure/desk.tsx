// 公示办理（一条记录）: opens the record, asks for a purpose where the law wants one, and shows the desk of whoever sits before it.
import { useQuery } from '@tanstack/react-query';
import { Alert, Skeleton } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';
import { api, asProblem } from '../../api.ts';
import type { Detail, Why } from '../../api.ts';
import { t } from '../../i18n.ts';
import { DueDay, PageHeader, ProblemAlert, StateTag, recordPath, severityLabel } from '../../ui/index.ts';
import { PurposeForm } from '../directory/purpose-form.tsx';
import { ProposeDesk } from './propose-desk.tsx';
import { REGISTER } from './queue.tsx';
import { ReviewDesk } from './review-desk.tsx';

const crumbs = [{ label: t({ zh: '公示办理', en: 'Disclosure' }), to: '/disclosure' }];

function NotHere({ detail }: { detail: Detail }): ReactElement {
  return (
    <Alert type="info" showIcon title={t({ zh: `这条记录现在是“${t(detail.stateLabel)}”，您在这里没有可办的事`, en: `This record is “${t(detail.stateLabel)}”; there is nothing for you to do here` })}
      description={<Link to={recordPath({ register: REGISTER, id: detail.id })}>{t({ zh: '打开记录，查看由谁办理、何时到期', en: 'Open the record to see who acts and when it is due' })}</Link>} />
  );
}

function Lead({ detail }: { detail: Detail }): ReactElement {
  return (
    <>
      <Link to={recordPath({ register: REGISTER, id: detail.id })}>{detail.no ?? t({ zh: '未编号', en: 'no number' })}</Link>
      {detail.item && ` · ${t(detail.item.label)}`}{detail.subject && ` · ${detail.subject.name}`}{detail.severity && ` · ${severityLabel(detail.severity)}`}{' '}
      <StateTag state={detail.state} label={detail.stateLabel} /> <DueDay on={detail.dueOn} light={detail.light} provisional={detail.provisional} due={detail.due} />
    </>
  );
}

export function Desk(): ReactElement {
  const { id = '' } = useParams();
  const [why, setWhy] = useState<Why>();
  const record = useQuery({ queryKey: ['record', REGISTER, id, 'desk', why], queryFn: () => api.records.get(REGISTER, id, why), retry: false, staleTime: 0, refetchOnWindowFocus: why === undefined });
  if (record.error) {
    const problem = asProblem(record.error);
    return (
      <>
        <PageHeader title={t({ zh: '公示办理', en: 'Disclosure' })} crumbs={crumbs} />
        {problem.code === 'purpose-required'
          ? <PurposeForm purposes={problem.body.purposes ?? []} onGive={setWhy} />
          : <ProblemAlert error={record.error} onRetry={() => void record.refetch()} />}
      </>
    );
  }
  if (!record.data) return <Skeleton active />;
  const detail = record.data;
  const propose = detail.actions.find((action) => action.id === 'propose');
  const approve = detail.actions.find((action) => action.id === 'approve');
  const sendBack = detail.actions.find((action) => action.id === 'sendBack');
  return (
    <>
      <PageHeader title={detail.title} crumbs={crumbs} lead={<Lead detail={detail} />} />
      {propose ? <ProposeDesk key={`${detail.id}-${detail.seq}`} detail={detail} action={propose} />
        : approve || sendBack ? <ReviewDesk detail={detail} approve={approve} sendBack={sendBack} />
          : <NotHere detail={detail} />}
    </>
  );
}

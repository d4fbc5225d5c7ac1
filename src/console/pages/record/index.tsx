// 记录详情: one record with everything that explains it: state, due day and its reckoning, facts, history, versions, documents, disclosure, and the
// next step. An official's record opens only after the clerk has said why; the look is kept.
import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api, asProblem, type Why } from '../../api.ts';
import { t } from '../../i18n.ts';
import { Empty, PageHeader, ProblemAlert } from '../../ui/index.ts';
import { PurposeGate } from './purpose-gate.tsx';
import { RecordView } from './record-view.tsx';

export default function RecordPage() {
  const { register = '', id = '' } = useParams();
  return <OneRecord key={`${register}/${id}`} register={register} id={id} />;
}

function OneRecord({ register, id }: { register: string; id: string }) {
  const [why, setWhy] = useState<Why>();
  const record = useQuery({ queryKey: ['record', register, id, why ?? null], queryFn: () => api.records.get(register, id, why), retry: false, staleTime: 0, refetchOnWindowFocus: why === undefined });
  if (record.data) return <RecordView detail={record.data} reload={() => void record.refetch()} />;
  if (record.isPending) return <div className="rc-panel" aria-busy="true"><Skeleton active paragraph={{ rows: 10 }} /></div>;
  const problem = asProblem(record.error);
  if (problem.code === 'purpose-required') return <PurposeGate purposes={problem.body.purposes ?? []} onState={setWhy} />;
  if (problem.status !== 404) return <ProblemAlert error={problem} onRetry={() => void record.refetch()} />;
  return (
    <>
      <PageHeader title={t({ zh: '没有找到这条记录', en: 'Record not found' })} />
      <div className="rc-panel">
        <Empty title={t({ zh: '记录不存在，或不在您的权限范围内', en: 'It does not exist, or is outside your scope' })} fill={t({ zh: '请核对编号。需要查看其他辖区的记录，请联系其所在地的主管单位。', en: 'Check the number, or ask the body in charge there.' })}
          action={<Link to="/records"><Button tabIndex={-1}>{t({ zh: '回到记录列表', en: 'Back to records' })}</Button></Link>} />
      </div>
    </>
  );
}

// 撤回整批: says beforehand which records can be taken back and which have gone too far, and afterwards what became of each.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { api, newKey } from '../../api.ts';
import type { Batch, Standing } from '../../api.ts';
import { showNumber, t } from '../../i18n.ts';
import { ProblemAlert } from '../../ui/index.ts';

/** A withdrawal changes it, and each one ends at a moment of its own. */
const useStanding = (batch: Batch, enabled: boolean) => useQuery({ queryKey: ['imports', batch.id, 'standing', batch.state, batch.finishedAt], queryFn: () => api.imports.standing(batch.id), enabled });
const sum = (standing: readonly Standing[]): number => standing.reduce((n, { count }) => n + count, 0);

/** Records by state, the first of each state as links. */
function StandingList({ standing }: { standing: readonly Standing[] }): ReactElement {
  return (
    <ul className="rc-standing">
      {standing.map(({ state, label, count, records }) => (
        <li key={state}>{t(label)} <b className="rc-num">{showNumber(count)}</b>{t({ zh: ' 条：', en: ': ' })}
          {records.map(({ id, no }, n) => <span key={id}>{n > 0 && t({ zh: '、', en: ', ' })}<Link className="rc-num" to={`/records/dishonesty-record/${id}`}>{no}</Link></span>)}
          {count > records.length && t({ zh: ' 等', en: ' …' })}</li>
      ))}
    </ul>
  );
}

export function Withdraw({ batch }: { batch: Batch }): ReactElement {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const [key, setKey] = useState(newKey);
  const field = useId();
  const standing = useStanding(batch, open);
  const items = standing.data?.items ?? [];
  const can = sum(items.filter((s) => s.withdrawable));
  const left = items.filter((s) => !s.withdrawable && !s.ended);
  const withdraw = useMutation({
    mutationFn: () => api.imports.withdraw(batch.id, reason.trim(), key),
    // A later withdrawal of what is left is a request of its own.
    onSuccess: () => { setOpen(false); setReason(''); setKey(newKey()); return client.invalidateQueries(); },
  });
  return (
    <>
      <Button danger onClick={() => setOpen(true)}>{t({ zh: '撤回整批', en: 'Withdraw the batch' })}</Button>
      <Modal open={open} title={t({ zh: '撤回整批？', en: 'Withdraw the whole batch?' })} onCancel={() => setOpen(false)} onOk={() => withdraw.mutate()} confirmLoading={withdraw.isPending}
        okText={t({ zh: '撤回', en: 'Withdraw' })} cancelText={t({ zh: '不撤回', en: 'Keep' })} okButtonProps={{ danger: true, disabled: reason.trim().length < 2 || standing.data === undefined || (can === 0 && left.length > 0) }}>
        <ProblemAlert error={withdraw.error ?? standing.error} />
        <p role="status">{standing.data && t({ zh: `将终止 ${showNumber(can)} 条记录，过程留痕。`, en: `${showNumber(can)} records will end, with a trace.` })}</p>
        {left.length > 0 && <Alert type="warning" showIcon title={t({ zh: `${showNumber(sum(left))} 条已进入后续程序，不能撤回`, en: `${showNumber(sum(left))} went further and cannot be withdrawn` })}
          description={<><StandingList standing={left} />{t({ zh: '依据已被撤销的，请在各自的记录页办理“依据撤销，终止记录”。', en: 'Those whose basis fell away are annulled on their own pages.' })}</>} />}
        <label htmlFor={field}>{t({ zh: '撤回理由（必填）', en: 'Reason (required)' })}</label>
        <Input.TextArea id={field} rows={3} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Modal>
    </>
  );
}

/** What became of the records of a batch that somebody withdrew. */
export function Withdrawn({ batch }: { batch: Batch }): ReactElement {
  const partly = batch.state === 'done';
  const standing = useStanding(batch, partly);
  const left = (standing.data?.items ?? []).filter((s) => !s.ended);
  const why = t({ zh: `${batch.withdrawnBy === null ? '' : `${batch.withdrawnBy.name}撤回。`}理由：${batch.reason ?? '未记'}。`, en: `${batch.withdrawnBy === null ? '' : `By ${batch.withdrawnBy.name}. `}Reason: ${batch.reason ?? 'none'}. ` });
  if (!partly) {
    return <Alert type="info" showIcon title={t({ zh: '这一批已整批撤回', en: 'The whole batch was withdrawn' })} description={<>{why}{t({ zh: '记录都留痕，可从下面打开查看。', en: 'The records are kept and can be opened below.' })}</>} />;
  }
  return (
    <>
      <ProblemAlert error={standing.error} />
      <Alert type="warning" showIcon title={t({ zh: `撤回 ${showNumber(batch.counts.withdrawn)} 条，未撤回 ${showNumber(sum(left))} 条`, en: `${showNumber(batch.counts.withdrawn)} withdrawn, ${showNumber(sum(left))} not` })}
        description={<>{why}{batch.refusal && <p>{t({ zh: '原因：', en: 'Because: ' })}{t(batch.refusal)}</p>}
          {left.length > 0 && <><p>{t({ zh: '仍然有效的记录：', en: 'Records still in force:' })}</p><StandingList standing={left} /></>}</>} />
    </>
  );
}

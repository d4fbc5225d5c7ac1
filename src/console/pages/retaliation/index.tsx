// 打击报复举报: whoever was made to suffer for speaking says so here; nobody learns from the platform who it was. Whoever handles such reports
// finds the list below.
import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Skeleton } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { Problem, api, asProblem, newKey } from '../../api.ts';
import { fieldId } from '../../form/form-field.tsx';
import { TakesForm, lookingFor, missingTakes, toInput, type Answers } from '../../form/takes-form.tsx';
import { t } from '../../i18n.ts';
import { useRegisters } from '../../registers.ts';
import type { Term } from '../../../core/rules.ts';
import { useMe } from '../../session.ts';
import { showValue } from '../rules/words.ts';
import { PageHeader, ProblemAlert } from '../../ui/index.ts';

function ReportForm() {
  const registers = useRegisters();
  const [answers, setAnswers] = useState<Answers>({});
  const [key, setKey] = useState(newKey);
  const [sent, setSent] = useState<string | null>(null);
  const action = registers.data?.find((one) => one.id === 'retaliation')?.actions['report'];
  const send = useMutation({
    mutationFn: async () => {
      const errors = missingTakes(action?.takes ?? [], answers);
      if (errors.length > 0) throw new Problem({ title: '还有内容没有填写', status: 422, code: 'invalid', errors });
      return api.records.start('retaliation', 'report', toInput(action?.takes ?? [], answers), key);
    },
    onSuccess: (made) => { setAnswers({}); setSent(made.no ?? ''); },
    onError: (error) => { if (asProblem(error).status > 0) setKey(newKey()); },
  });
  if (registers.error) return <ProblemAlert error={registers.error} onRetry={() => void registers.refetch()} />;
  if (!action) return <div className="rc-panel"><Skeleton active /></div>;
  if (sent !== null) return <Alert type="success" showIcon title={t({ zh: `已经收到，编号 ${sent}`, en: `Received: ${sent}` })} description={t({ zh: '请记下编号。平台没有记录是谁提交的，这里也查不到它；要凭编号和查询码查进展的，请从公众网站提交。', en: 'Keep the number. The platform did not record who sent it.' })} />;
  return (
    <form className="rc-form rc-panel" noValidate onSubmit={(event) => { event.preventDefault(); send.mutate(); }}>
      <ProblemAlert error={send.error} fieldId={fieldId} />
      <p>{t({ zh: '平台不记录是哪个账号提交的；姓名和联系方式可以不填，填了也另行加密保存。被举报的单位及其任何人都看不到、也办不了这件事。', en: 'The account is not recorded; name and contact are optional and kept apart. The body accused and anybody of it can neither see nor handle it.' })}</p>
      <TakesForm takes={action.takes} answers={answers} onChange={setAnswers} about={{ item: null, subjectKind: 'body', doing: lookingFor('retaliation', action.label) }} error={send.error} />
      <Button type="primary" htmlType="submit" loading={send.isPending}>{t({ zh: '提交举报', en: 'Send' })}</Button>
    </form>
  );
}

export default function RetaliationPage() {
  const me = useMe();
  const asks = me.account.roles.some((role) => role === 'contact' || role === 'official');
  const handles = me.account.roles.some((role) => ['verifier', 'reviewer', 'arbiter'].includes(role));
  const count = useQuery({ queryKey: ['records', 'retaliation', 'count'], queryFn: () => api.records.list('retaliation', { limit: 1 }), enabled: handles });
  const limits = useQuery({ queryKey: ['rules', 'limit', 'now'], queryFn: () => api.rules.list({ kind: 'limit' }), staleTime: 300_000 });
  const limit = limits.data?.find((rule) => rule.key === 'retaliation.accept')?.body as Term | undefined;
  return (
    <>
      <PageHeader title={t({ zh: '打击报复举报', en: 'Retaliation' })} lead={t({ zh: `因为举报、投诉、作证而受到打击报复的，在这里反映${limit ? `，${showValue({ amount: limit.amount, unit: limit.unit })}内受理` : ''}。`, en: `Reprisals for having spoken are reported here${limit ? ` and taken up within ${showValue({ amount: limit.amount, unit: limit.unit })}` : ''}.` })} />
      <div className="rc-stack">
        {handles && <p><Link to="/records/retaliation">{t({ zh: `要办理的举报（${count.data?.count?.value ?? 0} 件）`, en: `Reports to handle (${count.data?.count?.value ?? 0})` })}</Link></p>}
        {asks && <ReportForm />}
      </div>
    </>
  );
}

// 提出事项: begins a matter of any register that a person may begin, with the questions that its first action asks. What it is about stands in
// the address (`recordId`), so that it is never typed by hand.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { Problem, api, asProblem, newKey, type Action, type Register } from '../../api.ts';
import { useDraft } from '../../draft.ts';
import { fieldId } from '../../form/form-field.tsx';
import { TakesForm, lookingFor, missingTakes, toInput, type Answers } from '../../form/takes-form.tsx';
import { t } from '../../i18n.ts';
import { Missing } from '../../layout/missing.tsx';
import { useRegisters } from '../../registers.ts';
import { PageHeader, ProblemAlert, lawLine, recordPath } from '../../ui/index.ts';

export default function BeginPage() {
  const { register: id = '', action: name = '' } = useParams();
  const [params] = useSearchParams();
  const registers = useRegisters();
  const register = registers.data?.find((one) => one.id === id);
  const action = register?.actions[name];
  if (registers.error) return <ProblemAlert error={registers.error} onRetry={() => void registers.refetch()} />;
  if (registers.isPending) return <div className="rc-panel" aria-busy="true"><Skeleton active /></div>;
  if (!register || action?.from !== 'nothing') return <Missing />;
  const about = params.get('recordId');
  return (
    <>
      <PageHeader title={t(action.label)} crumbs={[{ label: t(register.label), to: `/records/${id}` }, { label: t(action.label) }]} lead={t(register.purpose)} />
      <Editor key={`${id}.${name}.${about ?? ''}`} register={register} action={action} about={about} />
    </>
  );
}

function Editor({ register, action, about }: { register: Register; action: Action; about: string | null }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [answers, setAnswers, forget] = useDraft<Answers>(`begin.${register.id}.${action.id}.${about ?? ''}`, {});
  const [key, setKey] = useState(newKey);
  const takes = action.takes.filter((take) => take.key !== 'recordId');
  const begin = useMutation({
    mutationFn: async () => {
      const errors = missingTakes(takes, answers);
      if (errors.length > 0) throw new Problem({ title: '还有内容没有填写', status: 422, code: 'invalid', errors });
      return api.records.start(register.id, action.id, { ...(about === null ? {} : { recordId: about }), ...toInput(takes, answers) }, key);
    },
    onSuccess: (made) => {
      forget();
      void client.invalidateQueries();
      void message.success(t({ zh: `已办理“${action.label.zh}”，现为“${made.stateLabel.zh}”`, en: `Done: ${action.label.en}` }));
      void navigate(recordPath(made), { replace: true });
    },
    onError: (error) => { if (asProblem(error).status > 0) setKey(newKey()); },
  });
  return (
    <form className="rc-panel rc-form" noValidate onSubmit={(event) => { event.preventDefault(); begin.mutate(); }}>
      <ProblemAlert error={begin.error} fieldId={fieldId} />
      <TakesForm takes={takes} answers={answers} onChange={setAnswers} about={{ item: null, subjectKind: 'body', doing: lookingFor(register.id, action.label) }} error={begin.error} />
      <ul className="rc-laws">{register.law.map((law) => <li key={law.instrument + law.article}>{lawLine(law)}</li>)}</ul>
      <div className="rc-form-foot">
        <Button type="primary" size="large" htmlType="submit" loading={begin.isPending}>{t(action.label)}</Button>
        <Button size="large" onClick={() => { forget(); void navigate(-1); }}>{t({ zh: '放弃', en: 'Discard' })}</Button>
      </div>
    </form>
  );
}

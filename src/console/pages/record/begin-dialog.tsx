// 另提一件: begins a matter about the record on the page, such as an objection to it. What the record answers itself is not asked.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Problem, api, asProblem, newKey, type Begin, type Detail } from '../../api.ts';
import { useDraft } from '../../draft.ts';
import { fieldId } from '../../form/form-field.tsx';
import { TakesForm, missingTakes, toInput, type Answers } from '../../form/takes-form.tsx';
import { t } from '../../i18n.ts';
import { recordPath } from '../../next-action.ts';
import { ProblemAlert } from '../../ui/index.ts';

export function BeginDialog({ detail, begin, onClose }: { detail: Detail; begin: Begin; onClose: () => void }) {
  const { action, register, input } = begin;
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [answers, setAnswers, forget] = useDraft<Answers>(`begin.${detail.id}.${register}`, {});
  const [key, setKey] = useState(newKey);
  const start = useMutation({
    mutationFn: async () => {
      const errors = missingTakes(action.takes, answers);
      if (errors.length > 0) throw new Problem({ title: '还有内容没有填写', status: 422, code: 'invalid', errors });
      return api.records.start(register, action.id, { ...toInput(action.takes, answers), ...input }, key);
    },
    onSuccess: (made) => {
      forget();
      for (const name of ['work', 'records', 'record', 'mine']) void client.invalidateQueries({ queryKey: [name] });
      void message.success(t({ zh: `已${action.label.zh}，编号 ${made.no}`, en: `${action.label.en}: ${made.no}` }));
      void navigate(recordPath(made));
    },
    // A refused key must not answer for the corrected request; a cut line must find its first attempt again.
    onError: (error) => { if (asProblem(error).status > 0) setKey(newKey()); },
  });
  return (
    <Modal open width={600} title={t(action.label)} onCancel={onClose} mask={{ closable: false }}
      footer={[<Button key="no" onClick={onClose}>{t({ zh: '取消', en: 'Cancel' })}</Button>, <Button key="yes" type="primary" loading={start.isPending} onClick={() => start.mutate()}>{t({ zh: `确定${action.label.zh}`, en: action.label.en })}</Button>]}>
      <form className="rc-form" noValidate onSubmit={(event) => { event.preventDefault(); start.mutate(); }}>
        <ProblemAlert error={start.error} fieldId={fieldId} />
        <p>{t({ zh: '所针对的事项：', en: 'About: ' })}{detail.no} {detail.title}</p>
        <TakesForm takes={action.takes} answers={answers} onChange={setAnswers} about={{ item: detail.item?.id ?? null, subjectKind: 'body' }} error={start.error} />
      </form>
    </Modal>
  );
}

// 另提一件: begins a matter about the record on the page, such as an objection to it. What the record answers itself is not asked.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Problem, api, asProblem, newKey, type Begin, type Detail } from '../../api.ts';
import { useDraft } from '../../draft.ts';
import { fieldId } from '../../form/form-field.tsx';
import { TakesForm, lookingFor, missingTakes, toInput, type Answers } from '../../form/takes-form.tsx';
import { t } from '../../i18n.ts';
import { recordPath } from '../../next-action.ts';
import { ProblemAlert } from '../../ui/index.ts';
import { RepairTerms } from './repair-box.tsx';

/** What whoever handed in on paper takes home: without it they could not follow their matter nor appeal. */
function PaperReceipt({ receipt, onClose }: { receipt: { no: string; code: string }; onClose: () => void }) {
  return (
    <Modal open width={480} title={t({ zh: '请把编号和查询码交给提出人', en: 'Give number and code to whoever handed it in' })} onCancel={onClose} mask={{ closable: false }}
      footer={[<Button key="print" onClick={() => print()}>{t({ zh: '打印', en: 'Print' })}</Button>, <Button key="done" type="primary" onClick={onClose}>{t({ zh: '已经交给提出人', en: 'Given' })}</Button>]}>
      <dl className="rc-receipt"><dt>{t({ zh: '编号', en: 'Number' })}</dt><dd className="rc-num">{receipt.no}</dd><dt>{t({ zh: '查询码', en: 'Code' })}</dt><dd className="rc-num">{receipt.code}</dd></dl>
      <p>{t({ zh: '查询码只在这里显示一次，平台不保存原文。提出人凭编号和查询码可以在公众网站查进展、看答复，不同意答复的可以提出申诉。', en: 'The code is shown here once and stored nowhere. With both one can follow the matter on the public site, read the answer, and appeal against it.' })}</p>
    </Modal>
  );
}

export function BeginDialog({ detail, begin, onClose }: { detail: Detail; begin: Begin; onClose: () => void }) {
  const { action, register, input } = begin;
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [answers, setAnswers, forget] = useDraft<Answers>(`begin.${detail.id}.${register}.${action.id}`, {});
  const [key, setKey] = useState(newKey);
  const [given, setGiven] = useState<Detail | null>(null);
  const start = useMutation({
    mutationFn: async () => {
      const errors = missingTakes(action.takes, answers);
      if (errors.length > 0) throw new Problem({ title: '还有内容没有填写', status: 422, code: 'invalid', errors });
      return api.records.start(register, action.id, { ...toInput(action.takes, answers), ...input }, key);
    },
    onSuccess: (made) => {
      forget();
      for (const name of ['work', 'records', 'record', 'mine']) void client.invalidateQueries({ queryKey: [name] });
      if (made.receipt === undefined) {
        void message.success(t({ zh: `已${action.label.zh}，编号 ${made.no}`, en: `${action.label.en}: ${made.no}` }));
        void navigate(recordPath(made));
      } else setGiven(made);
    },
    // A refused key must not answer for the corrected request; a cut line must find its first attempt again.
    onError: (error) => { if (asProblem(error).status > 0) setKey(newKey()); },
  });
  if (given?.receipt !== undefined) return <PaperReceipt receipt={given.receipt} onClose={() => void navigate(recordPath(given))} />;
  return (
    <Modal open width={600} title={t(action.label)} onCancel={onClose} mask={{ closable: false }}
      footer={[<Button key="no" onClick={onClose}>{t({ zh: '取消', en: 'Cancel' })}</Button>, <Button key="yes" type="primary" loading={start.isPending} onClick={() => start.mutate()}>{t({ zh: `确定${action.label.zh}`, en: action.label.en })}</Button>]}>
      <form className="rc-form" noValidate onSubmit={(event) => { event.preventDefault(); start.mutate(); }}>
        <ProblemAlert error={start.error} fieldId={fieldId} />
        <p>{t({ zh: '所针对的事项：', en: 'About: ' })}{detail.no} {detail.title}</p>
        {register === 'repair' && <RepairTerms detail={detail} />}
        <TakesForm takes={action.takes} answers={answers} onChange={setAnswers} about={{ item: detail.item?.id ?? null, subjectKind: 'body', doing: lookingFor(register, action.label) }} error={start.error} />
      </form>
    </Modal>
  );
}

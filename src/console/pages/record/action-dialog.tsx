// 办理对话框: asks what the action takes and sends it with the version the clerk was looking at. When somebody else was faster it says what
// the record has become, loads it and lets the clerk decide again; what was typed stays.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Modal, Skeleton } from 'antd';
import { useRef, useState } from 'react';
import { Problem, api, asProblem, newKey, type Action, type CatalogItem, type Detail } from '../../api.ts';
import { useDraft } from '../../draft.ts';
import { factToForm } from '../../form/fact-input.tsx';
import { useCatalogItem } from '../../form/facts-form.tsx';
import { fieldId } from '../../form/form-field.tsx';
import { TakesForm, lookingFor, missingTakes, toInput, type Answers } from '../../form/takes-form.tsx';
import { t } from '../../i18n.ts';
import { ProblemAlert } from '../../ui/index.ts';
import { LastWords } from './last-words.tsx';

/** The form opens on what the record says now. */
function startingAnswers(detail: Detail, action: Action, item: CatalogItem | undefined): Answers {
  const answers: Answers = {};
  for (const take of action.takes) {
    if (take.type === 'facts' && item) {
      answers[take.key] = Object.fromEntries(item.fields.map((field) => [field.key, factToForm(field, (detail.about?.facts ?? detail.facts).find((fact) => fact.key === field.key)?.value)]));
    } else if (take.type === 'subject' && take.key === 'subjectId') answers[take.key] = detail.subject;
    else if (take.key === 'summary' && detail.about?.summary) answers[take.key] = detail.about.summary;
    else if (take.type === 'files' && take.key === 'attachments' && action.takes.some((other) => other.type === 'facts')) answers[take.key] = detail.attachments;
  }
  return answers;
}

type Props = { detail: Detail; action: Action; onClose: () => void; reload: () => void };

export function ActionDialog(props: Props) {
  const needsItem = props.action.takes.some((take) => take.type === 'facts');
  const item = useCatalogItem(needsItem ? props.detail.item?.id : undefined);
  if (needsItem && !item.data) {
    return <Modal open title={t(props.action.label)} footer={null} onCancel={props.onClose}>{item.error ? <ProblemAlert error={item.error} onRetry={() => void item.refetch()} /> : <Skeleton active />}</Modal>;
  }
  return <Dialog {...props} item={item.data} />;
}

function Dialog({ detail, action, onClose, reload, item }: Props & { item: CatalogItem | undefined }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [answers, setAnswers, forget] = useDraft<Answers>(`action.${detail.id}.${action.id}`, startingAnswers(detail, action, item));
  const [key, setKey] = useState(newKey);
  const form = useRef<HTMLFormElement>(null);
  const act = useMutation({
    mutationFn: async () => {
      const errors = missingTakes(action.takes, answers);
      if (errors.length > 0) throw new Problem({ title: '还有内容没有填写', status: 422, code: 'invalid', errors });
      return api.records.act(detail.register, detail.id, action.id, toInput(action.takes, answers), detail.seq, key);
    },
    onSuccess: (after) => {
      forget();
      client.setQueriesData({ queryKey: ['record', detail.register, detail.id] }, (old: unknown) => (old ? after : old));
      for (const name of ['work', 'records', 'mine', 'pushes', 'measures']) void client.invalidateQueries({ queryKey: [name] });
      void message.success(t({ zh: `已办理“${action.label.zh}”，现为“${after.stateLabel.zh}”`, en: `Done: ${action.label.en}; now ${after.stateLabel.en}` }));
      onClose();
    },
    onError: (error) => {
      // A refused key must not answer for the corrected request; a cut line must find its first attempt again.
      if (asProblem(error).status > 0) setKey(newKey());
      if (asProblem(error).status !== 409) return;
      // The dialog goes when the action is no longer open; this stays to say why nothing was done.
      void message.warning(t({ zh: `“${action.label.zh}”没有办成：刚才有人办理了这条记录，已载入最新内容`, en: `Not done: somebody was faster; the latest is loaded` }), 8);
      reload();
    },
  });
  const conflict = act.error && asProblem(act.error).status === 409 ? asProblem(act.error) : null;
  const wide = action.takes.some((take) => take.type === 'facts');
  const about = { item: detail.item?.id ?? null, subjectKind: detail.subject?.kind === 'official' || item?.subjectKind === 'official' ? 'official' as const : 'body' as const, doing: lookingFor(detail.register, action.label) };
  return (
    <Modal open width={wide ? 800 : 600} title={t(action.label)} onCancel={onClose} mask={{ closable: false }} afterOpenChange={(open) => { if (open) form.current?.querySelector<HTMLElement>('input, textarea')?.focus(); }}
      footer={[
        <Button key="no" onClick={onClose}>{t({ zh: '取消', en: 'Cancel' })}</Button>,
        <Button key="yes" type="primary" danger={action.danger ?? false} loading={act.isPending} onClick={() => act.mutate()}>{t({ zh: `确定${action.label.zh}`, en: action.label.en })}</Button>,
      ]}>
      <form ref={form} className="rc-form" noValidate onSubmit={(event) => { event.preventDefault(); act.mutate(); }}>
        {conflict ? (
          <Alert type="warning" showIcon role="alert" title={t({ zh: `刚才有人办理了这条记录，现为“${detail.stateLabel.zh}”`, en: `Somebody was faster; it is now ${detail.stateLabel.en}` })}
            description={<><p>{conflict.body.detail}</p><p>{t({ zh: '已载入最新内容，您填写的内容还在。请核对后再决定是否继续。', en: 'The latest is loaded, your text is kept. Check before going on.' })}</p></>} />
        ) : <ProblemAlert error={act.error} fieldId={fieldId} />}
        {action.danger && <Alert type="error" showIcon title={t({ zh: '办理后不能撤回，并会留痕。请确认无误。', en: 'This cannot be undone, and is kept on record.' })} />}
        {detail.subject && <p>{t({ zh: '主体：', en: 'About: ' })}<b>{detail.subject.name}</b> <span className="rc-quiet rc-num">{detail.no}</span></p>}
        {!action.atWill && <LastWords detail={detail} />}
        {action.takes.length === 0 && <p>{t({ zh: `“${detail.title}”将${action.label.zh}。`, en: `${action.label.en}: ${detail.title}` })}</p>}
        <TakesForm takes={action.takes} answers={answers} onChange={setAnswers} about={about} masks={detail.about?.facts ?? detail.facts} error={act.error} />
      </form>
    </Modal>
  );
}

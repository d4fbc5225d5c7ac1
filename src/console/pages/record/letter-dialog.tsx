// 出具文书: which letter, what it must be told, how it will read; and only then the button that gives it a number.
import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { api, type Detail, type LetterField, type LetterOffer } from '../../api.ts';
import { FormField, fieldId, type Wiring } from '../../form/form-field.tsx';
import { t } from '../../i18n.ts';
import { DateInput, ProblemAlert, fieldError } from '../../ui/index.ts';

type Values = Record<string, string>;

/** Fen as yuan for the form, and back. */
const toYuan = (fen: string): string => (/^\d+$/.test(fen) ? fen.padStart(3, '0').replace(/(\d\d)$/, '.$1') : fen);
const toFen = (yuan: string): string => {
  const read = /^(\d+)(?:\.(\d{1,2}))?$/.exec(yuan.replace(/[,，\s]/g, ''));
  return read ? `${read[1]}${(read[2] ?? '').padEnd(2, '0')}`.replace(/^0+(?=\d)/, '') : yuan;
};

const startOf = (offer: LetterOffer): Values => Object.fromEntries(offer.fields.map((field) => [field.key, field.as === 'money' ? toYuan(field.value) : field.value]));
const sent = (offer: LetterOffer, values: Values): Values => Object.fromEntries(offer.fields.map((field) => [field.key, field.as === 'money' ? toFen(values[field.key] ?? '') : (values[field.key] ?? '')]));

function FieldInput({ field, value, set, wiring }: { field: LetterField; value: string; set: (value: string) => void; wiring: Wiring }) {
  const aria = { id: wiring.id, 'aria-describedby': wiring.describedBy || undefined, 'aria-invalid': wiring.invalid, 'aria-required': !field.optional };
  if (field.as === 'day') return <DateInput id={wiring.id} value={value} onChange={set} invalid={wiring.invalid} describedBy={wiring.describedBy} />;
  if (field.as === 'lines') return <Input.TextArea {...aria} value={value} autoSize={{ minRows: 3, maxRows: 12 }} onChange={(event) => set(event.target.value)} />;
  return <Input {...aria} value={value} autoComplete="off" suffix={field.as === 'money' ? t({ zh: '元', en: 'yuan' }) : undefined} onChange={(event) => set(event.target.value)} />;
}

export function LetterDialog({ detail, offers, onClose, onIssued }: { detail: Detail; offers: LetterOffer[]; onClose: () => void; onIssued: () => void }) {
  const { message } = App.useApp();
  const [offer, setOffer] = useState<LetterOffer | undefined>(offers[0]);
  const [values, setValues] = useState<Values>(offers[0] ? startOf(offers[0]) : {});
  const preview = useMutation({ mutationFn: (chosen: LetterOffer) => api.letters.preview(detail.register, detail.id, chosen.kind, sent(chosen, values)) });
  const issue = useMutation({
    mutationFn: (chosen: LetterOffer) => api.letters.issue(detail.register, detail.id, chosen.kind, sent(chosen, values)),
    onSuccess: (made) => { void message.success(t({ zh: `已出具 ${made.no}`, en: `Issued: ${made.no}` })); onIssued(); onClose(); },
  });
  if (!offer) return null;
  const choose = (kind: string): void => { const next = offers.find((one) => one.kind === kind); if (next) { setOffer(next); setValues(startOf(next)); preview.reset(); } };
  const seen = preview.data;
  return (
    <Modal open width={720} title={t({ zh: `出具${offer.label.zh}`, en: `Issue: ${offer.label.en}` })} onCancel={onClose} mask={{ closable: false }}
      footer={seen
        ? [<Button key="back" onClick={() => preview.reset()}>{t({ zh: '返回修改', en: 'Back' })}</Button>, <Button key="issue" type="primary" loading={issue.isPending} onClick={() => issue.mutate(offer)}>{t({ zh: '编号并出具', en: 'Number and issue' })}</Button>]
        : [<Button key="no" onClick={onClose}>{t({ zh: '取消', en: 'Cancel' })}</Button>, <Button key="see" type="primary" loading={preview.isPending} onClick={() => preview.mutate(offer)}>{t({ zh: '预览', en: 'Preview' })}</Button>]}>
      <ProblemAlert error={issue.error ?? preview.error} fieldId={fieldId} />
      {seen ? (
        <>
          {seen.missing.length > 0 && <Alert type="warning" showIcon title={t({ zh: `字库没有这些字：${seen.missing.join('')}，PDF 中将以方框和编码显示`, en: `Not in the font: ${seen.missing.join('')}` })} />}
          <article className="rc-letter" aria-label={t({ zh: '文书预览', en: 'Preview' })}>{seen.paragraphs.map((text, at) => <p key={`${at}-${text.slice(0, 8)}`}>{text}</p>)}</article>
        </>
      ) : (
        <form className="rc-form" noValidate onSubmit={(event) => { event.preventDefault(); preview.mutate(offer); }}>
          {offers.length > 1 && <FormField name="kind" label={t({ zh: '文书种类', en: 'Kind' })} required>{(wiring) => <Radio.Group id={wiring.id} className="rc-radios" value={offer.kind} options={offers.map((one) => ({ value: one.kind, label: t(one.label) }))} onChange={(event) => choose(event.target.value as string)} />}</FormField>}
          {offer.fields.map((field) => (
            <FormField key={`${offer.kind}-${field.key}`} name={field.key} label={t(field)} required={!field.optional} error={fieldError(preview.error, field.key)}>
              {(wiring) => <FieldInput field={field} value={values[field.key] ?? ''} set={(value) => setValues((now) => ({ ...now, [field.key]: value }))} wiring={wiring} />}
            </FormField>
          ))}
        </form>
      )}
    </Modal>
  );
}

// 录入记录: choose what kind of finding it is, say whom it is about, fill in the catalogue's fields, attach the document. What was typed is
// kept in this tab until it was saved.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Skeleton } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { Problem, api, asProblem, newKey, type CatalogItem, type Uploaded } from '../../api.ts';
import { useDraft } from '../../draft.ts';
import { FactsForm, filledFacts, missingFacts, useCatalogItem, type Facts } from '../../form/facts-form.tsx';
import { FilesInput } from '../../form/files-input.tsx';
import { FormField, fieldId } from '../../form/form-field.tsx';
import { SubjectPicker, type Picked } from '../../form/subject-picker.tsx';
import { t } from '../../i18n.ts';
import { PageHeader, ProblemAlert, fieldError, lawLine, recordPath } from '../../ui/index.ts';

type Draft = { item: string | null; subject: Picked | null; facts: Facts; files: Uploaded[] };
const empty: Draft = { item: null, subject: null, facts: {}, files: [] };

export default function NewRecordPage() {
  const { register = 'dishonesty-record' } = useParams();
  const [draft, setDraft, forget] = useDraft<Draft>(`new.${register}`, empty);
  const item = useCatalogItem(draft.item ?? undefined);
  const crumbs = [{ label: t({ zh: '记录', en: 'Records' }), to: `/records/${register}` }, { label: t({ zh: '录入', en: 'New' }) }];
  if (!draft.item) {
    return (
      <>
        <PageHeader title={t({ zh: '录入记录', en: 'New record' })} crumbs={crumbs} lead={t({ zh: '先选这是哪一类失信信息。每一类采什么、凭什么文书，由采集目录规定。', en: 'First choose what kind of finding it is.' })} />
        <ItemChooser onPick={(id) => setDraft({ ...empty, item: id })} />
      </>
    );
  }
  return (
    <>
      <PageHeader title={item.data ? t(item.data.label) : t({ zh: '录入记录', en: 'New record' })} crumbs={crumbs} lead={item.data && t(item.data.description)}
        actions={<Button onClick={() => { forget(); setDraft(empty); }}>{t({ zh: '换一类', en: 'Another kind' })}</Button>} />
      {item.error ? <ProblemAlert error={item.error} onRetry={() => void item.refetch()} /> : item.data
        ? <Editor register={register} item={item.data} draft={draft} setDraft={setDraft} forget={forget} /> : <div className="rc-panel"><Skeleton active /></div>}
    </>
  );
}

function ItemChooser({ onPick }: { onPick: (id: string) => void }) {
  const items = useQuery({ queryKey: ['catalog'], queryFn: () => api.catalog.list(), staleTime: 300_000 });
  const groups = useMemo(() => ([
    { title: t({ zh: '政府机构', en: 'Bodies' }), items: (items.data ?? []).filter((item) => item.subjectKind === 'body') },
    { title: t({ zh: '公务员', en: 'Officials' }), items: (items.data ?? []).filter((item) => item.subjectKind === 'official') },
  ]), [items.data]);
  if (items.error) return <ProblemAlert error={items.error} onRetry={() => void items.refetch()} />;
  if (items.isPending) return <div className="rc-panel"><Skeleton active /></div>;
  return (
    <div className="rc-stack">
      {groups.filter((group) => group.items.length > 0).map((group) => (
        <section key={group.title} className="rc-section">
          <h2>{group.title}</h2>
          <ul className="rc-items">
            {group.items.map((item) => <li key={item.id}><button type="button" onClick={() => onPick(item.id)}><b>{t(item.label)}</b>{item.description && <span>{t(item.description)}</span>}</button></li>)}
          </ul>
        </section>
      ))}
    </div>
  );
}

type EditorProps = { register: string; item: CatalogItem; draft: Draft; setDraft: (next: Draft | ((now: Draft) => Draft)) => void; forget: () => void };

function Editor({ register, item, draft, setDraft, forget }: EditorProps) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key, setKey] = useState(newKey);
  const save = useMutation({
    mutationFn: async () => {
      const errors = [
        ...(item.subjectKind === 'body' && !draft.subject ? [{ pointer: 'subjectId', zh: '请选择主体', en: 'Choose the subject' }] : []), ...missingFacts(item, draft.facts),
      ];
      if (errors.length > 0) throw new Problem({ title: `还有 ${errors.length} 处没有填写`, status: 422, code: 'invalid', detail: '请补齐后再保存。已填写的内容保留在本页。', errors });
      return api.records.start(register, 'create', {
        item: item.id, facts: filledFacts(draft.facts), ...(draft.subject ? { subjectId: draft.subject.id } : {}), ...(draft.files.length > 0 ? { attachments: draft.files.map((file) => file.id) } : {}),
      }, key);
    },
    onSuccess: (made) => {
      forget();
      for (const name of ['work', 'records']) void client.invalidateQueries({ queryKey: [name] });
      void message.success(t({ zh: '草稿已保存。核对无误后，请点“报送”。', en: 'Draft saved. Check it, then submit.' }));
      void navigate(recordPath(made), { replace: true });
    },
    onError: (error) => { if (asProblem(error).status > 0) setKey(newKey()); },
  });
  /** Choosing the subject fills its name and code, unless something else stands there already. */
  const pick = (subject: Picked | null): void => setDraft((now) => {
    const facts = { ...now.facts };
    for (const field of item.fields) {
      if (subject && field.as === 'subjectName' && (!facts[field.key] || facts[field.key] === now.subject?.name)) facts[field.key] = subject.name;
      if (subject?.code && field.as === 'subjectCode' && (!facts[field.key] || facts[field.key] === now.subject?.code)) facts[field.key] = subject.code;
    }
    return { ...now, subject, facts };
  });
  return (
    <div className="rc-record">
      <Guide item={item} />
      <form className="rc-panel rc-form" noValidate onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <ProblemAlert error={save.error} fieldId={fieldId} />
        <FormField name="subjectId" label={t({ zh: '主体', en: 'Subject' })} required={item.subjectKind === 'body'} error={fieldError(save.error, 'subjectId')}
          help={item.subjectKind === 'body' ? t({ zh: '从机构名录中选，选定后自动填入名称和代码。', en: 'Choose from the directory; name and code are filled in.' }) : t({ zh: '从公职人员名录中选。', en: 'Choose from the officials.' })}>
          {(wiring) => <SubjectPicker kind={item.subjectKind} why={{ purpose: 'verification', because: t({ zh: '录入失信记录时确认主体', en: 'Identifying the subject of a new record' }) }} value={draft.subject} onChange={pick} wiring={wiring} />}
        </FormField>
        <FactsForm item={item} value={draft.facts} error={save.error} onChange={(facts) => setDraft((now) => ({ ...now, facts }))} />
        <fieldset className="rc-fieldset">
          <legend>{t({ zh: '附件', en: 'Attachments' })}</legend>
          <FormField name="attachments" label={t({ zh: '依据文书', en: 'Source documents' })} help={t(item.requiredDocument)} error={fieldError(save.error, 'attachments')}>
            {(wiring) => <FilesInput value={draft.files} onChange={(files) => setDraft((now) => ({ ...now, files }))} wiring={wiring} />}
          </FormField>
        </fieldset>
        <div className="rc-form-foot">
          <Button type="primary" size="large" htmlType="submit" loading={save.isPending}>{t({ zh: '保存草稿', en: 'Save draft' })}</Button>
          <Button size="large" onClick={() => { forget(); void navigate(`/records/${register}`); }}>{t({ zh: '放弃', en: 'Discard' })}</Button>
          <span className="rc-quiet">{t({ zh: '保存后还可修改，报送后才进入核验。', en: 'You can still edit a draft; verification starts when it is submitted.' })}</span>
        </div>
      </form>
    </div>
  );
}

/** What the law asks for this kind of finding, beside the form. */
function Guide({ item }: { item: CatalogItem }) {
  return (
    <aside className="rc-record-side rc-guide" aria-label={t({ zh: '填写说明', en: 'Guide' })}>
      <section className="rc-panel rc-side-panel">
        <h2>{t({ zh: '填报依据', en: 'On what basis' })}</h2>
        <ul className="rc-laws">{item.law.map((law) => <li key={law.instrument + law.article}>{lawLine(law)}</li>)}</ul>
      </section>
      <section className="rc-panel rc-side-panel">
        <h2>{t({ zh: '多条一起录', en: 'Many at once' })}</h2>
        <p><a href={api.catalog.templateUrl(item.id)}>{t({ zh: '下载导入模板', en: 'Download the template' })}</a><br /><Link to={`/imports/new?item=${encodeURIComponent(item.id)}`}>{t({ zh: '用模板批量导入', en: 'Import a file' })}</Link></p>
      </section>
    </aside>
  );
}

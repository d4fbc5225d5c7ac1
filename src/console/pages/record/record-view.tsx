// 记录页: left what is known, right what to do. On a narrow screen the next step comes first.
import { useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Action, Detail } from '../../api.ts';
import { showDay, showInstant } from '../../days.ts';
import { FileList } from '../../form/files-input.tsx';
import { t } from '../../i18n.ts';
import { DisputedTag, DueDay, Empty, Light, PageHeader, Reckoning, StateTag, recordPath, severityLabel } from '../../ui/index.ts';
import { ActionDialog } from './action-dialog.tsx';
import { BeginDialog } from './begin-dialog.tsx';
import { AboutPanel, FieldsPanel } from './matter-panels.tsx';
import { ActionPanel } from './action-panel.tsx';
import { DisclosureBox } from './disclosure-box.tsx';
import { RepairBox } from './repair-box.tsx';
import { FactsTable } from './facts-table.tsx';
import { LettersPanel } from './letters-panel.tsx';
import { MeasureEntry, MeasuresPanel } from './measures-panel.tsx';
import { RectificationPanel } from './rectification-panel.tsx';
import { Timeline } from './timeline.tsx';
import { Comparison, Versions } from './versions.tsx';

export function RecordView({ detail, reload }: { detail: Detail; reload: () => void }) {
  const [params, setParams] = useSearchParams();
  const [doing, setDoing] = useState<string | null>(params.get('do'));
  // A matter that is decided and not recorded, such as who a person is, tells everything in its history.
  const hasFacts = detail.item !== null && !detail.fields;
  const begin = detail.begins?.find((one) => `begin ${one.register} ${one.action.id}` === doing);
  const action = detail.actions.find((one) => one.id === doing && !one.why);
  // The dialog leaves the page at once, so the keyboard is led back to the button that opened it.
  const opener = useRef<Element | null>(null);
  const open = (id: string): void => { opener.current = document.activeElement; setDoing(id); };
  const close = (): void => { setDoing(null); setTimeout(() => { if (opener.current instanceof HTMLElement) opener.current.focus(); }); setParams((now) => { const next = new URLSearchParams(now); next.delete('do'); return next; }, { replace: true }); };
  return (
    <>
      <PageHeader title={detail.title} crumbs={[{ label: t({ zh: '记录', en: 'Records' }), to: `/records/${detail.register}` }, { label: detail.no ?? t({ zh: '未编号', en: 'No number yet' }) }]}>
        <p className="rc-record-head">
          <StateTag state={detail.state} label={detail.stateLabel} />
          {detail.disputed && <a href="#linked"><DisputedTag /></a>}
          {detail.light.level !== 'none' && <Light light={detail.light} />}
          {detail.item && <span>{t(detail.item.label)}</span>}
          {detail.severity && <span>{t({ zh: '严重程度', en: 'Severity' })}：{severityLabel(detail.severity)}</span>}
          <span className="rc-quiet rc-num">{t({ zh: `第 ${detail.version} 版 · 更新于 ${showInstant(detail.updatedAt)}`, en: `Version ${detail.version} · updated ${showInstant(detail.updatedAt)}` })}</span>
        </p>
      </PageHeader>
      <div className="rc-record">
        <aside className="rc-record-side" aria-label={t({ zh: '办理', en: 'What to do' })}>
          <ActionPanel detail={detail} onDo={open} onBegin={(one) => open(`begin ${one.register} ${one.action.id}`)} />
          <DuePanel detail={detail} />
          <DisclosureBox detail={detail} />
          <RepairBox detail={detail} />
        </aside>
        <div className="rc-stack">
          {(hasFacts || detail.subject) && <SubjectPanel detail={detail} />}
          {detail.proposedFacts && (
            <section className="rc-panel"><h2>{t({ zh: '拟更正的内容', en: 'Proposed correction' })}</h2>
              <Comparison old={detail.facts} now={detail.proposedFacts} titles={[t({ zh: '现在', en: 'Now' }), t({ zh: '拟改为', en: 'Proposed' })]} />
            </section>
          )}
          {(hasFacts || detail.sealed) && <section className="rc-panel"><h2>{t({ zh: '记录内容', en: 'Facts' })}</h2>{detail.sealed ? <Sealed detail={detail} /> : <FactsTable facts={detail.facts} />}</section>}
          {detail.register === 'rectification' && !detail.sealed ? <RectificationPanel detail={detail} /> : detail.fields && !detail.sealed && <FieldsPanel detail={detail} />}
          {detail.about && <AboutPanel about={detail.about} />}
          {(hasFacts || detail.attachments.length > 0) && <section className="rc-panel">
            <h2>{t({ zh: '依据文书与附件', en: 'Documents' })}</h2>
            {detail.attachments.length > 0 ? <FileList files={detail.attachments} /> : <Empty title={t({ zh: '没有附件', en: 'No documents' })} fill={t({ zh: '起草、改正或提交陈述申辩时可以上传生效文书。', en: 'Files can be added when drafting, correcting or answering.' })} />}
          </section>}
          <LettersPanel detail={detail} />
          {detail.register === 'measure' && !detail.sealed && <MeasureEntry detail={detail} />}
          {detail.register === 'dishonesty-record' && <MeasuresPanel detail={detail} />}
          {detail.links.length > 0 && <Links detail={detail} />}
          <section className="rc-panel"><h2>{t({ zh: '办理经过', en: 'History' })}</h2><Timeline entries={detail.timeline} /></section>
          <Versions detail={detail} />
        </div>
      </div>
      {begin && <BeginDialog key={begin.register} detail={detail} begin={begin} onClose={close} />}
      {action && <ActionDialog key={action.id} detail={detail} action={action satisfies Action} onClose={close} reload={reload} />}
    </>
  );
}

function Sealed({ detail }: { detail: Detail }) {
  if (detail.repair?.repaired) return <p>{t({ zh: '记录已修复，不再公示、共享和使用，内容已封存；承诺不实被撤销修复的，才会重新打开。', en: 'Repaired: no longer shown, shared or used; sealed, and opened again only if the repair is revoked.' })}</p>;
  return <p>{t({ zh: '记录已终止，内容已按规定销毁，任何人都不能再看到；办理经过和公开日志中的证明仍在。', en: 'The record ended and its content was destroyed by rule; its history and the proofs in the log remain.' })}</p>;
}

function DuePanel({ detail }: { detail: Detail }) {
  return (
    <section className="rc-panel rc-side-panel">
      <h2>{t({ zh: '期限', en: 'Time' })}</h2>
      <p className="rc-due-big"><DueDay on={detail.dueOn} light={detail.light} provisional={detail.provisional} due={null} /></p>
      {detail.due?.extended && <p className="rc-hint">{t({ zh: '已批准延长一次，不能再延长。', en: 'Extended once; no further extension.' })}</p>}
      {detail.due?.pausedSince && <p className="rc-hint">{t({ zh: `自${showDay(detail.due.pausedSince)}起不计入期限；恢复计时的当天起续算。`, en: `Days since ${showDay(detail.due.pausedSince)} do not count; counting goes on from the day it resumes.` })}</p>}
      {detail.due && <details className="rc-details"><summary>{detail.due.on ? t({ zh: '这一天是怎么算的', en: 'How this day was reckoned' }) : t({ zh: '为什么现在没有到期日', en: 'Why there is no due day now' })}</summary><Reckoning due={detail.due} /></details>}
    </section>
  );
}

function SubjectPanel({ detail }: { detail: Detail }) {
  const { subject } = detail;
  return (
    <section className="rc-panel">
      <h2>{t({ zh: '主体', en: 'Subject' })}</h2>
      {subject ? (
        <>
          <p className="rc-subject">{subject.kind === 'body' ? <Link to={`/directory/${encodeURIComponent(subject.id)}`}>{subject.name}</Link> : <b>{subject.name}</b>}
            <span className="rc-quiet rc-num">{[subject.uscc, detail.area?.name].filter(Boolean).join(' · ')}</span></p>
          {subject.successor && <p className="rc-hint">{t({ zh: '职责已由', en: 'Succeeded by' })} <Link to={`/directory/${encodeURIComponent(subject.successor.id)}`}>{subject.successor.name}</Link> {t({ zh: '承继；本记录仍记在原单位名下。', en: '; this record stays with the old body.' })}</p>}
        </>
      ) : <p className="rc-quiet">{t({ zh: '尚未确认主体。确认后才能报送。', en: 'Not identified yet; needed before submitting.' })}</p>}
    </section>
  );
}

function Links({ detail }: { detail: Detail }) {
  const open = detail.links.filter((link) => link.register === 'objection' && /^(raised|answered)$/.test(link.state)).length;
  return (
    <section className="rc-panel" id="linked">
      <h2>{t({ zh: '关联事项', en: 'Linked matters' })}</h2>
      {open > 0 && <p>{t({ zh: `在处理异议 ${open} 件`, en: `${open} open objections` })}</p>}
      <ul className="rc-links">{detail.links.map((link) => <li key={link.kind + link.id}><Link to={recordPath(link)}>{link.title || link.no}</Link>{link.stateLabel && <StateTag state={link.state} label={link.stateLabel} />}</li>)}</ul>
    </section>
  );
}

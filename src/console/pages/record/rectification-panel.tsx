// 整改内容: what is to be put right, what the body says about it, step by step, and what the verifier found. What the body calls done is
// marked as its own word wherever it stands.
import { Link } from 'react-router';
import type { Detail } from '../../api.ts';
import { showDay } from '../../days.ts';
import { t } from '../../i18n.ts';

type Said = { finding?: string; cause?: string; plan?: string; stages?: string; plannedOn?: string; progress?: string; supervision?: string; evidence?: string };
type Step = { text: string; done: string | undefined };

/** `1. 2026-12-05 支付第一笔（单位自报 2026-12-04 完成）` as its text and the day on which the body called it done. */
const stepsOf = (stages: string | undefined): Step[] => (stages ?? '').split('\n').filter(Boolean).map((line) => {
  const [, text = line, done] = /^\d+\. (.*?)(?:（单位自报 (\S+) 完成）)?$/.exec(line) ?? [];
  return { text, done };
});

function Steps({ steps }: { steps: Step[] }) {
  return (
    <ol className="rc-plan">{steps.map((step, n) => (
      <li key={n}>{step.text} <span className={step.done ? 'rc-claim' : 'rc-quiet'}>{step.done ? t({ zh: `单位自报 ${showDay(step.done)} 完成，尚待核查`, en: `The body says done on ${showDay(step.done)}; not verified` }) : t({ zh: '未报完成', en: 'Not reported as done' })}</span></li>
    ))}</ol>
  );
}

export function RectificationPanel({ detail }: { detail: Detail }) {
  const said = detail.data as Said;
  const steps = stepsOf(said.stages);
  const claimed = detail.state === 'claimed';
  const lines: [zh: string, en: string, text: string | undefined][] = [
    ['原因说明', 'Cause', said.cause], ['整改措施', 'Measures', said.plan], [detail.state === 'implemented' ? '单位最后报告' : '单位报告（尚待核查）', 'What the body reports', said.progress], ['上级督促', 'The superior', said.supervision], ['核查情况', 'What the verifier found', said.evidence],
  ];
  return (
    <section className="rc-panel">
      <h2>{t({ zh: '整改内容', en: 'What is to be put right' })}</h2>
      {claimed && <p className="rc-claim-note">{t({ zh: '单位报称已经完成。这是单位自己的说法，核验人员核查办结之前不算整改完成。', en: 'The body says it is done. That is its own word until a verifier closes the matter.' })}</p>}
      <dl className="rc-said">
        <dt>{t({ zh: '整改单位', en: 'Body' })}</dt>
        <dd>{detail.subject ? <Link to={`/directory/${encodeURIComponent(detail.subject.id)}`}>{detail.subject.name}</Link> : '—'}</dd>
        <dt>{t({ zh: '整改事项', en: 'Matter' })}</dt><dd>{said.finding}</dd>
        {lines.filter(([, , text]) => text).map(([zh, en, text]) => [<dt key={`${zh}-t`}>{t({ zh, en })}</dt>, <dd key={zh} className="rc-text">{text}</dd>])}
        {steps.length > 0 && <><dt>{t({ zh: '分阶段安排', en: 'Stages' })}</dt><dd><Steps steps={steps} /></dd></>}
      </dl>
    </section>
  );
}

// 信用修复: from which day the one concerned may ask that the record end, what it takes, what stops with it; and once granted, what has stopped.
import { CheckCircleFilled, ClockCircleOutlined } from '@ant-design/icons';
import type { Detail } from '../../api.ts';
import { showDay } from '../../days.ts';
import { t } from '../../i18n.ts';

export function RepairBox({ detail }: { detail: Detail }) {
  const { repair } = detail;
  if (!repair) return null;
  return (
    <section className="rc-panel rc-side-panel" id="repair">
      <h2>{t({ zh: '信用修复', en: 'Repair' })}</h2>
      {repair.earliestOn && <p>{t({ zh: '最早可申请修复日', en: 'Earliest day to ask' })} <b className="rc-num">{showDay(repair.earliestOn)}</b></p>}
      {repair.reckoning && <details className="rc-details"><summary>{t({ zh: '这一天是怎么算的', en: 'How this day was reckoned' })}</summary><p className="rc-hint">{t(repair.reckoning)}</p></details>}
      {!repair.repaired && <p className="rc-hint">{t({ zh: '不收任何费用；只要两份材料：履行证明和信用承诺书。', en: 'Free of charge; two documents: proof of performance and a commitment.' })}</p>}
      {repair.steps.length > 0 && (
        <><p className="rc-quiet">{t({ zh: '准予前还须完成：', en: 'Before it can be granted:' })}</p>
          <ul className="rc-links">{repair.steps.map((step) => <li key={step.key}>{step.done ? <CheckCircleFilled aria-hidden /> : <ClockCircleOutlined aria-hidden />} {t(step.label)}</li>)}</ul></>
      )}
      <p className="rc-quiet">{repair.repaired ? t({ zh: '准予修复后：', en: 'Since it was granted:' }) : t({ zh: '准予后将：', en: 'When it is granted:' })}</p>
      <ul className="rc-links">{repair.stops.map((stop) => (
        <li key={stop.key}>{stop.done ? <CheckCircleFilled aria-hidden /> : <ClockCircleOutlined aria-hidden />} {t(stop.label)}
          {repair.repaired && <span className="rc-quiet">{stop.done ? stop.unacknowledged > 0 ? t({ zh: `（已完成，${stop.unacknowledged} 家接收单位尚未确认）`, en: ` (done; ${stop.unacknowledged} yet to acknowledge)` }) : t({ zh: '（已完成）', en: ' (done)' }) : t({ zh: `（还有 ${stop.left} 项未完成）`, en: ` (${stop.left} open)` })}</span>}</li>
      ))}</ul>
    </section>
  );
}

/** What whoever asks for a repair reads before they confirm. */
export function RepairTerms({ detail }: { detail: Detail }) {
  const { repair } = detail;
  if (!repair?.commitment) return null;
  return (
    <>
      {repair.earliestOn && <p>{t({ zh: '最早可申请修复日', en: 'Earliest day' })} <b className="rc-num">{showDay(repair.earliestOn)}</b>{repair.reckoning && <>：{t(repair.reckoning)}</>}</p>}
      <p>{t({ zh: '不收任何费用。只交两份材料：履行证明（上传）和信用承诺书（确认下面的文字）。', en: 'Free of charge. Two documents: proof of performance (uploaded) and the commitment (confirm the text below).' })}</p>
      <blockquote className="rc-quote"><b>{t({ zh: '信用承诺书', en: 'Commitment' })}</b><br />{repair.commitment.zh}</blockquote>
    </>
  );
}

// 到期日与算法: a due day that opens its own reckoning (which event started the clock, which rule and calendar, what paused or extended
// it), so that nobody has to trust a date they cannot recompute. In lists the reckoning is fetched only when somebody asks for it.
import { useQuery } from '@tanstack/react-query';
import { Button, Popover, Spin } from 'antd';
import { useState } from 'react';
import { api, asProblem, type Day, type Due, type Law, type LightValue, type Words } from '../api.ts';
import { showDay } from '../days.ts';
import { t } from '../i18n.ts';
import { Light } from './light.tsx';

/** A law as one line: 《instrument》 article：what it says. */
export function lawLine(law: Words | Law | null | undefined): string {
  if (!law) return '';
  if (typeof law === 'object' && 'instrument' in law) return `${law.instrument} ${law.article}${law.says ? `：${law.says}` : ''}`;
  return t(law);
}

/** The steps by which a due day was reckoned, and the rule with its source. */
export function Reckoning({ due }: { due: Due }) {
  return (
    <div className="rc-reckoning">
      <ol>
        {due.steps.filter((step) => step.kind !== 'due').map((step, n) => <li key={n}><span>{t(step)}</span></li>)}
        <li className="rc-reckoning-end"><span>{t({ zh: '到期日', en: 'Due day' })}</span><b className="rc-num">{due.on ? showDay(due.on, { weekday: true }) : t({ zh: '恢复计时后重新计算', en: 'Reckoned anew once it resumes' })}</b></li>
      </ol>
      {due.rule && <dl>
        <dt>{t({ zh: '适用规则', en: 'Rule' })}</dt>
        <dd>{t(due.rule.label)}<span className="rc-quiet">{t({ zh: `（第 ${due.rule.version} 版）`, en: ` (version ${due.rule.version})` })}</span></dd>
        <dt>{t({ zh: '依据', en: 'Source' })}</dt>
        <dd>{lawLine(due.rule.source)}</dd>
        {due.pausedSince && due.rule.pausable && <><dt>{t({ zh: '可以中止', en: 'May pause' })}</dt><dd>{t(due.rule.pausable)}</dd></>}
      </dl>}
      {due.provisional && <p className="rc-provisional">{t({ zh: '暂定：该年度的法定节假日安排尚未公布，公布后系统会重新计算并留下记录。', en: 'Provisional: the official holiday notice for that year is not out yet. The day will be reckoned again, with a trace.' })}</p>}
    </div>
  );
}

function FetchedReckoning({ record }: { record: { register: string; id: string } }) {
  const detail = useQuery({ queryKey: ['record', record.register, record.id, 'reckoning'], queryFn: () => api.records.get(record.register, record.id), retry: false });
  if (detail.isPending) return <Spin size="small" />;
  if (detail.error) {
    const needsPurpose = asProblem(detail.error).code === 'purpose-required';
    return <p className="rc-reckoning">{needsPurpose ? t({ zh: '查看公职人员记录须先说明用途，请打开该记录。', en: 'Open the record and state a purpose first.' }) : asProblem(detail.error).message}</p>;
  }
  return detail.data.due ? <Reckoning due={detail.data.due} /> : <p className="rc-reckoning">{t({ zh: '当前没有期限。', en: 'No time limit runs now.' })}</p>;
}

/** `due` when the reckoning is at hand, else `record` to fetch it on demand. Without a day it says that the clock is paused or that no limit runs. */
export function DueDay({ on, light, provisional = false, due, record }: {
  on: Day | null; light?: LightValue; provisional?: boolean; due?: Due | null; record?: { register: string; id: string };
}) {
  const [open, setOpen] = useState(false);
  const paused = light?.level === 'paused';
  if (!on && !paused) return <span className="rc-quiet">{t({ zh: '无期限', en: 'No limit' })}</span>;
  const day = on ? <span className="rc-num">{showDay(on)}</span> : <span>{t({ zh: '暂无到期日', en: 'No due day yet' })}</span>;
  const said = on ? { zh: `到期日 ${showDay(on)}，查看算法`, en: `Due ${showDay(on)}, show reckoning` } : { zh: '暂无到期日（已中止计时），查看算法', en: 'No due day yet (clock paused), show reckoning' };
  const known = due ? <Reckoning due={due} /> : record ? <FetchedReckoning record={record} /> : null;
  return (
    <span className="rc-due" onKeyDown={(event) => { if (event.key === 'Escape') setOpen(false); }}>
      {known ? (
        <Popover open={open} onOpenChange={setOpen} trigger="click" title={t({ zh: '到期日是怎么算的', en: 'How this day was reckoned' })} content={known} destroyOnHidden>
          <Button type="link" size="small" className="rc-due-button" aria-expanded={open}
            aria-label={t(said)}>{day}</Button>
        </Popover>
      ) : day}
      {provisional && <span className="rc-provisional-mark">{t({ zh: '暂定', en: 'provisional' })}</span>}
      {light && light.level !== 'none' && <Light light={light} />}
    </span>
  );
}

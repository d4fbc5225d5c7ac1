// 工作日历: a new year enters as the notice says it: paste the text or a list of days, see what was read, propose it.
import { Flex, Input, InputNumber } from 'antd';
import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import type { CalendarData } from '../../../core/working-days.ts';
import { showDay } from '../../days.ts';
import { t } from '../../i18n.ts';
import { TextFile } from './text-file.tsx';
import { readNotice, withYear } from './notice.ts';
import type { Kind, Notice } from './notice.ts';

function Read({ notice: { days, unread } }: { notice: Notice }): ReactElement {
  const of = (kind: Kind): string[] => Object.entries(days).filter(([, one]) => one === kind).map(([on]) => showDay(on));
  const [rest, work] = [of('rest'), of('work')];
  return (
    <div aria-live="polite">
      <p>{t({ zh: `认出：工作日放假 ${rest.length} 天，周末上班 ${work.length} 天（本来就休息的周末不必列）。`, en: `Read: ${rest.length} weekdays of rest, ${work.length} weekend days of work.` })}</p>
      {rest.length > 0 && <p className="rc-quiet">{t({ zh: '放假：', en: 'Rest: ' })}{rest.join('、')}</p>}
      {work.length > 0 && <p className="rc-quiet">{t({ zh: '上班：', en: 'Work: ' })}{work.join('、')}</p>}
      {unread.length > 0 && <div role="alert"><ul className="rc-faults">{unread.map((line) => <li key={line}>{t({ zh: `没有看懂，请写明“放假”或“上班”，并核对日期：${line}`, en: `Not understood: say rest or work, and check the day: ${line}` })}</li>)}</ul></div>}
    </div>
  );
}

/** Gives the calendar with the new year, or undefined while nothing useful was read. */
export function CalendarFields({ base, year: thisYear, onChange }: { base: CalendarData; year: number; onChange: (body: CalendarData | undefined) => void }): ReactElement {
  const id = useId();
  const [year, setYear] = useState(Math.max(thisYear, ...base.officialYears) + 1);
  const [text, setText] = useState('');
  const notice = readNotice(text, year);
  const put = (nextYear: number, next: string): void => {
    const read = readNotice(next, nextYear);
    setYear(nextYear);
    setText(next);
    onChange(read.unread.length === 0 && Object.keys(read.days).some((on) => on.startsWith(`${nextYear}-`)) ? withYear(base, nextYear, read.days) : undefined);
  };
  return (
    <Flex vertical gap={12}>
      <p className="rc-quiet">{t({ zh: `已有放假通知的年份：${base.officialYears.join('、')}。没有通知的年份，到期日只能暂定。`, en: `Years announced: ${base.officialYears.join(', ')}. Due days in other years are provisional.` })}</p>
      <div className="rc-labelled"><label htmlFor={`${id}-year`}>{t({ zh: '年份', en: 'Year' })}</label><InputNumber id={`${id}-year`} min={2000} max={2100} precision={0} value={year} onChange={(next) => put(next ?? year, text)} /></div>
      <div className="rc-labelled">
        <label htmlFor={`${id}-text`}>{t({ zh: '放假通知', en: 'Notice' })}</label>
        <span className="rc-hint" id={`${id}-help`}>{t({ zh: '粘贴国务院办公厅放假通知的原文，或一行一天：2027-01-01 休、2027-01-03 班。', en: 'Paste the notice, or one day a line: 2027-01-01 rest.' })}</span>
        <Input.TextArea id={`${id}-text`} aria-describedby={`${id}-help`} autoSize={{ minRows: 6, maxRows: 24 }} value={text} onChange={(event) => put(year, event.target.value)} />
      </div>
      <TextFile accept=".txt,.csv" onText={(next) => put(year, next)} />
      {text.trim() !== '' && <Read notice={notice} />}
    </Flex>
  );
}

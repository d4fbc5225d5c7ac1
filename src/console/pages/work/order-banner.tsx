// 整改提示: what a body's contact must see before anything else: that an order stands, until when an explanation is due and on which article it
// rests; and what is overdue below it, where it is the superior.
import { Alert } from 'antd';
import { Link } from 'react-router';
import type { Row } from '../../api.ts';
import { showDay } from '../../days.ts';
import { t } from '../../i18n.ts';
import { useRegisters } from '../../registers.ts';
import { useMe } from '../../session.ts';
import { lawLine } from '../../ui/due-day.tsx';
import { recordPath } from '../../ui/index.ts';

const heard = new Set(['ordered', 'overdue', 'pressed', 'supervised', 'reddened', 'criticised']);

export function OrderBanner({ rows }: { rows: Row[] }) {
  const me = useMe();
  const registers = useRegisters();
  if (!me.account.roles.includes('contact')) return null;
  const mine = rows.filter((row) => row.register === 'rectification' && row.subject?.id === me.account.body.id && heard.has(row.state));
  const below = rows.filter((row) => row.register === 'rectification' && row.subject?.id !== me.account.body.id && row.state === 'pressed');
  const law = lawLine(registers.data?.find(({ id }) => id === 'rectification')?.law[0]);
  return (
    <>
      {mine.length > 0 && <Alert type="warning" showIcon role="status" title={t({ zh: `本单位有 ${mine.length} 件整改等待办理`, en: `${mine.length} order(s) to put right` })} description={<Orders rows={mine} law={law} />} />}
      {below.length > 0 && <Alert type="error" showIcon role="status" title={t({ zh: `下级单位有 ${below.length} 件整改逾期，已发橙色督查单，请本单位督促`, en: `${below.length} overdue below you: step in` })}
        description={<ul className="rc-orders">{below.map((row) => <li key={row.id}><Link to={recordPath(row)}>{row.subject?.name}：{row.title}</Link>{t({ zh: ` 请在 ${showDay(row.dueOn)} 前约谈并登记督促情况；到期仍未整改的发红色督查单，由复核人员决定是否通报批评。`, en: `, by ${showDay(row.dueOn)}` })}</li>)}</ul>} />}
    </>
  );
}

function Orders({ rows, law }: { rows: Row[]; law: string }) {
  return (
    <>
      <ul className="rc-orders">{rows.map((row) => (
        <li key={row.id}><Link to={recordPath(row)}>{row.title}</Link>{row.state === 'ordered'
          ? t({ zh: ` 请在 ${showDay(row.dueOn)} 前提交书面说明，写明原因、措施和分阶段完成日。`, en: `: explain in writing by ${showDay(row.dueOn)}.` })
          : t({ zh: ` ${row.stateLabel.zh}，请立即说明或报告完成。`, en: `: ${row.stateLabel.en}; explain or report at once.` })}</li>
      ))}</ul>
      {law && <p className="rc-quiet">{t({ zh: '依据：', en: 'Basis: ' })}{law}</p>}
    </>
  );
}

// 工作台: what must I do, by when. Only matters this account can act on, the overdue first, each with one button for what comes next.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api, type Row } from '../../api.ts';
import { showDay } from '../../days.ts';
import { showNumber, t } from '../../i18n.ts';
import { nextAction, workStep } from '../../next-action.ts';
import { useMe } from '../../session.ts';
import { Empty, PageHeader, ProblemAlert, RecordTable, recordPath } from '../../ui/index.ts';
import { OrderBanner } from './order-banner.tsx';

type Filter = 'all' | 'overdue' | 'soon' | `state:${string}`;
const passes = (filter: Filter, row: Row): boolean =>
  filter === 'all' || (filter === 'overdue' && row.light.level === 'red') || (filter === 'soon' && row.light.level === 'yellow') || filter === `state:${row.register}/${row.state}` || filter === `state:${row.state}`;

/** What stands at the top: one sentence that says how the day looks. */
function headline(total: number, overdue: number, soon: number): string {
  if (total === 0) return t({ zh: '手头没有待办事项。', en: 'Nothing waits for you.' });
  const rest = [
    overdue > 0 && t({ zh: `${overdue} 件已超期，请先办`, en: `${overdue} overdue, do these first` }), soon > 0 && t({ zh: `${soon} 件即将到期`, en: `${soon} due soon` }),
  ].filter(Boolean).join(t({ zh: '，', en: ', ' }));
  return t({ zh: `共 ${showNumber(total)} 件待您办理${rest ? `：${rest}。` : '，都在期限内。'}`, en: `${showNumber(total)} waiting for you${rest ? `: ${rest}.` : ', all within their time.'}` });
}

export default function WorkPage() {
  const me = useMe();
  const work = useQuery({ queryKey: ['work'], queryFn: api.work, refetchInterval: 60_000 });
  const [filter, setFilter] = useState<Filter>('all');
  const rows = useMemo(() => (work.data?.items ?? []).filter((row) => passes(filter, row)), [work.data, filter]);
  const data = work.data;
  return (
    <>
      <PageHeader title={t({ zh: '工作台', en: 'Work' })} lead={data ? headline(data.items.length, data.overdue, data.dueSoon) : t({ zh: '正在读取待办…', en: 'Reading…' })}
        actions={<span className="rc-today rc-num">{t({ zh: '今天', en: 'Today' })} {showDay(me.today, { weekday: true })}</span>} />
      <div className="rc-stack">
        <ProblemAlert error={work.error} onRetry={() => void work.refetch()} />
        {data && <OrderBanner rows={data.items} />}
        {data && data.items.length > 0 && (
          <div className="rc-counts" role="group" aria-label={t({ zh: '按状态筛选待办', en: 'Filter by state' })}>
            <Count label={t({ zh: '全部待办', en: 'All' })} value={data.items.length} on={filter === 'all'} pick={() => setFilter('all')} />
            <Count label={t({ zh: '已超期', en: 'Overdue' })} value={data.overdue} tone={data.overdue > 0 ? 'red' : undefined} on={filter === 'overdue'} pick={() => setFilter('overdue')} />
            <Count label={t({ zh: '即将到期', en: 'Due soon' })} value={data.dueSoon} tone={data.dueSoon > 0 ? 'yellow' : undefined} on={filter === 'soon'} pick={() => setFilter('soon')} />
            {data.counts.map(({ register, state, label, count }) => {
              const key = `state:${register ? `${register}/` : ''}${state}` as const;
              return <Count key={key} label={t(label)} value={count} on={filter === key} pick={() => setFilter(key)} />;
            })}
          </div>
        )}
        {(data || work.isPending) && (
          <RecordTable rows={rows} loading={work.isPending} caption={t({ zh: '待办事项，按到期日排列', en: 'Work by due day' })} action={(row) => <NextStep row={row} />}
            empty={<div className="rc-table-wrap">{data && data.items.length > 0
              ? <Empty title={t({ zh: '这一类没有待办', en: 'Nothing of this kind' })} fill={t({ zh: '其他类别仍有待办。', en: 'Other kinds still wait.' })} action={<Button onClick={() => setFilter('all')}>{t({ zh: '看全部待办', en: 'Show all' })}</Button>} />
              : <NothingToDo />}</div>} />
        )}
      </div>
    </>
  );
}

function Count({ label, value, on, pick, tone }: { label: string; value: number; on: boolean; pick: () => void; tone?: 'red' | 'yellow' | undefined }) {
  return (
    <button type="button" className={`rc-count${tone ? ` rc-count-${tone}` : ''}`} aria-pressed={on} onClick={pick}><span>{label}</span><b className="rc-num">{showNumber(value)}</b></button>
  );
}

/** One button: the way forward for this row. */
function NextStep({ row }: { row: Row }) {
  const navigate = useNavigate();
  const next = nextAction(row.actions);
  if (!next) return <Link to={recordPath(row)}>{t({ zh: '查看', en: 'Open' })}</Link>;
  const { label, path } = workStep(row, next);
  return (
    <Button type={row.light.level === 'red' ? 'primary' : 'default'} aria-label={`${t(label)}：${row.title}`}
      onClick={() => void navigate(path)}>{t(label)}</Button>
  );
}

/** What brings work here, for whoever asks. */
function whenWorkComes(roles: string[]): string {
  const any = (...those: string[]): boolean => those.some((role) => roles.includes(role));
  if (any('arbiter')) return t({ zh: '有人对异议、修复等的决定提出申诉，或者举报打击报复时，事项会出现在这里，由没有经手过的单位复查。', en: 'Appeals against decisions on objections and repairs, and reports of retaliation, appear here, to be reviewed by a body that had no hand in them.' });
  if (any('maker', 'verifier', 'reviewer')) return t({ zh: '下级报送、上级退回、当事单位陈述或期限将至时，事项会出现在这里。', en: 'Matters appear here when they are submitted, returned, answered or fall due.' });
  if (any('contact', 'official')) return t({ zh: '收到告知、可以陈述申辩时，事项会出现在这里，并写明截止日期。', en: 'When you are given notice and may answer, the matter appears here with its due day.' });
  if (any('identity')) return t({ zh: '有公务员同名、须判断是不是同一人时，事项会出现在这里。', en: 'Matters appear here when namesakes must be told apart.' });
  if (any('rulekeeper', 'ruleapprover')) return t({ zh: '规则变更被提出、退回或等待批准时，会出现在这里。新的变更从“规则库”提出。', en: 'Changes of rules appear here when proposed, returned or waiting. Start one from the rulebook.' });
  if (any('auditor')) return t({ zh: '已生效的记录被撤下、须由审计复查时，事项会出现在这里。记录、月报和查阅留痕从左侧打开，审计账号不改动它们。', en: 'Matters appear here when a record in effect was withdrawn and you must review it. Records, report and access log are on the left.' });
  return t({ zh: '管理账号不办理业务，也看不到记录。账号的建立、停用和改密用命令行 rongcheng user，运行检查用 rongcheng doctor，见 docs/operations.md。', en: 'Administrators do not handle records and do not see them. Accounts: rongcheng user; health: rongcheng doctor; see docs/operations.md.' });
}

function NothingToDo() {
  const me = useMe();
  return (
    <Empty title={t({ zh: '没有待办', en: 'Nothing to do' })} fill={whenWorkComes(me.account.roles)}
      action={(
        <>
          {me.menu.includes('records') && <Link to="/records">{t({ zh: '查看全部记录', en: 'All records' })}</Link>}
          {me.menu.includes('imports') && <Link to="/imports">{t({ zh: '批量导入', en: 'Import a file' })}</Link>}
          {me.menu.includes('mine') && <Link to="/mine">{t({ zh: '查看我的记录', en: 'About me' })}</Link>}
          {me.account.roles.includes('rulekeeper') && <Link to="/rules">{t({ zh: '打开规则库', en: 'Open the rulebook' })}</Link>}
        </>
      )} />
  );
}

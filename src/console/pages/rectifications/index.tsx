// 整改看板: how every rectification in one's scope stands, by light, by stage and by area. Each number opens its list below; each row says what
// comes next and who has to do it, and what the body calls done stays its own word.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { api, type Board, type RecordFilters, type Row } from '../../api.ts';
import { showNumber, t } from '../../i18n.ts';
import { nextAction, workStep } from '../../next-action.ts';
import { useMe } from '../../session.ts';
import { Empty, PageHeader, ProblemAlert, RecordTable, recordPath } from '../../ui/index.ts';

const register = 'rectification';
const asked = ['light', 'state', 'exactArea', 'cursor'] as const;

/** Whom a rectification waits for, when not for the reader. */
const waits: Record<string, { zh: string; en: string }> = {
  ordered: { zh: '等单位书面说明', en: 'Waits for the explanation' }, explained: { zh: '等单位整改', en: 'Waits for the body' }, redo: { zh: '等单位续改', en: 'Waits for the body' }, claimed: { zh: '单位报称完成，等核验人员核查', en: 'Claimed; waits for the verifier' },
  overdue: { zh: '单位逾期，蓝色督查', en: 'Overdue, blue' }, pressed: { zh: '等上级单位督促', en: 'Waits for the superior' }, supervised: { zh: '上级督促中，等单位整改', en: 'The superior is on it' }, reddened: { zh: '等复核人员决定是否通报', en: 'Waits for the reviewer' },
  criticised: { zh: '已通报，等核验人员认定', en: 'Criticised; waits for the verifier' },
};

function Section({ section, chosen }: { section: Board['sections'][number]; chosen: string }) {
  return (
    <section aria-labelledby={`board-${section.id}`}>
      <h2 id={`board-${section.id}`} className="rc-board-title">{t(section.label)}</h2>
      <ul className="rc-board">{section.lines.map((line) => (
        <li key={line.key}><Link to={line.list === chosen ? '/rectifications' : `/rectifications?${line.list}`} aria-current={line.list === chosen ? 'true' : undefined} className={line.key === 'red' ? 'rc-board-red' : undefined}>
          <span>{t(line.label)}</span><b className="rc-num">{showNumber(line.value)}</b></Link></li>
      ))}</ul>
    </section>
  );
}

function NextStep({ row }: { row: Row }) {
  const navigate = useNavigate();
  const next = nextAction(row.actions);
  if (!next) return <span>{t(waits[row.state] ?? row.stateLabel)} <Link to={recordPath(row)} aria-label={t({ zh: `打开 ${row.title}`, en: `Open ${row.title}` })}>{t({ zh: '打开', en: 'Open' })}</Link></span>;
  const { label, path } = workStep(row, next);
  return <Button type={row.light.level === 'red' ? 'primary' : 'default'} aria-label={`${t(label)}：${row.title}`} onClick={() => void navigate(path)}>{t(label)}</Button>;
}

export default function RectificationsPage() {
  const me = useMe();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const board = useQuery({ queryKey: ['work', 'board', register], queryFn: () => api.records.board(register) });
  const filters = Object.fromEntries(asked.flatMap((key) => { const value = params.get(key); return value ? [[key, value]] : []; })) as RecordFilters;
  const chosen = (['light', 'state', 'exactArea'] as const).flatMap((key) => { const value = params.get(key); return value ? [`${key}=${value}`] : []; }).join('&');
  const open = board.data ? { state: board.data.open.slice('state='.length) } : {};
  const list = useQuery({ queryKey: ['records', register, 'board', filters, open], enabled: board.data !== undefined, queryFn: () => api.records.list(register, { ...open, ...filters, limit: 50, ...(filters.light === 'paused' ? {} : { by: 'due' as const }) }) });
  // What has no due day because its clock stands still comes after what has one.
  const still = useQuery({ queryKey: ['records', register, 'board', 'paused', filters, open], enabled: board.data !== undefined && filters.light === undefined && list.data?.next === null, queryFn: () => api.records.list(register, { ...open, ...filters, light: 'paused', limit: 50 }) });
  const rows = [...(list.data?.items ?? []), ...(still.data?.items ?? [])];
  const red = board.data?.sections[0]?.lines.find(({ key }) => key === 'red')?.value ?? 0;
  const below = me.account.roles.includes('contact');
  const lead = board.data && t({
    zh: `${below ? '本单位的整改，和本单位负责督促的下级单位整改，' : ''}共 ${showNumber(board.data.total)} 件在办${red > 0 ? `，其中 ${showNumber(red)} 件当前环节已超期` : ''}。点数字看清单。`,
    en: `${showNumber(board.data.total)} open${red > 0 ? `, ${showNumber(red)} of them overdue` : ''}. Every number opens its list.`,
  });
  return (
    <>
      <PageHeader title={t({ zh: '整改', en: 'Rectification' })} lead={lead} actions={<Link to={`/records/${register}`}>{t({ zh: '含已办结的全部清单', en: 'All, with closed ones' })}</Link>} />
      <div className="rc-stack">
        <ProblemAlert error={board.error ?? list.error} onRetry={() => { void board.refetch(); void list.refetch(); }} />
        {board.data && board.data.total > 0 && <div className="rc-boards">{board.data.sections.map((section) => <Section key={section.id} section={section} chosen={chosen} />)}</div>}
        {!list.error && <RecordTable rows={rows} loading={list.isPending} caption={t({ zh: '整改清单，按到期日排列', en: 'Rectifications by due day' })} columns={['subject', 'state', 'due']} action={(row) => <NextStep row={row} />}
          empty={<div className="rc-table-wrap"><Empty title={chosen ? t({ zh: '这一类没有在办的整改', en: 'None of this kind' }) : t({ zh: '没有在办的整改', en: 'Nothing to put right' })} fill={t({ zh: '失信记录生效后，系统自动向单位下达整改，出现在这里。', en: 'A finding that takes effect orders its body to put it right; it appears here.' })} action={chosen ? <Link to="/rectifications">{t({ zh: '看全部', en: 'Show all' })}</Link> : undefined} /></div>} />}
        {(filters.cursor || list.data?.next) && (
          <nav className="rc-pager" aria-label={t({ zh: '翻页', en: 'Pages' })}>
            {filters.cursor && <Button onClick={() => void navigate(-1)}>{t({ zh: '上一页', en: 'Previous' })}</Button>}
            {list.data?.next && <Button onClick={() => setParams((now) => { const made = new URLSearchParams(now); made.set('cursor', list.data.next as string); return made; })}>{t({ zh: '下一页', en: 'Next' })}</Button>}
          </nav>
        )}
      </div>
    </>
  );
}

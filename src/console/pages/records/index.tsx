// 记录列表: every record of a register that this account may see. The filters stand in the address, so that a list can be bookmarked, sent to
// a colleague and found again with the back button.
import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { api, type Account, type Action, type RecordFilters, type Register, type Row, type Why } from '../../api.ts';
import { showNumber, t } from '../../i18n.ts';
import { useRegisters } from '../../registers.ts';
import { useMe } from '../../session.ts';
import { Empty, PageHeader, ProblemAlert, RecordTable } from '../../ui/index.ts';
import { LinkButton } from '../looks/data-table.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { Filters, filterKeys, type FilterKey } from './filters.tsx';
import { ExportButton, WithoutPersons } from './persons.tsx';

/** What a person may begin here that is about no other matter, or need not be. */
function startsOf(register: Register, account: Account): Action[] {
  const allowed = (grant: string): boolean => {
    const [role = '', scope = ''] = grant.split('@');
    return account.roles.includes(role) && (!['city', 'county', 'town'].includes(scope) || account.level === scope);
  };
  return Object.values(register.actions).filter(({ from, by, takes }) => from === 'nothing' && (Array.isArray(by) ? by : typeof by === 'string' ? [by] : Object.values(by)).some(allowed) && !takes.some((take) => take.required && ['recordId', 'aboutId'].includes(take.key)));
}

function Pager({ cursor, next, onTurn }: { cursor: string | undefined; next: string | null; onTurn: (to: string | null) => void }): ReactElement | null {
  const navigate = useNavigate();
  if (!cursor && !next) return null;
  return (
    <nav className="rc-pager" aria-label={t({ zh: '翻页', en: 'Pages' })}>
      {cursor && <Button onClick={() => onTurn(null)}>{t({ zh: '回到第一页', en: 'First page' })}</Button>}
      {cursor && <Button onClick={() => void navigate(-1)}>{t({ zh: '上一页', en: 'Previous' })}</Button>}
      {next && <Button onClick={() => onTurn(next)}>{t({ zh: '下一页', en: 'Next' })}</Button>}
    </nav>
  );
}

export default function RecordsPage() {
  const { register: id = 'dishonesty-record' } = useParams();
  const me = useMe();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const [chosen, setChosen] = useState<Map<string, Row>>(new Map());
  const [why, setWhy] = useState<Why>();
  const registers = useRegisters();
  const register = registers.data?.find((one) => one.id === id);
  const filters = Object.fromEntries(filterKeys.map((key) => [key, params.get(key) ?? undefined])) as Partial<Record<FilterKey, string>>;
  const cursor = params.get('cursor') ?? undefined;
  const asked: RecordFilters = { ...Object.fromEntries(Object.entries(filters).filter(([, value]) => value)), limit: 50, ...why, ...(cursor ? { cursor } : {}) };
  const list = useQuery({ queryKey: ['records', id, asked], queryFn: () => api.records.list(id, asked), placeholderData: (before) => before });
  const change = (next: Partial<Record<FilterKey, string | undefined>>): void => setParams((now) => {
    const made = new URLSearchParams(now);
    for (const [key, value] of Object.entries(next)) if (value) made.set(key, value); else made.delete(key);
    made.delete('cursor');
    return made;
  }, { replace: true });
  const turn = (to: string | null): void => setParams((now) => { const made = new URLSearchParams(now); if (to) made.set('cursor', to); else made.delete('cursor'); return made; });
  const choose = (ids: Set<string>): void => setChosen((now) => new Map([...ids].flatMap((one) => {
    const row = now.get(one) ?? list.data?.items.find((item) => item.id === one);
    return row ? [[one, row] as const] : [];
  })));
  const mayStart = register?.actions['create']?.from === 'nothing' && me.account.roles.includes('maker');
  const starts = register === undefined || register.actions['create'] ? [] : startsOf(register, me.account);
  const filtered = Object.values(filters).some(Boolean);
  const label = register ? t(register.label) : t({ zh: '记录', en: 'Records' });
  const count = list.data?.count;
  return (
    <>
      <PageHeader title={label}
        lead={count ? t({ zh: `${filtered ? '符合条件' : '您的权限范围内共'} ${showNumber(count.value)}${count.capped ? ' 条以上' : ' 条'}`, en: `${showNumber(count.value)}${count.capped ? '+' : ''} records` }) : undefined}
        actions={<>
          <ExportButton register={id} name={label} filters={{ ...filters, ...why }} />
          {mayStart && <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => void navigate(`/records/${id}/new`)}>{t({ zh: '录入记录', en: 'New record' })}</Button>}
          {starts.map((action) => <LinkButton key={action.id} to={`/records/${id}/begin/${action.id}`} primary>{t(action.label)}</LinkButton>)}
        </>} />
      <div className="rc-stack">
        <Filters register={register} values={filters} onChange={change} />
        <BulkBar register={register} chosen={chosen} onDone={() => setChosen(new Map())} />
        {list.data?.withoutPersons === true && <WithoutPersons onState={setWhy} />}
        <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />
        {!list.error && (
          <RecordTable rows={list.data?.items ?? []} loading={list.isPending} caption={label} columns={['subject', 'area', 'state', 'severity', 'due']}
            selection={{ ids: new Set(chosen.keys()), onChange: choose, allows: (row) => row.actions.length > 0 }}
            empty={<div className="rc-table-wrap">{filtered || cursor
              ? <Empty title={t({ zh: '没有符合条件的记录', en: 'Nothing matches' })} fill={t({ zh: '放宽或清除条件再试；不属于您辖区的记录不会出现。', en: 'Loosen the filters; records outside your scope do not appear.' })} action={<Button onClick={() => setParams({})}>{t({ zh: '清除条件', en: 'Clear filters' })}</Button>} />
              : <Empty title={t({ zh: '还没有记录', en: 'No records yet' })} fill={mayStart ? t({ zh: '逐条录入，或用模板批量导入后，会出现在这里。', en: 'Enter one, or import a file.' }) : t({ zh: '有需要您看到或办理的记录时，会出现在这里。', en: 'What you may see or handle appears here.' })} action={me.menu.includes('imports') && <Link to="/imports">{t({ zh: '批量导入', en: 'Import a file' })}</Link>} />}</div>} />
        )}
        <Pager cursor={cursor} next={list.data?.next ?? null} onTurn={turn} />
      </div>
    </>
  );
}

// 待办公示: the records that wait for a decision, and the decisions that wait for a second person. Which states those are is read from the
// register itself, so that this page never knows the life of a record better than the record does.
import { useQuery } from '@tanstack/react-query';
import { Flex } from 'antd';
import type { ReactElement } from 'react';
import { api } from '../../api.ts';
import type { Label, Register } from '../../api.ts';
import { t } from '../../i18n.ts';
import { Empty, PageHeader, ProblemAlert, RecordTable, recordPath } from '../../ui/index.ts';
import { LinkButton } from '../looks/data-table.tsx';

export const REGISTER = 'dishonesty-record';

/** The states from which an action starts. */
export function statesOf(register: Register | undefined, action: string): string[] {
  const from = register?.actions[action]?.from;
  return from === undefined ? [] : Array.isArray(from) ? from : [from];
}

type Section = { action: string; title: Label; button: Label; empty: Label; fill: Label };
const sections: Section[] = [
  {
    action: 'propose', title: { zh: '待提出公示意见', en: 'Awaiting a decision' }, button: { zh: '提出意见', en: 'Decide' },
    empty: { zh: '没有待决定的记录', en: 'No record awaits a decision' },
    fill: { zh: '记录核验、告知并生效以后，会按到期日出现在这里。', en: 'Records appear here once they were verified, notified and took effect.' },
  },
  {
    action: 'approve', title: { zh: '待第二人复核', en: 'Awaiting the second reviewer' }, button: { zh: '复核', en: 'Review' },
    empty: { zh: '没有待复核的公示意见', en: 'No decision awaits review' },
    fill: { zh: '同事提出公示意见后会出现在这里；提出人和复核人不能是同一人。', en: 'Decisions of colleagues appear here; nobody reviews their own.' },
  },
];

function Waiting({ section, states }: { section: Section; states: string[] }): ReactElement {
  const list = useQuery({
    queryKey: ['records', REGISTER, 'disclosure', states],
    queryFn: async () => {
      const pages = await Promise.all(states.map((state) => api.records.list(REGISTER, { state, limit: 100 })));
      return {
        rows: pages.flatMap((page) => page.items).sort((a, b) => (a.dueOn ?? '9').localeCompare(b.dueOn ?? '9')),
        more: pages.some((page) => page.next !== null),
      };
    },
  });
  return (
    <section aria-labelledby={`disclosure-${section.action}`}>
      <h2 id={`disclosure-${section.action}`} className="rc-section-title">{t(section.title)}{list.data && <span className="rc-quiet rc-num"> {list.data.rows.length}{list.data.more ? '+' : ''}</span>}</h2>
      {list.error ? <ProblemAlert error={list.error} onRetry={() => void list.refetch()} focus={false} /> : (
        <RecordTable rows={list.data?.rows ?? []} loading={list.isPending} caption={t(section.title)} columns={['subject', 'area', 'severity', 'due']}
          action={(row) => <LinkButton to={`/disclosure/${encodeURIComponent(row.id)}`}>{t(section.button)}</LinkButton>}
          empty={<Empty title={t(section.empty)} fill={t(section.fill)} />} />
      )}
      {list.data?.more && <p className="rc-quiet">{t({ zh: '这里只列最先到期的 100 条；办结后后面的会补上。', en: 'Only the 100 that are due first are listed.' })} <a href={recordPath({ register: REGISTER, id: '' })}>{t({ zh: '在失信记录里筛选', en: 'Filter in records' })}</a></p>}
    </section>
  );
}

export function Queue(): ReactElement {
  const registers = useQuery({ queryKey: ['registers'], queryFn: api.registers, staleTime: Infinity });
  const register = registers.data?.find(({ id }) => id === REGISTER);
  return (
    <>
      <PageHeader title={t({ zh: '公示办理', en: 'Disclosure' })}
        lead={t({ zh: '先选公示方式和依据，遮盖个人信息，看过公众将看到的样子，再交第二人复核。', en: 'Choose mode and ground, mask personal data, see what the public will see, and hand it to a second person.' })} />
      <ProblemAlert error={registers.error} onRetry={() => void registers.refetch()} />
      {register && <Flex vertical gap={32}>{sections.map((section) => <Waiting key={section.action} section={section} states={statesOf(register, section.action)} />)}</Flex>}
    </>
  );
}

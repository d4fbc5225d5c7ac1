// 我的记录: what an official may ask of the platform about themself: what is held, from whom, until when, and who looked and why.
import { useQuery } from '@tanstack/react-query';
import { Card } from 'antd';
import type { ReactElement } from 'react';
import { Route, Routes } from 'react-router';
import { api } from '../../api.ts';
import { showNumber, t } from '../../i18n.ts';
import { useMe } from '../../session.ts';
import { Empty, PageHeader, ProblemAlert } from '../../ui/index.ts';
import { DataTable } from '../looks/data-table.tsx';
import { lookKey, looksAtMeColumns } from '../looks/look-columns.tsx';
import { HeldRecords } from './held-records.tsx';

function Mine(): ReactElement {
  const me = useMe();
  const mine = useQuery({ queryKey: ['mine'], queryFn: api.mine });
  const name = me.account.person?.name ?? me.account.name;
  const others = mine.data?.looks.filter((look) => look.purpose?.key !== 'self') ?? [];
  const own = (mine.data?.looks.length ?? 0) - others.length;
  const refused = others.filter((look) => !look.allowed).length;
  return (
    <>
      <PageHeader title={t({ zh: '我的记录', en: 'About me' })} lead={t({ zh: `${name}：平台留存了关于您的哪些信息、来自哪里、到何时为止，以及谁查阅过、为什么。`, en: `${name}: what is held about you, from whom, until when, and who looked and why.` })} />
      {mine.error ? <ProblemAlert error={mine.error} onRetry={() => void mine.refetch()} /> : (
        <div className="rc-stack">
          <Card title={t({ zh: '留存的记录', en: 'What is held' })} loading={mine.isPending}>
            {mine.data && (mine.data.records.length === 0
              ? <Empty title={t({ zh: '没有关于您的记录', en: 'Nothing is held about you' })} fill={t({ zh: '如有部门登记关于您的信息，会先告知您，并列在这里；您可以陈述申辩或提出异议。', en: 'If a body registers something about you, you are told and it is listed here; you may answer or object.' })} />
              : <HeldRecords rows={mine.data.records} />)}
          </Card>
          <Card title={t({ zh: '谁查阅过', en: 'Who looked' })} loading={mine.isPending}>
            {mine.data && <div className="rc-stack">
              {mine.data.looks.length > 0 && <p role="status">{t({ zh: `他人查阅 ${showNumber(others.length)} 次，其中 ${showNumber(refused)} 次被拒绝；另有您本人查阅 ${showNumber(own)} 次，不在下表。`, en: `${showNumber(others.length)} looks by others, ${showNumber(refused)} refused; ${showNumber(own)} by yourself are not listed.` })}</p>}
              <DataTable rows={others} columns={looksAtMeColumns} rowKey={lookKey} caption={t({ zh: '对我的查阅', en: 'Looks at me' })}
                empty={<Empty title={t({ zh: '还没有人查阅过', en: 'Nobody has looked' })} fill={t({ zh: '有人查阅您的非公开信息时，时间、单位和目的都会列在这里。', en: 'When somebody looks at your data, time, body and purpose appear here.' })} />} />
            </div>}
          </Card>
        </div>
      )}
    </>
  );
}

/** Routes under /mine. */
export default function MinePages(): ReactElement {
  return <Routes><Route index element={<Mine />} /></Routes>;
}

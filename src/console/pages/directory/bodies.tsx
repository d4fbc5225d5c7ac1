// 机构: the area tree beside the table of bodies. Area, level and search stand in the address, so that a view can be sent to a colleague.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Card, Flex, Input, Select, Tree } from 'antd';
import type { ReactElement } from 'react';
import { Link, useSearchParams } from 'react-router';
import { api } from '../../api.ts';
import type { Area, Body } from '../../api.ts';
import { showDay } from '../../days.ts';
import { showNumber, t } from '../../i18n.ts';
import { useMe } from '../../session.ts';
import { Empty, PageHeader, ProblemAlert, StateTag } from '../../ui/index.ts';
import { DataTable, LinkButton } from '../looks/data-table.tsx';
import type { Column } from '../looks/data-table.tsx';
import { AreaChanges } from './area-changes.tsx';
import { areaKinds, areaTree, asOptions, bodyKinds, levels } from './words.ts';

export const bodyPath = (id: string): string => `/directory/${encodeURIComponent(id)}`;

const columns: Column<Body>[] = [
  { key: 'name', label: t({ zh: '机构', en: 'Body' }), head: true, cell: (body) => (
    <><Link to={bodyPath(body.id)}>{body.name}</Link><span className="rc-cell-sub rc-num">{body.uscc || t({ zh: '未登记统一社会信用代码', en: 'No credit code on file' })}</span></>
  ) },
  { key: 'kind', label: t({ zh: '类别', en: 'Kind' }), cell: (body) => t(bodyKinds[body.kind]) || body.kind },
  { key: 'level', label: t({ zh: '层级', en: 'Level' }), cell: (body) => t(levels[body.level]) || body.level },
  { key: 'area', label: t({ zh: '辖区', en: 'Area' }), cell: (body) => (typeof body.area === 'string' ? body.area : body.area.name) },
  { key: 'state', label: t({ zh: '存续', en: 'Validity' }), cell: (body) => (body.validTo
    ? <StateTag tone="plain" label={t({ zh: `${showDay(body.validTo)} 止`, en: `until ${showDay(body.validTo)}` })} />
    : <StateTag tone="done" label={t({ zh: '存续', en: 'in being' })} />) },
];

/** What stands behind an area's name: its kind, and whether its code is our own or it has ended. */
function areaNote(area: Area): string {
  const own = area.gb === false || area.gb === 'no';
  const kind = t(areaKinds[area.kind]);
  return [area.name.endsWith(kind) ? '' : kind, own ? t({ zh: '自编代码', en: 'own code' }) : '', area.validTo ? t({ zh: `${showDay(area.validTo)} 止`, en: `until ${showDay(area.validTo)}` }) : ''].filter(Boolean).join(' · ');
}

function AreaTree({ chosen, onChoose }: { chosen: string; onChoose: (code: string) => void }): ReactElement {
  const areas = useQuery({ queryKey: ['areas'], queryFn: api.areas, staleTime: 300_000 });
  if (areas.error) return <ProblemAlert error={areas.error} onRetry={() => void areas.refetch()} focus={false} />;
  if (!areas.data) return <p className="rc-quiet">{t({ zh: '正在读取…', en: 'Loading…' })}</p>;
  if (areas.data.length === 0) return <Empty title={t({ zh: '没有区域', en: 'No areas' })} fill={t({ zh: '区域随城市数据（areas.csv）载入。', en: 'Areas come with the city’s data (areas.csv).' })} />;
  const tree = areaTree(areas.data);
  return (
    <Tree treeData={tree} selectedKeys={chosen ? [chosen] : []} defaultExpandedKeys={[...tree.map((top) => top.key), chosen]} autoExpandParent virtual={false} blockNode
      aria-label={t({ zh: '区域', en: 'Areas' })} titleRender={(node) => <span>{node.title} <span className="rc-quiet">{areaNote(node.area)}</span></span>}
      onSelect={(keys) => onChoose(String(keys[0] ?? ''))} />
  );
}

function BodyTable({ q, area, level }: { q: string; area: string; level: string }): ReactElement {
  const bodies = useInfiniteQuery({
    queryKey: ['bodies', q, area, level], initialPageParam: '',
    queryFn: ({ pageParam }) => api.bodies.list({ q, area, level, cursor: pageParam }), getNextPageParam: (last) => last.next || undefined,
  });
  const count = bodies.data?.pages[0]?.count;
  if (bodies.error) return <ProblemAlert error={bodies.error} onRetry={() => void bodies.refetch()} focus={false} />;
  return (
    <Flex vertical gap={12}>
      {count && <p className="rc-quiet" role="status">{t({ zh: `共 ${showNumber(count.value)}${count.capped ? '+' : ''} 个机构`, en: `${showNumber(count.value)}${count.capped ? '+' : ''} bodies` })}</p>}
      <DataTable rows={bodies.data?.pages.flatMap((page) => page.items)} columns={columns} rowKey={(body) => body.id} caption={t({ zh: '机构', en: 'Bodies' })}
        empty={<Empty title={t({ zh: '没有符合条件的机构', en: 'No body matches' })} fill={t({ zh: '换一个名称、简称或代码，或在左侧改选上一级区域。', en: 'Try another name, short name or code, or a wider area.' })} />} />
      {bodies.hasNextPage && <div><Button loading={bodies.isFetchingNextPage} onClick={() => void bodies.fetchNextPage()}>{t({ zh: '继续显示', en: 'Show more' })}</Button></div>}
    </Flex>
  );
}

export function Bodies(): ReactElement {
  const me = useMe();
  const [params, setParams] = useSearchParams();
  const [q, area, level] = [params.get('q') ?? '', params.get('area') ?? '', params.get('level') ?? ''];
  const set = (key: string, value: string): void => setParams((now) => { if (value) now.set(key, value); else now.delete(key); return now; }, { replace: true });
  const areas = useQuery({ queryKey: ['areas'], queryFn: api.areas, staleTime: 300_000 });
  const keepsAreas = me.account.roles.includes('verifier') && areas.data?.some((one) => one.code === me.account.area.code && one.parent === null);
  return (
    <>
      <PageHeader title={t({ zh: '机构名录', en: 'Directory' })} lead={t({ zh: `${me.city.label.zh}的区域和机构，含更名、合并前后的名称。`, en: `Areas and bodies of ${me.city.label.en}, through renames and mergers.` })}
        actions={<>
          {me.menu.includes('identity') && <LinkButton to="/records/identity-review">{t({ zh: '身份核查', en: 'Identity reviews' })}</LinkButton>}
          {me.account.roles.some((role) => ['maker', 'verifier', 'reviewer', 'identity', 'auditor'].includes(role)) && <LinkButton to="/directory/officials">{t({ zh: '查公务员', en: 'Officials' })}</LinkButton>}
          {me.menu.includes('officials') && <LinkButton to="/imports/new?item=officials">{t({ zh: '导入公务员名册', en: 'Import a staff list' })}</LinkButton>}
          {me.account.roles.includes('verifier') && me.account.level !== 'town' && <LinkButton to="/directory/new" primary>{t({ zh: '登记机构', en: 'New body' })}</LinkButton>}
        </>} />
      <div className="rc-directory">
        <Card title={t({ zh: '区域', en: 'Areas' })} size="small">{keepsAreas && <AreaChanges chosen={areas.data?.find((one) => one.code === area)} />}<div className="rc-area-tree"><AreaTree chosen={area} onChoose={(code) => set('area', code)} /></div></Card>
        <div className="rc-stack">
          <Flex gap={8} wrap>
            <Input.Search key={q} defaultValue={q} allowClear enterButton={t({ zh: '搜索', en: 'Search' })} style={{ maxWidth: 420 }} onSearch={(value) => set('q', value.trim())}
              placeholder={t({ zh: '名称、简称、曾用名或代码', en: 'Name, short or former name, code' })} aria-label={t({ zh: '搜索机构', en: 'Search bodies' })} />
            <Select value={level} style={{ width: 140 }} aria-label={t({ zh: '层级', en: 'Level' })} options={[{ value: '', label: t({ zh: '各级', en: 'All levels' }) }, ...asOptions(levels)]} onChange={(value) => set('level', value)} />
          </Flex>
          <BodyTable q={q} area={area} level={level} />
        </div>
      </div>
    </>
  );
}

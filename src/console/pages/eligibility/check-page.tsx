// 核查答复: what was answered, line by line, with why; the signed answer and the workbook to take along; or that it no longer holds.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Alert, Button, Descriptions, Flex, Radio, Spin } from 'antd';
import { type ReactElement, useState } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '../../api.ts';
import type { AnswerKind, Check, CheckLine, Counted } from '../../api.ts';
import { showNumber, t } from '../../i18n.ts';
import { DisputedTag, Empty, lawLine, PageHeader, ProblemAlert, recordPath, StateTag } from '../../ui/index.ts';
import { type Column, DataTable, LinkButton } from '../looks/data-table.tsx';
import { answers, InForce, kinds } from './words.tsx';

const tones = { clear: 'done', barred: 'breach', review: 'wait' } as const;

const Names = ({ list }: { list: readonly Counted[] }): ReactElement => (
  <>{list.map((c) => <div key={c.no}>{c.no} <span className="rc-quiet">{c.item} · {c.severity}{c.decidedOn && ` · ${c.decidedOn}`}{c.disputed && <> <DisputedTag /></>}{c.why && ` · ${c.why}`}</span></div>)}</>
);

const columns: readonly Column<CheckLine>[] = [
  { key: 'name', label: t({ zh: '名称', en: 'Name' }), head: true, cell: (l) => <>{l.name || l.code}{l.name && (l.code ?? l.bodyName) && <div className="rc-quiet">{l.code ?? l.bodyName}</div>}</> },
  { key: 'answer', label: t({ zh: '结论', en: 'Answer' }), cell: (l) => <StateTag tone={tones[l.answer]} label={l.label} /> },
  {
    key: 'why', label: t({ zh: '说明', en: 'Why' }), cell: (l) => (
      <>
        {l.reason ?? t({ zh: '没有应计入的记录', en: 'Nothing counts' })}
        {l.counted && <Names list={l.counted} />}
        {l.more && <div className="rc-quiet">{t({ zh: '另有记录不在可告知范围内', en: 'More that may not be told' })}</div>}
        {l.notCounted && <div className="rc-quiet">{t({ zh: '未计入：', en: 'Not counted: ' })}<Names list={l.notCounted} /></div>}
      </>
    ),
  },
];

function Lines({ check }: { check: Check }): ReactElement {
  const [answer, setAnswer] = useState('');
  const lines = useInfiniteQuery({ queryKey: ['eligibility', check.id, 'lines', answer], initialPageParam: '', queryFn: ({ pageParam }) => api.eligibility.lines(check.id, answer, pageParam), getNextPageParam: (last) => last.next || undefined });
  const count = (key: AnswerKind): string => `${t(answers[key])} ${showNumber(check.counts?.[key] ?? 0)}`;
  return (
    <div className="rc-stack">
      <Radio.Group optionType="button" value={answer} onChange={(event) => setAnswer(event.target.value as string)} aria-label={t({ zh: '按结论筛选', en: 'Filter by answer' })}
        options={[{ value: '', label: `${t({ zh: '全部', en: 'All' })} ${showNumber(check.counts?.asked ?? 0)}` }, ...(['clear', 'barred', 'review'] as const).map((value) => ({ value, label: count(value) }))]} />
      {lines.error ? <ProblemAlert error={lines.error} onRetry={() => void lines.refetch()} /> : (
        <DataTable rows={lines.data?.pages.flatMap((page) => page.items)} columns={columns} rowKey={(l) => String(l.line)} caption={t({ zh: '核查结果', en: 'Answers' })}
          empty={<Empty title={t({ zh: '没有这样的结论', en: 'No such answer' })} fill={t({ zh: '换一个筛选条件。', en: 'Choose another filter.' })} />} />
      )}
      {lines.hasNextPage && <div><Button loading={lines.isFetchingNextPage} onClick={() => void lines.fetchNextPage()}>{t({ zh: '继续显示', en: 'Show more' })}</Button></div>}
    </div>
  );
}

function Head({ check }: { check: Check }): ReactElement {
  const items = [
    { key: 'state', label: t({ zh: '效力', en: 'In force' }), children: <InForce check={check} /> }, { key: 'on', label: t({ zh: '核查日', en: 'Day' }), children: check.on },
    { key: 'kind', label: t({ zh: '对象', en: 'About' }), children: t(kinds[check.kind]) }, ...(check.fileName ? [{ key: 'file', label: t({ zh: '名单文件', en: 'File' }), children: check.fileName }] : []),
    ...(check.code ? [{ key: 'code', label: t({ zh: '验证码', en: 'Code' }), children: <code>{check.code}</code> }] : []),
    ...(check.rule ? [{ key: 'rule', label: t({ zh: '适用规则', en: 'Rule' }), children: `${t(check.occasion.label)} ${t({ zh: `第 ${check.rule.version} 版`, en: `version ${check.rule.version}` })}（${check.rule.basis === 'policy' ? t({ zh: '本市拟定政策', en: 'City policy' }) : t({ zh: '法律法规', en: 'Law' })}）：${lawLine(check.rule.source)}` }] : []),
  ];
  return <Descriptions bordered size="small" column={{ xs: 1, md: 2 }} items={items} styles={{ label: { whiteSpace: 'nowrap' } }} style={{ marginBlockEnd: 16 }} />;
}

/** What was called in, line by line; each is acknowledged on its own page. */
function Recalls({ list }: { list: NonNullable<Check['recalls']> }): ReactElement {
  return (
    <section className="rc-section" aria-labelledby="recalls">
      <h2 id="recalls">{t({ zh: '不再有效的行，请确认停止使用', en: 'Lines that no longer hold: say that you stopped using them' })}</h2>
      <ul>{list.map((one) => <li key={one.id}><div>{one.answers} <StateTag state={one.state} label={one.stateLabel} /></div><Link to={recordPath({ register: 'lease', id: one.id })}>{t({ zh: `去确认 ${one.no}`, en: `Acknowledge ${one.no}` })}</Link></li>)}</ul>
    </section>
  );
}

/** One answer. */
export function CheckPage(): ReactElement {
  const { id = '' } = useParams();
  const check = useQuery({ queryKey: ['eligibility', id], queryFn: () => api.eligibility.get(id) });
  const c = check.data;
  return (
    <>
      <PageHeader title={c ? `${t({ zh: '核查答复', en: 'Answer' })} ${c.no}` : t({ zh: '核查答复', en: 'Answer' })} crumbs={[{ label: t({ zh: '评优核查', en: 'Eligibility' }), to: '/eligibility' }]}
        actions={c?.inForce && <Flex gap={8} wrap><Button type="primary" href={api.eligibility.letterUrl(id, 'letter.pdf')} download>{t({ zh: '下载答复（PDF）', en: 'The answer as PDF' })}</Button><Button href={api.eligibility.letterUrl(id, 'letter.docx')} download>{t({ zh: '下载答复（Word）', en: 'The answer in Word' })}</Button><Button href={api.eligibility.letterUrl(id, 'letter-proof.json')} download>{t({ zh: '下载文书存证', en: 'Proof of the letter' })}</Button><Button href={api.eligibility.resultUrl(id)} download>{t({ zh: '下载结果表', en: 'Download the table' })}</Button><Button href={api.eligibility.answerUrl(id)} download>{t({ zh: '下载签名答复', en: 'Download the signed answer' })}</Button></Flex>} />
      {check.error ? <ProblemAlert error={check.error} onRetry={() => void check.refetch()} /> : !c ? <Spin /> : (
        <>
          <Head check={c} />
          {c.inForce ? <Lines check={c} /> : (
            <Flex vertical gap={16} align="start">
              <Alert type="warning" showIcon title={t({ zh: `这份答复自 ${c.voidOn} 起不再有效`, en: `No longer in force since ${c.voidOn}` })} description={t({ zh: '核查之后有记录生效、终止、修复，或者对记录的异议开始或办结，答复内容已经销毁，手中的副本请不要再用。', en: 'A record took effect, ended or was repaired, or an objection to one began or was settled. The content was destroyed; do not use copies any more.' })} />
              {c.recalls !== undefined && c.recalls.length > 0 && <Recalls list={c.recalls} />}
              <LinkButton to="/eligibility/new" primary>{t({ zh: '重新核查', en: 'Check again' })}</LinkButton>
            </Flex>
          )}
        </>
      )}
    </>
  );
}

// 复核: the second person's desk: the same page as the public will see, what was masked and why it may be shown; agree, or send it back.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Descriptions, Flex, Input, Typography } from 'antd';
import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';
import { api, newKey } from '../../api.ts';
import type { Action, Detail, Hit, PreviewInput } from '../../api.ts';
import { t } from '../../i18n.ts';
import { ProblemAlert, lawLine } from '../../ui/index.ts';
import { BasisTag } from '../rules/basis.tsx';
import { publicHits, usePreview } from './decision.ts';
import { FactsPanel } from './facts-panel.tsx';
import { factTexts, uniqueFinds } from './masks.ts';
import { PublicPreview } from './public-preview.tsx';
import { REGISTER } from './queue.tsx';
import { useGrounds } from './rules.ts';
import { TermOfPublicity } from './term.tsx';

const modeLabels: Record<string, string> = {
  full: t({ zh: '全文公示', en: 'Full' }), summary: t({ zh: '摘要公示', en: 'Summary' }), statistics: t({ zh: '仅作统计', en: 'Statistics only' }), closed: t({ zh: '不予公开', en: 'Closed' }),
};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): Record<string, string> => (typeof value === 'object' && value !== null ? value as Record<string, string> : {});

/** The decision that waits, as it stands in the record. */
export function proposalOf(data: Record<string, unknown>): PreviewInput {
  const publicTexts = texts(data.publicTexts ?? data.attachmentTexts);
  return {
    mode: text(data.mode), ground: text(data.ground), masks: texts(data.masks),
    ...(text(data.summary) ? { summary: text(data.summary) } : {}), ...(Object.keys(publicTexts).length > 0 ? { attachmentTexts: publicTexts } : {}),
  };
}

function Masked({ hits, detail, proposal }: { hits: Hit[]; detail: Detail; proposal: PreviewInput }): ReactElement {
  const original = factTexts(detail.facts);
  const finds = uniqueFinds(hits);
  const goesOut = (hit: Hit): boolean => (proposal.masks[hit.field] ?? original[hit.field] ?? proposal.attachmentTexts?.[hit.field] ?? proposal.summary ?? '').includes(hit.text);
  return (
    <Card title={t({ zh: '遮盖了什么', en: 'What was masked' })}>
      {finds.length === 0 && Object.keys(proposal.masks).length === 0
        ? <p>{t({ zh: '要公开的文字里没有发现个人信息或涉密字样；记录原文没有遮盖。', en: 'The gate found nothing in what will be shown, and nothing of the record was masked.' })}</p> : (
          <ul className="rc-finds">
            {finds.map((hit) => (
              <li key={hit.field + hit.text} className="rc-find-line"><span><strong>{t(hit.label)}</strong> {hit.zh} <mark className="rc-find">{hit.text}</mark></span>
                {goesOut(hit) ? <span className="rc-open">{t({ zh: '未遮盖，将公开', en: 'not masked, will be shown' })}</span> : <span>{t({ zh: '已遮盖', en: 'masked' })}</span>}</li>
            ))}
            {Object.entries(proposal.masks).map(([field, now]) => (
              <li key={field}><details><summary>{t(detail.facts.find((fact) => fact.key === field)?.label ?? field)}：{t({ zh: '遮盖后的全文', en: 'text after masking' })}</summary><p className="rc-masked-text">{now}</p></details></li>
            ))}
          </ul>
        )}
      {proposal.summary !== undefined && <p>{t({ zh: '公开摘要是提出人写的，请与记录原文核对：', en: 'The public summary was written by whoever proposed; compare it with the record:' })}<q>{proposal.summary}</q></p>}
    </Card>
  );
}

function useAct(detail: Detail, done: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [key] = useState(newKey);
  return useMutation({
    mutationFn: ({ action, input }: { action: string; input: Record<string, unknown> }) => api.records.act(REGISTER, detail.id, action, input, detail.seq, key + action),
    onSuccess: async () => {
      void message.success(done);
      // Away first: the previews of this page would be asked again for a record that has moved on.
      await navigate('/disclosure');
      void client.invalidateQueries();
    },
  });
}

function Verdict({ detail, approve, sendBack }: { detail: Detail; approve: Action | undefined; sendBack: Action | undefined }): ReactElement {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useId();
  const agree = useAct(detail, t({ zh: '已复核同意', en: 'Approved' }));
  const back = useAct(detail, t({ zh: '已退回重拟', en: 'Sent back' }));
  const remarks = approve?.takes.some((take) => take.key === 'remark') ?? false;
  const send = (): void => { setMissing(reason.trim() === ''); if (reason.trim()) back.mutate({ action: 'sendBack', input: { reason: reason.trim() } }); };
  return (
    <Card title={t({ zh: '复核意见', en: 'Verdict' })}>
      <Flex vertical gap={12} align="start">
        <ProblemAlert error={agree.error ?? back.error} />
        <Flex vertical gap={4} style={{ width: '100%' }}>
          <label htmlFor={field}>{remarks ? t({ zh: '意见，或退回理由（退回时必填）', en: 'Remark, or reason to send back (then required)' }) : t({ zh: '退回理由（退回时必填）', en: 'Reason (to send back)' })}</label>
          <Input.TextArea id={field} rows={3} maxLength={sendBack?.takes.find((take) => take.key === 'reason')?.max ?? 2000} value={reason} status={missing ? 'error' : ''} aria-invalid={missing} aria-describedby={`${field}-missing`}
            onChange={(event) => { setReason(event.target.value); setMissing(false); }} />
          <span id={`${field}-missing`} className="rc-open" role="alert">{missing ? t({ zh: '请写明要改什么，提出人才能改对。', en: 'Say what has to change.' }) : ''}</span>
        </Flex>
        <Flex gap={8} wrap>
          {approve && <Button type="primary" disabled={approve.why !== undefined} loading={agree.isPending} onClick={() => agree.mutate({ action: approve.id, input: remarks && reason.trim() ? { remark: reason.trim() } : {} })}>{t(approve.label)}</Button>}
          {sendBack && <Button danger disabled={sendBack.why !== undefined} loading={back.isPending} onClick={send}>{t(sendBack.label)}</Button>}
        </Flex>
        {approve?.why ? <Typography.Text type="danger">{t(approve.why)}</Typography.Text>
          : <span className="rc-quiet">{t({ zh: '同意后一分钟内按上面的方式生效，公示的同时写入公开日志。', en: 'In effect within a minute; what is published is written to the public log.' })}</span>}
      </Flex>
    </Card>
  );
}

export function ReviewDesk({ detail, approve, sendBack }: { detail: Detail; approve: Action | undefined; sendBack: Action | undefined }): ReactElement {
  const proposal = proposalOf(detail.data);
  const grounds = useGrounds();
  const ground = grounds.data?.find((rule) => rule.key === proposal.ground);
  const live = usePreview(detail.id, proposal, proposal.mode !== '');
  // The facts and documents as they were before anybody masked them: what is asked of the reviewer is to see what was taken out.
  const { attachmentTexts, ...rest } = proposal;
  const scan = usePreview(detail.id, { ...rest, masks: {} }, proposal.mode === 'full' || proposal.mode === 'summary');
  const hits = publicHits([...scan.data?.hits ?? [], ...live.data?.hits ?? []], detail, attachmentTexts ?? {});
  const proposer = detail.timeline.findLast((entry) => entry.action === 'propose')?.by;
  return (
    <div className="rc-desk">
      <div className="rc-stack">
        <Card title={t({ zh: '待复核的公示意见', en: 'The decision to review' })}>
          <Descriptions column={1} size="small" items={[
            { key: 'mode', label: t({ zh: '公示方式', en: 'Mode' }), children: modeLabels[proposal.mode] ?? proposal.mode },
            { key: 'ground', label: t({ zh: '公示依据', en: 'Ground' }), children: ground ? <span>{t(ground.label)} <BasisTag basis={ground.basis} /><br /><span className="rc-quiet">{lawLine(ground.source)}</span></span> : proposal.ground || t({ zh: '未选', en: 'none' }) },
            { key: 'by', label: t({ zh: '提出人', en: 'By' }), children: proposer?.name ?? '' },
          ]} />
        </Card>
        {(proposal.mode === 'full' || proposal.mode === 'summary') && <Masked hits={hits} detail={detail} proposal={proposal} />}
        <FactsPanel facts={detail.facts} hits={hits} mode={proposal.mode} />
      </div>
      <div className="rc-stack">
        <TermOfPublicity severity={detail.severity} mode={proposal.mode} preview={live.data} />
        <PublicPreview preview={live.data} mode={proposal.mode} busy={live.isFetching} error={live.error} onRetry={() => void live.refetch()} />
        <Verdict detail={detail} approve={approve} sendBack={sendBack} />
      </div>
    </div>
  );
}

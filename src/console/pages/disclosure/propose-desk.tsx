// 提出公示意见: the first person's desk. Left what is known, right what would be shown; one button, which says what still stands in its way.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Flex, Typography } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';
import { api, newKey } from '../../api.ts';
import type { Action, Detail, Hit } from '../../api.ts';
import { useDraft } from '../../draft.ts';
import { t } from '../../i18n.ts';
import { ProblemAlert } from '../../ui/index.ts';
import { DecisionForm } from './decision-form.tsx';
import { asInput, noDecision, useDecisionPreview } from './decision.ts';
import type { Decision } from './decision.ts';
import { FactsPanel } from './facts-panel.tsx';
import { FindsPanel } from './finds-panel.tsx';
import { openFinds } from './masks.ts';
import { PublicPreview } from './public-preview.tsx';
import { REGISTER } from './queue.tsx';
import { groundsFor, needsGround, useGrounds } from './rules.ts';
import { TermOfPublicity } from './term.tsx';

/** What still has to be done before the decision can go to the second person; nothing when it can. */
function obstacle(decision: Decision, hits: Hit[], kind: string, grounded: boolean): string | undefined {
  if (!decision.mode) return t({ zh: '请先选公示方式。', en: 'Choose a mode first.' });
  if (needsGround(decision.mode, kind) && !grounded) return t({ zh: '请选公示依据。', en: 'Choose a ground.' });
  const open = openFinds(hits, decision.choices).length;
  if (open > 0) return t({ zh: `公示检查里还有 ${open} 处待处理。`, en: `${open} finds of the gate are open.` });
  return undefined;
}

/** The input of the action, under the names that the action itself declares. */
function actionInput(action: Action, preview: ReturnType<typeof asInput>): Record<string, unknown> {
  const { attachmentTexts, ground, ...rest } = preview;
  const textsKey = action.takes.some((take) => take.key === 'publicTexts') ? 'publicTexts' : 'attachmentTexts';
  return { ...rest, ...(ground ? { ground } : {}), ...(attachmentTexts ? { [textsKey]: attachmentTexts } : {}) };
}

function Submit({ detail, action, decision, hits, blocked, onDone }: {
  detail: Detail; action: Action; decision: Decision; hits: Hit[]; blocked: string | undefined; onDone: () => void;
}): ReactElement {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [key] = useState(newKey);
  const propose = useMutation({
    mutationFn: () => api.records.act(REGISTER, detail.id, action.id, actionInput(action, asInput(decision, detail, hits)), detail.seq, key),
    onSuccess: async () => {
      onDone();
      void message.success(t({ zh: '已交第二人复核', en: 'Handed to the second reviewer' }));
      // Away first: the previews of this page would be asked again for a record that has moved on.
      await navigate('/disclosure');
      void client.invalidateQueries();
    },
  });
  return (
    <Card>
      <Flex vertical gap={8} align="start">
        <ProblemAlert error={propose.error} />
        {action.why && <Typography.Text type="danger">{t(action.why)}</Typography.Text>}
        <Button type="primary" size="large" disabled={blocked !== undefined || action.why !== undefined} loading={propose.isPending} onClick={() => propose.mutate()} aria-describedby="propose-note">
          {t({ zh: '提交第二人复核', en: 'Submit to the second reviewer' })}
        </Button>
        <span id="propose-note" className="rc-quiet" role="status">{blocked ?? t({ zh: '提交后由另一位同事复核；复核同意前，公众看不到任何内容。', en: 'A colleague reviews it; nothing is public before that.' })}</span>
      </Flex>
    </Card>
  );
}

export function ProposeDesk({ detail, action }: { detail: Detail; action: Action }): ReactElement {
  const [decision, setDecision, clear] = useDraft<Decision>(`disclosure.${detail.id}`, noDecision);
  const grounds = useGrounds();
  const item = useQuery({ queryKey: ['catalog', detail.item?.id], queryFn: () => api.catalog.get(detail.item?.id ?? ''), enabled: detail.item !== null, staleTime: 300_000 });
  const { hits, scan, live, settled } = useDecisionPreview(detail, decision);
  const documents = (scan.data?.attachmentTexts ?? detail.attachments.map((file) => ({ ...file, text: null }))).map((file) => ({ ...file, finds: (scan.data?.hits ?? []).filter((hit) => hit.field === file.id).length }));
  const kind = detail.subject?.kind ?? 'body';
  const grounded = groundsFor(grounds.data ?? [], kind, decision.mode).some((ground) => ground.key === decision.ground);
  const shown = decision.mode === 'full' || decision.mode === 'summary';
  const refused = shown && (scan.error || live.error) ? t({ zh: '预览没有成功，请先处理上面的问题。', en: 'The preview failed; see above.' }) : undefined;
  const unwilling = settled && live.data?.refusal ? t(live.data.refusal) : undefined;
  const waiting = shown && !settled ? t({ zh: '正在检查…', en: 'Checking…' }) : undefined;
  const usual = item.data?.disclosure.class;
  return (
    <div className="rc-desk">
      <div className="rc-stack">
        <FactsPanel facts={detail.facts} hits={hits} mode={decision.mode} />
        {shown && scan.data && <FindsPanel hits={hits} choices={decision.choices} onChange={(choices) => setDecision({ ...decision, choices })} />}
      </div>
      <div className="rc-stack">
        {usual && decision.mode === '' && <p className="rc-quiet">{t({ zh: `目录规定这一事项的公示范围：${({ full: '全文', summary: '摘要', statistics: '仅作统计', closed: '不予公开' } as Record<string, string>)[usual] ?? usual}。`, en: `The catalogue’s class for this item: ${usual}.` })}</p>}
        <ProblemAlert error={grounds.error} focus={false} />
        <DecisionForm decision={decision} onChange={setDecision} detail={detail} grounds={grounds.data ?? []} takes={action.takes} documents={documents} listed={item.data?.disclosure.grounds ?? []} asksNecessity={live.data?.refusal?.code === 'not-by-default'} />
        <TermOfPublicity severity={detail.severity} mode={decision.mode} preview={live.data} />
        <PublicPreview preview={live.data} mode={decision.mode} busy={!settled && decision.mode !== ''} error={scan.error ?? live.error} onRetry={() => void live.refetch()} />
        <Submit detail={detail} action={action} decision={decision} hits={shown ? hits : []} blocked={obstacle(decision, shown ? hits : [], kind, grounded) ?? refused ?? waiting ?? unwilling} onDone={clear} />
      </div>
    </div>
  );
}

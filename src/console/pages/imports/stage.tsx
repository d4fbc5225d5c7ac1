// 导入步骤: where a batch stands in the six steps, and how its state looks.
import { Grid, Steps } from 'antd';
import type { ReactElement } from 'react';
import type { Batch, BatchState, Label } from '../../api.ts';
import { t } from '../../i18n.ts';
import { StateTag, type Tone } from '../../ui/index.ts';

const steps: Label[] = [
  { zh: '选择事项', en: 'Choose the item' },
  { zh: '上传文件', en: 'Upload' },
  { zh: '确认表头', en: 'Confirm the columns' },
  { zh: '查看校验报告', en: 'Read the report' },
  { zh: '提交', en: 'Commit' },
  { zh: '回执', en: 'Receipt' },
];

const stepOf: Record<BatchState, number> = {
  reading: 1, refused: 1, mapping: 2, checking: 3, ready: 3, cancelled: 3, committing: 4, done: 5, withdrawing: 5, withdrawn: 5,
};
const toneOf: Record<BatchState, Tone> = {
  reading: 'active', mapping: 'wait', checking: 'active', ready: 'wait', committing: 'active', done: 'done', withdrawing: 'active', withdrawn: 'plain', refused: 'breach', cancelled: 'plain',
};

/** While a batch is in one of these states the server is at work and the page asks again every second. */
export const isRunning = (state: BatchState): boolean => state === 'reading' || state === 'checking' || state === 'committing' || state === 'withdrawing';

/** The step bar; `at` for the steps before there is a batch. */
export function StageBar({ at, state }: { at?: number; state?: BatchState }): ReactElement {
  const current = state ? stepOf[state] : at ?? 0;
  const { md = true } = Grid.useBreakpoint();
  if (!md) {
    return <p className="rc-stage">{t({ zh: `第 ${current + 1} 步，共 ${steps.length} 步：`, en: `Step ${current + 1} of ${steps.length}: ` })}<b>{t(steps[current])}</b></p>;
  }
  return (
    <Steps current={current} size="small" style={{ marginBlock: 16 }} status={state === 'refused' ? 'error' : 'process'}
      items={steps.map((step) => ({ title: t(step) }))} />
  );
}

export function BatchTag({ batch }: { batch: Batch }): ReactElement {
  return <StateTag label={batch.stateLabel} tone={toneOf[batch.state]} />;
}

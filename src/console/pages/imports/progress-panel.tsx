// 进度: how far the server is, how fast, and how long it will still take. It is said aloud to screen readers at quarters, not each second.
import { Card, Flex, Progress, Typography } from 'antd';
import type { ReactElement } from 'react';
import type { Batch, BatchState, Label } from '../../api.ts';
import { showNumber, t } from '../../i18n.ts';

const doing: Partial<Record<BatchState, Label>> = {
  reading: { zh: '正在读取文件', en: 'Reading the file' },
  checking: { zh: '正在逐格校验', en: 'Checking every cell' },
  committing: { zh: '正在入库', en: 'Storing' },
  withdrawing: { zh: '正在撤回', en: 'Withdrawing' },
};

/** Seconds in words: 约 18 秒, 约 3 分钟. */
export function showDuration(seconds: number): string {
  if (seconds < 60) return t({ zh: `约 ${Math.max(1, Math.round(seconds))} 秒`, en: `about ${Math.max(1, Math.round(seconds))} s` });
  const minutes = Math.ceil(seconds / 60);
  return t({ zh: `约 ${minutes} 分钟`, en: `about ${minutes} min` });
}

export function ProgressPanel({ batch }: { batch: Batch }): ReactElement {
  const { done, total, rowsPerSecond, etaSeconds, percent } = batch.progress;
  const shown = Math.round(percent ?? 0);
  const title = t(doing[batch.state]);
  const figures = [
    total ? t({ zh: `${showNumber(done)} / ${showNumber(total)} 行`, en: `${showNumber(done)} of ${showNumber(total)} rows` }) : t({ zh: `${showNumber(done)} 行`, en: `${showNumber(done)} rows` }),
    rowsPerSecond ? t({ zh: `每秒 ${showNumber(Math.round(rowsPerSecond))} 行`, en: `${showNumber(Math.round(rowsPerSecond))} rows/s` }) : '',
    etaSeconds ? t({ zh: `还需${showDuration(etaSeconds)}`, en: `${showDuration(etaSeconds)} left` }) : '',
  ].filter(Boolean).join(' · ');
  return (
    <Card title={title}>
      <Flex vertical gap={8}>
        <Progress percent={shown} status="active" aria-label={title} />
        <Typography.Text className="rc-num">{figures}</Typography.Text>
        <Typography.Text type="secondary">{t({ zh: '可以离开本页，稍后从“批量导入”回来查看；服务器会继续处理。', en: 'You may leave this page; the server goes on, and “Imports” brings you back.' })}</Typography.Text>
        <span className="rc-sr" role="status">{t({ zh: `${title}，已完成 ${Math.floor(shown / 25) * 25}%`, en: `${title}, ${Math.floor(shown / 25) * 25}% done` })}</span>
      </Flex>
    </Card>
  );
}

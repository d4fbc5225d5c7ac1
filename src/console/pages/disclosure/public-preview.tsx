// 公众将看到的页面: the very page, in a frame without scripts and without access to the console.
import { Alert, Card, Spin } from 'antd';
import type { ReactElement } from 'react';
import { t } from '../../i18n.ts';
import { ProblemAlert } from '../../ui/index.ts';
import type { PreviewAnswer } from './decision.ts';

/** A frame made from text inherits this page's content policy, so its style needs this page's nonce. */
const nonce = (): string => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
const styled = (html: string): string => html.replace('<style>', `<style nonce="${nonce()}">`);

export function PublicPreview({ preview, mode, busy, error, onRetry }: {
  preview: PreviewAnswer | undefined; mode: string; busy: boolean; error: unknown; onRetry: () => void;
}): ReactElement {
  const alone = mode === 'full' || mode === 'summary';
  return (
    <Card title={t({ zh: '公众将看到的页面', en: 'What the public will see' })} extra={busy && <Spin size="small" aria-label={t({ zh: '正在更新预览', en: 'Updating' })} />}>
      <ProblemAlert error={error} onRetry={onRetry} focus={false} />
      {!mode && <p className="rc-quiet">{t({ zh: '选定公示方式后，这里显示公众将看到的样子。', en: 'Choose a mode to see the page.' })}</p>}
      {mode === 'closed' && <Alert type="info" showIcon title={t({ zh: '公众看不到这条记录', en: 'The public sees nothing of this record' })} description={t({ zh: '记录留存到保存期满，仅按权限查阅并留痕。', en: 'It is kept until its retention ends, looked at only by permission and with a trace.' })} />}
      {mode === 'statistics' && <Alert type="info" showIcon title={t({ zh: '公众只看到计数', en: 'The public sees a count only' })} description={t({ zh: '计入按事项、区域和月份的公开统计，没有单独的页面。', en: 'It counts in the public statistics by item, area and month; there is no page of its own.' })} />}
      {alone && preview && !preview.html && <p className="rc-quiet">{t({ zh: '选定公示依据后，这里显示公众将看到的样子。', en: 'Choose a ground to see the page.' })}</p>}
      {alone && preview?.html && <iframe className="rc-preview" sandbox="" srcDoc={styled(preview.html)} title={t({ zh: '公示页面预览', en: 'Preview of the public page' })} />}
    </Card>
  );
}

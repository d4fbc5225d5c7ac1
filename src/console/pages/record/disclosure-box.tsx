// 公示情况: whether, how, on what ground and until when the public sees this record, with the way to the public page and its place in the log.
import { Link } from 'react-router';
import type { Detail, Posting } from '../../api.ts';
import { showDay } from '../../days.ts';
import { t } from '../../i18n.ts';
import { useMe } from '../../session.ts';

const modes: Record<string, { zh: string; en: string }> = {
  full: { zh: '全文公示', en: 'Full' }, summary: { zh: '摘要公示', en: 'Summary' }, statistics: { zh: '仅作统计', en: 'Statistics only' }, closed: { zh: '不予公开', en: 'Closed' },
};

const notYet = { zh: '尚未公示。生效并经复核同意后，公众才能看到。', en: 'Not disclosed. The public sees it only after it took effect and was approved.' };
/** Why the public sees nothing, where that is already decided. */
const unseen: Record<string, { zh: string; en: string }> = {
  closed: { zh: '已决定不予公开：公众看不到，到期复审。', en: 'Closed by decision: the public does not see it.' },
  counted: { zh: '已决定仅作统计：没有公示页面，公众看不到是谁。', en: 'Counted only: no public page.' },
  rechecked: { zh: '目前没有公开，正在复审要不要继续不公开。', en: 'Not public; whether it stays so is under review.' },
  repaired: { zh: '已修复，公众看不到。', en: 'Repaired; the public does not see it.' },
  ended: { zh: '记录已终止，公众看不到。', en: 'Ended; the public does not see it.' },
  dropped: { zh: '不予记录，不会公示。', en: 'Not recorded, and never disclosed.' },
};

export function DisclosureBox({ detail }: { detail: Detail }) {
  const me = useMe();
  const { disclosure } = detail;
  if (detail.register !== 'dishonesty-record') return detail.posting ? <PostingBox posting={detail.posting} /> : null;
  return (
    <section className="rc-panel rc-side-panel">
      <h2>{t({ zh: '公示', en: 'Disclosure' })}</h2>
      {disclosure ? (
        <dl className="rc-pairs">
          <dt>{t({ zh: '方式', en: 'Mode' })}</dt><dd>{t(modes[disclosure.mode] ?? disclosure.mode)}</dd>
          {disclosure.ground && <><dt>{t({ zh: '依据', en: 'Ground' })}</dt><dd>{t(disclosure.ground)}</dd></>}
          {disclosure.from && <><dt>{t({ zh: '期限', en: 'Period' })}</dt><dd className="rc-tabular">{showDay(disclosure.from)}{t({ zh: ' 至 ', en: ' to ' })}{showDay(disclosure.until) || t({ zh: '长期', en: 'no end' })}</dd></>}
          {disclosure.leaf !== null && <><dt>{t({ zh: '公开日志', en: 'Log' })}</dt><dd className="rc-tabular">{t({ zh: `第 ${disclosure.leaf} 条`, en: `leaf ${disclosure.leaf}` })}</dd></>}
        </dl>
      ) : <p className="rc-quiet">{t(unseen[detail.state] ?? notYet)}</p>}
      {disclosure?.url && <p><a href={disclosure.url} target="_blank" rel="noopener">{t({ zh: '打开公示页面（新窗口）', en: 'Open the public page (new window)' })}</a></p>}
      {!disclosure && ['effective', 'proposed'].includes(detail.state) && me.menu.includes('disclosure') && <p><Link to={`/disclosure/${encodeURIComponent(detail.id)}`}>{t({ zh: '预览公示效果', en: 'Preview the public page' })}</Link></p>}
    </section>
  );
}

/** Words of the matter that stand in public until a day. */
function PostingBox({ posting }: { posting: Posting }) {
  return (
    <section className="rc-panel rc-side-panel">
      <h2>{t({ zh: '公布', en: 'Published' })}</h2>
      <dl className="rc-pairs">
        <dt>{t({ zh: '期限', en: 'Period' })}</dt><dd className="rc-tabular">{showDay(posting.from)}{t({ zh: ' 至 ', en: ' to ' })}{showDay(posting.until)}</dd>
        {posting.leaf !== null && <><dt>{t({ zh: '公开日志', en: 'Log' })}</dt><dd className="rc-tabular">{t({ zh: `第 ${posting.leaf} 条`, en: `leaf ${posting.leaf}` })}</dd></>}
      </dl>
      <p><a href={posting.url} target="_blank" rel="noopener">{t({ zh: '打开公布页面（新窗口）', en: 'Open the public page (new window)' })}</a></p>
    </section>
  );
}

// 上一步的话: why it was returned, or what the body answered. Whoever takes the next step reads it where the step is taken, not at the
// foot of the page.
import type { Detail } from '../../api.ts';
import { t } from '../../i18n.ts';

const spoken = new Set(['reason', 'statement', 'progress', 'evidence', 'supervision', 'cause']);

export function LastWords({ detail }: { detail: Detail }) {
  const last = detail.timeline.toSorted((a, b) => b.n - a.n)[0];
  const said = last?.input.filter(({ key }) => spoken.has(key)) ?? [];
  if (!last || said.length === 0) return null;
  return (
    <div className="rc-last-words">
      <p className="rc-quiet">{t({ zh: `上一步：${last.label.zh}`, en: `Before: ${last.label.en}` })}{last.by && ` · ${last.by.name}`}</p>
      {said.map((one) => <blockquote key={one.key}>{one.display}</blockquote>)}
    </div>
  );
}

// 办理经过: every entry of the record, newest first: who did what and when, what it became, what was said, and the rules it rested on.
import { Link } from 'react-router';
import { ruleKinds } from '../../../core/rules.ts';
import type { TimelineEntry } from '../../api.ts';
import { showDay, showInstant } from '../../days.ts';
import { t } from '../../i18n.ts';
import { StateTag } from '../../ui/index.ts';

const kinds: Readonly<Record<string, { zh: string; en: string }>> = ruleKinds;

const actor = (entry: TimelineEntry): string => {
  if (!entry.by) return t({ zh: '系统自动', en: 'The system' });
  const body = typeof entry.by.body === 'string' ? entry.by.body : entry.by.body?.name;
  return [entry.by.name, body].filter(Boolean).join(' · ');
};

export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  return (
    <ol className="rc-timeline" reversed>
      {entries.toSorted((a, b) => b.n - a.n).map((entry) => (
        <li key={entry.n}>
          <p className="rc-timeline-head"><b>{t(entry.label)}</b>{entry.stateFrom !== entry.stateTo && <><span>{t({ zh: '后为', en: 'then' })}</span><StateTag state={entry.stateTo} label={entry.stateLabel} /></>}</p>
          <p className="rc-quiet"><time dateTime={entry.at} className="rc-num">{showInstant(entry.at)}</time>　{actor(entry)}{entry.dueOn && <>　<span className="rc-nowrap">{t({ zh: `到期日 ${showDay(entry.dueOn)}`, en: `due ${showDay(entry.dueOn)}` })}</span></>}</p>
          {entry.input.length > 0 && <dl>{entry.input.map((said, n) => <div key={n}><dt>{t(said.label)}</dt><dd>{said.display}</dd></div>)}</dl>}
          {entry.rules.length > 0 && (
            <p className="rc-rules-cited"><span>{t({ zh: '适用规则', en: 'Rules' })}</span>
              {entry.rules.map((rule) => (
                <Link key={`${rule.kind}/${rule.key}`} to={`/rules/${encodeURIComponent(rule.kind)}/${encodeURIComponent(rule.key)}`}>{t(kinds[rule.kind] ?? rule.kind)} {rule.label ? t(rule.label) : rule.kind === 'calendar' ? '' : rule.key} {t({ zh: `第${rule.version}版`, en: `v${rule.version}` })}</Link>
              ))}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

// 记录内容: the facts with who may see each of them, and what the gate found in them.
import { Card } from 'antd';
import type { ReactElement } from 'react';
import type { Fact, Hit, Label } from '../../api.ts';
import { t } from '../../i18n.ts';
import { StateTag } from '../../ui/index.ts';
import { isShown, pieces } from './masks.ts';

const levels: Record<string, Label> = {
  summary: { zh: '摘要、全文都公开', en: 'in summary and full' },
  full: { zh: '仅全文公开', en: 'in full only' },
  never: { zh: '内部，不公开', en: 'internal' },
};

function FactText({ text, hits }: { text: string; hits: Hit[] }): ReactElement {
  return <>{pieces(text, hits).map((piece, n) => (piece.hit ? <mark key={n} className="rc-find" title={piece.hit.zh}>{piece.text}</mark> : <span key={n}>{piece.text}</span>))}</>;
}

/** `mode` says what goes out at present; '' while nothing is chosen. */
export function FactsPanel({ facts, hits, mode }: { facts: Fact[]; hits: Hit[]; mode: string }): ReactElement {
  return (
    <Card title={t({ zh: '记录内容', en: 'Facts' })}>
      <dl className="rc-disclosed-facts">
        {facts.map((fact) => {
          const shown = isShown(fact, mode);
          return (
            <div key={fact.key} className={shown ? 'rc-shown' : undefined}>
              <dt>{t(fact.label)}<StateTag label={levels[fact.disclose] ?? fact.disclose} tone={shown ? 'active' : 'plain'} /></dt>
              <dd>{fact.display ? <FactText text={fact.display} hits={hits.filter((hit) => hit.field === fact.key)} /> : <span className="rc-quiet">{t({ zh: '未填', en: 'empty' })}</span>}</dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}

// 公示期: from when until when, and by which class rule, so that nobody has to take the date on trust.
import { Descriptions } from 'antd';
import type { ReactElement } from 'react';
import type { Preview } from '../../api.ts';
import { showDay } from '../../days.ts';
import { t } from '../../i18n.ts';
import { lawLine } from '../../ui/index.ts';
import { showTerm, useSeverity } from './rules.ts';

export function TermOfPublicity({ severity, mode, preview }: { severity: string | null; mode: string; preview: Pick<Preview, 'from' | 'until'> | undefined }): ReactElement | null {
  const rule = useSeverity(severity);
  if (!mode || !preview) return null;
  const shown = mode === 'full' || mode === 'summary';
  return (
    <Descriptions column={1} size="small" bordered className="rc-term" items={[
      { key: 'from', label: shown ? t({ zh: '公示起', en: 'From' }) : t({ zh: '留存起', en: 'Kept from' }), children: <span className="rc-num">{showDay(preview.from)}</span> },
      { key: 'until', label: shown ? t({ zh: '公示止', en: 'Until' }) : t({ zh: '留存止', en: 'Kept until' }), children: preview.until ? <span className="rc-num">{showDay(preview.until)}</span> : t({ zh: '不定', en: 'open' }) },
      ...(rule && shown ? [{
        key: 'why', label: t({ zh: '怎样算的', en: 'Why' }), children: <>
          <p>{t({
            zh: `严重程度“${rule.body.label.zh}”：自文书日期起，最长公示 ${showTerm(rule.body.publicityMax)}，满 ${showTerm(rule.body.publicityMin)}后可以申请信用修复；到期自动撤下。`,
            en: `Class “${rule.body.label.en}”: at most ${showTerm(rule.body.publicityMax)} from the day of the document; repair may be asked for after ${showTerm(rule.body.publicityMin)}; it ends by itself.`,
          })}</p>
          <p className="rc-quiet">{lawLine(rule.source)}（{t({ zh: `第 ${rule.version} 版`, en: `version ${rule.version}` })}）</p>
        </>,
      }] : []),
      ...(shown ? [] : [{ key: 'why', label: t({ zh: '怎样算的', en: 'Why' }), children: t({ zh: '按目录事项的保存期计算，期满封存。', en: 'By the retention of the catalogue item; then sealed.' }) }]),
    ]} />
  );
}

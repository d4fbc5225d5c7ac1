// 历次版本: a corrected record keeps its old content readable inside; this shows what changed, with the changed words marked.
import { Checkbox, Select } from 'antd';
import { useState } from 'react';
import type { Detail, Fact, Version } from '../../api.ts';
import { showInstant } from '../../days.ts';
import { t } from '../../i18n.ts';
import { difference } from './difference.ts';

const display = (facts: Fact[], key: string): string => facts.find((fact) => fact.key === key)?.display ?? '';

export function Versions({ detail }: { detail: Detail }) {
  const versions = detail.versions.toSorted((a, b) => b.version - a.version);
  const [latest, before] = versions;
  // Unchosen means the last two: a version that comes while the page is open is compared at once.
  const [from, setFrom] = useState<number>();
  const [to, setTo] = useState<number>();
  if (!latest || !before) return null;
  const old = versions.find((one) => one.version === from) ?? before;
  const now = versions.find((one) => one.version === to) ?? latest;
  const options = versions.map((one) => ({ value: one.version, label: name(one) }));
  return (
    <section className="rc-panel">
      <h2>{t({ zh: '历次版本', en: 'Versions' })}</h2>
      <div className="rc-compare">
        <Select aria-label={t({ zh: '对照的旧版本', en: 'Old version' })} value={old.version} options={options} onChange={setFrom} popupMatchSelectWidth={false} />
        <span aria-hidden="true">→</span>
        <Select aria-label={t({ zh: '对照的新版本', en: 'New version' })} value={now.version} options={options} onChange={setTo} popupMatchSelectWidth={false} />
      </div>
      <Comparison old={old.facts} now={now.facts} titles={[versionTitle(old), versionTitle(now)]} />
    </section>
  );
}

const name = (version: Version): string => [
  t({ zh: `第 ${version.version} 版`, en: `Version ${version.version}` }),
  version.until ? t({ zh: `至 ${showInstant(version.until)}`, en: `until ${showInstant(version.until)}` }) : t({ zh: '现行', en: 'in force' }), version.by,
].filter(Boolean).join(' · ');

const versionTitle = (version: Version): string => t({ zh: `第 ${version.version} 版`, en: `Version ${version.version}` });

/** Two states of the same facts side by side; unchanged fields are folded away. */
export function Comparison({ old, now, titles }: { old: Fact[]; now: Fact[]; titles: [string, string] }) {
  const [all, setAll] = useState(false);
  const facts = [...now, ...old.filter((fact) => !now.some((other) => other.key === fact.key))];
  const changed = facts.filter((fact) => display(old, fact.key) !== display(now, fact.key));
  return (
    <>
      <p className="rc-quiet">{changed.length === 0 ? t({ zh: '内容相同。', en: 'No difference.' }) : t({ zh: `${changed.length} 项有变化，已标出。`, en: `${changed.length} fields differ.` })}</p>
      <Checkbox checked={all} onChange={(event) => setAll(event.target.checked)}>{t({ zh: '同时列出没有变化的项目', en: 'Show unchanged fields too' })}</Checkbox>
      {(all || changed.length > 0) && <div className="rc-scroll" role="region" tabIndex={0} aria-label={t({ zh: '版本对照表', en: 'Comparison' })}>
        <table className="rc-versions">
          <thead><tr><th scope="col">{t({ zh: '项目', en: 'Field' })}</th><th scope="col">{titles[0]}</th><th scope="col">{titles[1]}</th></tr></thead>
          <tbody>
            {(all ? facts : changed).map((fact) => {
              const { start, gone, come, end } = difference(display(old, fact.key), display(now, fact.key));
              const same = gone === '' && come === '';
              return (
                <tr key={fact.key} className={same ? 'rc-same' : undefined}>
                  <th scope="row">{t(fact.label)}</th>
                  <td>{start}{gone && <del>{gone}</del>}{end}</td>
                  <td>{start}{come && <ins>{come}</ins>}{end}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>}
    </>
  );
}

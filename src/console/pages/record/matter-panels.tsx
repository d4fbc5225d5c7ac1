// 事项内容: what a matter without a catalogue item holds, field by field in the register's own words, and beside it the record that it is about.
import { Link } from 'react-router';
import type { AboutMatter, Detail } from '../../api.ts';
import { t } from '../../i18n.ts';
import { StateTag, recordPath } from '../../ui/index.ts';
import { FactsTable } from './facts-table.tsx';

export function FieldsPanel({ detail }: { detail: Detail }) {
  const fields = detail.fields ?? [];
  if (fields.length === 0) return null;
  return (
    <section className="rc-panel">
      <h2>{t({ zh: '事项内容', en: 'Content' })}</h2>
      <table className="rc-facts">
        <caption className="rc-sr">{t({ zh: '事项内容', en: 'Content' })}</caption>
        <tbody>{fields.map((field) => <tr key={field.key}><th scope="row"><span>{t(field.label)}</span></th><td>{field.display}</td></tr>)}</tbody>
      </table>
    </section>
  );
}

export function AboutPanel({ about }: { about: AboutMatter }) {
  return (
    <section className="rc-panel">
      <h2>{t({ zh: '所针对的事项', en: 'What it is about' })}</h2>
      <p><Link to={recordPath(about)}>{about.title || about.no}</Link> <StateTag state={about.state} label={about.stateLabel} /></p>
      {about.facts.length > 0 && <FactsTable facts={about.facts} />}
    </section>
  );
}

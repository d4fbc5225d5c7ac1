// 页首: where am I, what is this page for, what can I do here. It also names the browser tab, and takes the focus after a change of page
// so that keyboard and screen reader users start at the top of the new page.
import { useEffect, useRef, type ReactNode } from 'react';
import { Link, useNavigationType } from 'react-router';
import { t } from '../i18n.ts';

export type Crumb = { label: string; to?: string };

export function PageHeader({ title, lead, crumbs = [], actions, children }: {
  title: string; lead?: ReactNode; crumbs?: Crumb[]; actions?: ReactNode; children?: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const arrived = useNavigationType();
  useEffect(() => { document.title = `${title} · ${t({ zh: '榕诚', en: 'Rongcheng' })}`; }, [title]);
  useEffect(() => { if (arrived === 'PUSH') heading.current?.focus({ preventScroll: true }); }, [arrived]);
  return (
    <header className="rc-page-header">
      {crumbs.length > 0 && (
        <nav aria-label={t({ zh: '当前位置', en: 'Breadcrumb' })} className="rc-crumbs">
          <ol>{crumbs.map((crumb) => <li key={crumb.label}>{crumb.to ? <Link to={crumb.to}>{crumb.label}</Link> : crumb.label}</li>)}</ol>
        </nav>
      )}
      <div className="rc-page-header-row">
        <div>
          <h1 ref={heading} tabIndex={-1}>{title}</h1>
          {lead && <p className="rc-lead">{lead}</p>}
        </div>
        {actions && <div className="rc-page-actions">{actions}</div>}
      </div>
      {children}
    </header>
  );
}

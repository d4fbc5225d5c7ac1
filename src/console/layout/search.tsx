// 全局搜索: one box for bodies and records, from anywhere with Ctrl+K or ⌘K. Results are links in one list that the arrow keys walk.
import { SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Modal, Spin } from 'antd';
import { useDeferredValue, useEffect, useState, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../api.ts';
import { t } from '../i18n.ts';
import { DisputedTag, ProblemAlert, StateTag, recordPath } from '../ui/index.ts';

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

export function Search() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); setOpen(true); }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <Button type="text" className="rc-search-open" icon={<SearchOutlined aria-hidden />} onClick={() => setOpen(true)} aria-keyshortcuts="Control+K Meta+K">
        <span className="rc-search-word">{t({ zh: '搜索机构、记录', en: 'Search' })}</span><kbd className="rc-wide" aria-hidden="true">{isApple ? '⌘K' : 'Ctrl K'}</kbd>
      </Button>
      <Modal open={open} onCancel={() => setOpen(false)} footer={null} destroyOnHidden title={t({ zh: '搜索', en: 'Search' })} width={640}>
        <Finder onGo={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function Finder({ onGo }: { onGo: () => void }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const navigate = useNavigate();
  const q = useDeferredValue(text.trim());
  const found = useQuery({ queryKey: ['search', q], queryFn: ({ signal }) => api.search(q, signal), enabled: q.length > 0 });
  const hits = [
    ...(found.data?.bodies ?? []).map((body) => ({ key: `b-${body.id}`, to: `/directory/${encodeURIComponent(body.id)}`, name: body.name, sub: t({ zh: '机构', en: 'Body' }), state: null })),
    ...(found.data?.records ?? []).map((row) => ({ key: `r-${row.id}`, to: recordPath(row), name: row.title, sub: [row.no, row.subject?.name].filter(Boolean).join(' · '), state: row })),
  ];
  const go = (to: string): void => { onGo(); void navigate(to); };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); setAt((now) => Math.max(0, Math.min(hits.length - 1, now + step))); }
    const hit = hits[at];
    if (event.key === 'Enter' && hit) go(hit.to);
  };
  return (
    <div className="rc-finder">
      <Input autoFocus size="large" prefix={<SearchOutlined aria-hidden />} value={text} role="combobox" aria-expanded={hits.length > 0} aria-controls="finder-hits"
        aria-activedescendant={hits[at] && `finder-${hits[at].key}`} aria-label={t({ zh: '机构名称、记录编号、文书号或案情文字', en: 'Name, number or words' })}
        placeholder={t({ zh: '机构名称、记录编号、文书号或文字', en: 'Name, number or words' })} onChange={(event) => { setText(event.target.value); setAt(0); }} onKeyDown={onKeyDown} />
      <ProblemAlert error={found.error} focus={false} />
      <ul id="finder-hits" role="listbox" aria-label={t({ zh: '搜索结果', en: 'Results' })} hidden={hits.length === 0}>
        {hits.map((hit, n) => (
          <li key={hit.key} id={`finder-${hit.key}`} role="option" aria-selected={n === at} onMouseEnter={() => setAt(n)} onClick={() => go(hit.to)}>
            <span><b>{hit.name}</b><span className="rc-cell-sub">{hit.sub}</span></span>
            {hit.state && <span><StateTag state={hit.state.state} label={hit.state.stateLabel} />{hit.state.disputed && <> <DisputedTag /></>}</span>}
          </li>
        ))}
      </ul>
      <p role="status" className="rc-quiet">
        {found.isFetching ? <Spin size="small" /> : q && found.data && hits.length === 0
          ? t({ zh: '没有找到。换个简称或编号试试；不属于您辖区的记录不会出现。', en: 'Nothing found. Try a short name or number; records outside your scope do not appear.' })
          : hits.length > 0 ? t({ zh: `${hits.length} 条结果，↑↓ 选择，回车打开`, en: `${hits.length} results` }) : t({ zh: '输入即查。', en: 'Type to search.' })}
      </p>
    </div>
  );
}

// 查公务员: the search asks why before it answers. People of the same name stand side by side and are never merged here; who is who is a
// decision of identity review.
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Flex, Input } from 'antd';
import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { api } from '../../api.ts';
import type { Official, Why } from '../../api.ts';
import { t } from '../../i18n.ts';
import { Empty, PageHeader, ProblemAlert, StateTag } from '../../ui/index.ts';
import { showSpan } from './body-page.tsx';
import { PurposeForm } from './purpose-form.tsx';
import { purposes } from './words.ts';

function Person({ person }: { person: Official }): ReactElement {
  return (
    <Card size="small" title={person.name} extra={<span className="rc-num rc-quiet">{person.idMasked ?? t({ zh: '未登记证件号', en: 'no number on file' })}</span>}>
      <h3 className="rc-sr">{t({ zh: '任职', en: 'Posts' })}</h3>
      {person.posts.length === 0 ? <p className="rc-quiet">{t({ zh: '没有登记任职', en: 'No posts on file' })}</p> : (
        <ul className="rc-posts">{person.posts.map((post) => (
          <li key={post.title + String(post.from)}><b>{typeof post.body === 'string' ? post.body : post.body.name} {post.title}</b> {post.head && <StateTag tone="active" label={t({ zh: '主要负责人', en: 'head' })} />}<span className="rc-cell-sub rc-num">{showSpan(post.from, post.to)}</span></li>
        ))}</ul>
      )}
    </Card>
  );
}

/** People grouped by name, so that homonyms stand beside each other. */
function byName(people: readonly Official[]): [string, Official[]][] {
  const groups = new Map<string, Official[]>();
  for (const person of people) groups.set(person.name, [...(groups.get(person.name) ?? []), person]);
  return [...groups];
}

function Found({ q, why }: { q: string; why: Why }): ReactElement {
  const people = useQuery({ queryKey: ['officials', q, why], queryFn: () => api.officials(q, why), staleTime: Infinity, retry: false });
  if (people.error) return <ProblemAlert error={people.error} />;
  if (!people.data) return <p className="rc-quiet" role="status">{t({ zh: '正在查找…', en: 'Searching…' })}</p>;
  if (people.data.items.length === 0) return <Empty title={t({ zh: `没有找到“${q}”`, en: `Nobody named “${q}”` })} fill={t({ zh: '请核对姓名用字；名录里没有的，由组织、人社部门导入公务员名册后才能查到。', en: 'Check the characters of the name; people appear once their posts are loaded.' })} />;
  return (
    <Flex vertical gap={24}>
      {byName(people.data.items).map(([name, group]) => (
        <section key={name} aria-label={name} className="rc-stack">
          {group.length > 1 && <Alert type="warning" showIcon title={t({ zh: `“${name}”有 ${group.length} 人同名`, en: `${group.length} people are named “${name}”` })}
            description={<>{t({ zh: '平台不会自动合并。请按证件号和任职核对；不能确认的，', en: 'They are never merged by themselves. Compare number and posts; if in doubt, ' })}<Link to="/records/identity-review">{t({ zh: '交身份核查', en: 'hand it to identity review' })}</Link></>} />}
          <div className="rc-homonyms">{group.map((person) => <Person key={person.id} person={person} />)}</div>
        </section>
      ))}
    </Flex>
  );
}

export function Officials(): ReactElement {
  const field = useId();
  const [q, setQ] = useState('');
  const [asked, setAsked] = useState<{ q: string; why: Why }>();
  const [gap, setGap] = useState(false);
  const ask = (why: Why): void => { setGap(!q.trim()); if (q.trim()) setAsked({ q: q.trim(), why }); };
  return (
    <>
      <PageHeader title={t({ zh: '查公务员', en: 'Officials' })} crumbs={[{ label: t({ zh: '机构名录', en: 'Directory' }), to: '/directory' }]} />
      {asked ? (
        <div className="rc-stack">
          <Flex gap={16} align="center" wrap>
            <span>{t({ zh: `“${asked.q}” · 查阅目的：`, en: `“${asked.q}” · purpose: ` })}{t(purposes.find(({ key }) => key === asked.why.purpose)?.label)} · {asked.why.because}</span>
            <Button onClick={() => setAsked(undefined)}>{t({ zh: '另查一人', en: 'Look for somebody else' })}</Button>
          </Flex>
          <Found q={asked.q} why={asked.why} />
        </div>
      ) : (
        <PurposeForm onGive={ask} action={t({ zh: '查找', en: 'Search' })}>
          <div style={{ width: '100%' }}>
            <label htmlFor={field}>{t({ zh: '姓名全名（必填）', en: 'Full name (required)' })}</label>
            <Input id={field} value={q} maxLength={60} aria-required="true" aria-invalid={gap} status={gap ? 'error' : ''} onChange={(event) => { setQ(event.target.value); setGap(false); }} autoComplete="off" />
            {gap && <span role="alert" className="rc-hint-bad">{t({ zh: '请填要查的姓名。', en: 'Give the name.' })}</span>}
          </div>
        </PurposeForm>
      )}
    </>
  );
}

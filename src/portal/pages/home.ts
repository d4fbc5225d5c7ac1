/**
 * 首页: says in sentences what this site is, lets one search at once, and opens every number it shows. And it says what is
 * not public, and why.
 */
import { html } from '../html.ts';
import type { Html } from '../html.ts';
import { chinese, link, renderPage, say, tell, to } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { countText, nothing, recordList, searchBox } from '../parts.ts';
import type { Counts } from '../reader/records.ts';
import { inForce } from '../reader/site.ts';
import type { RecordLine } from '../types.ts';

export interface HomeFacts {
  readonly latest: readonly RecordLine[];
  /** Absent when counting took too long; the links stay. */
  readonly counts: Counts | undefined;
  readonly bodies: number;
  /** Records that ended in this year and so far. */
  readonly ended: number;
}

function figure(ctx: PageContext, href: string, count: number | undefined, zh: string, en: string): Html {
  return html`<li><a href="${to(ctx, href)}"><strong>${count === undefined ? '—' : countText(count)}</strong>${say(ctx, { zh, en })}</a></li>`;
}

const notPublic = [
  { zh: '尚未核实、正在告知或申辩的事项', en: 'matters not yet verified, or still being notified and heard' },
  { zh: '公示期满、已修复、已撤销的记录，内容已经销毁，只留存证', en: 'records that expired, were repaired or annulled: their content is destroyed, only the proof stays' },
  { zh: '个人身份信息、联系方式、国家秘密和商业秘密', en: 'personal identifiers, contact details, state and business secrets' },
];

function hero(ctx: PageContext): Html {
  const { site } = ctx;
  return html`<div class="rc-hero"><div class="govuk-width-container"><h1 class="govuk-heading-l">${say(ctx, { zh: '政府说到做到没有，这里查得到', en: 'Did the government keep its word?' })}</h1>
${ctx.lang === 'zh' && html`<p class="rc-lead">这里公示${site.city.zh}各级政府机构经核实的失信记录：拖欠账款、不履行判决、违约毁约等。任何人不用登录都可以查询、下载和核验。</p>`}
<p class="${ctx.lang === 'zh' ? 'rc-en' : 'rc-lead'}" lang="en">Verified records of public bodies in ${site.city.en || 'this city'} that broke their word: unpaid debts, unperformed judgments, breached contracts. Free to search, download and verify, without an account.</p>
${searchBox(ctx, 'home-q')}<p class="rc-note">${tell(ctx, html`可以输入简称，例如“住建局”；也可以按${link(ctx, '/bodies', '机构名录')}或${link(ctx, '/search', '条件')}查找。`, html`Short names work, such as ${chinese(ctx, '住建局')}. Or look through the ${link(ctx, '/bodies', 'directory of bodies')} or ${link(ctx, '/search', 'search by kind, area and day')}.`)}</p></div></div>`;
}

/** The home page. */
export function homePage(ctx: PageContext, facts: HomeFacts): string {
  const items = inForce(ctx.site.items, ctx.today);
  const hidden = items.filter(({ body }) => body.disclosure.class === 'closed' || body.disclosure.class === 'statistics' || body.subjectKind === 'official');
  const shown = items.filter((item) => !hidden.includes(item));
  return renderPage(ctx, {
    title: { zh: '首页', en: 'Home' }, canonical: '/', feed: { href: '/feed.atom', title: '最新公示' },
    description: `${ctx.site.city.zh}政务诚信公示：查询政府机构经核实的失信记录，下载数据，核验存证。`,
    structured: {
      '@context': 'https://schema.org', '@type': 'WebSite', name: ctx.site.title.zh, url: `${ctx.publicUrl}/`, inLanguage: 'zh-CN',
      potentialAction: { '@type': 'SearchAction', target: `${ctx.publicUrl}/search?q={q}`, 'query-input': 'required name=q' },
    },
    hero: hero(ctx),
    body: html`<ul class="rc-figures govuk-!-margin-top-2">${figure(ctx, '/search', facts.counts?.total, '条记录正在公示', 'records now public')}${figure(ctx, '/bodies', facts.bodies, '个机构在名录中', 'public bodies')}${figure(ctx, '/takedowns', facts.ended, '条记录已停止公示', 'records ended')}${figure(ctx, '/catalog', items.length, '类信息依目录采集', 'kinds of record')}</ul>
<div class="rc-columns rc-section"><div><h2 class="govuk-heading-m">${say(ctx, { zh: '最新公示', en: 'Latest records' })}</h2>${facts.latest.length > 0 ? html`${recordList(ctx, facts.latest, 3)}<p class="govuk-body govuk-!-margin-top-4">${link(ctx, '/search', say(ctx, { zh: '查看全部记录', en: 'All records' }))}</p>` : nothing(tell(ctx, '目前没有正在公示的记录。记录经核实、告知、复核并决定公示后，会出现在这里。', 'No record is public now. Records appear here once they were verified, notified, reviewed and disclosed.'))}
${shown.length > 0 && html`<h2 class="govuk-heading-m govuk-!-margin-top-7">${say(ctx, { zh: '按类别查看', en: 'By kind' })}</h2><ul class="rc-areas">${shown.map(({ key, body }) => html`<li>${link(ctx, `/search?item=${encodeURIComponent(key)}`, say(ctx, body.label))} <span class="rc-note">${facts.counts && countText(facts.counts.byItem.get(key) ?? 0)}</span></li>`)}</ul>`}</div>
<aside class="rc-aside" aria-labelledby="not-public"><h2 class="govuk-heading-m" id="not-public">${say(ctx, { zh: '哪些不公开，为什么', en: 'What is not public, and why' })}</h2>
<p class="govuk-body">${say(ctx, { zh: '公示以法定依据为限。下列内容不在本站出现：', en: 'Only what the law allows is public. This site does not show:' })}</p><ul class="govuk-list govuk-list--bullet">${notPublic.map((label) => html`<li>${say(ctx, label)}</li>`)}${hidden.map(({ key, body }) => html`<li>${link(ctx, `/catalog/${key}`, say(ctx, body.label))}${say(ctx, body.disclosure.class === 'statistics' ? { zh: '（只公布统计）', en: ' (figures only)' } : body.disclosure.class === 'closed' ? { zh: '（一般不公开）', en: ' (not public as a rule)' } : { zh: '（涉及个人，须有专门的法定依据）', en: ' (about a person: needs a ground of its own in law)' })}</li>`)}</ul>
<p class="govuk-body">${tell(ctx, html`发现记录有误？${link(ctx, '/help#object', '提出异议')}，由作出认定的单位核查。`, html`A record is wrong? ${link(ctx, '/help#object', 'Object to it')}: the body that made the finding examines it.`)}</p><p class="govuk-body">${tell(ctx, html`不相信我们？每条记录都能${link(ctx, '/log', '自行核验')}，不需要联网。`, html`Do not trust us? You can ${link(ctx, '/log', 'check every record yourself')}, without the network.`)}</p></aside></div>`,
  });
}

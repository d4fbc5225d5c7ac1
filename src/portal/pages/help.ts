/**
 * 异议与帮助页: how to object and who decides, what the words on this site mean, large print, and the accessibility statement.
 */
import type { Label } from '../../core/label.ts';
import { html } from '../html.ts';
import { lengthOf } from '../labels.ts';
import { link, opening, renderPage, say, tell, to, withParams } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { source, table } from '../parts.ts';
import { inForce } from '../reader/site.ts';

const terms: readonly (readonly [Label, Label])[] = [
  [{ zh: '异议', en: 'Objection' }, { zh: '认为某条记录写错了，要求核查更正。', en: 'A record is thought wrong; its correction is asked for.' }],
  [{ zh: '申诉', en: 'Appeal' }, { zh: '不同意异议、修复的答复，请没有参与过的另一机构复查。', en: 'Against the answer to an objection or a repair: another body that had no part looks again.' }],
  [{ zh: '信用修复', en: 'Repair' }, { zh: '义务已经履行，申请停止公示。', en: 'The duty was performed; the record is asked to end.' }],
  [{ zh: '打击报复', en: 'Retaliation' }, { zh: '因为异议、投诉、举报或者作证受到不利对待；由被举报单位以外的人查核，可以匿名。', en: 'One is made to suffer for an objection, a complaint, a report or evidence; people outside the body inquire, and one may stay anonymous.' }],
  [{ zh: '投诉', en: 'Complaint' }, { zh: '自己受到了不好的对待，要求处理；不通过本页办理，请拨打 12345。', en: 'One was treated badly; not handled here, call 12345.' }],
  [{ zh: '公示', en: 'Disclosure' }, { zh: '经核实、告知、复核后，把记录向社会公开。', en: 'A record is made public after verification, notice and review.' }],
  [{ zh: '撤下', en: 'Withdrawal' }, { zh: '发现不应公示或公示有误，停止公示。', en: 'A record should not have been public, or was wrong, and ends.' }],
];

const aims: readonly Label[] = [
  { zh: '全部功能只用键盘就能完成，焦点清楚可见，页首可直接跳到正文；', en: 'everything works by keyboard alone, focus is plain to see, and a link at the top leads to the content;' },
  { zh: '不用颜色作为唯一的提示，文字与背景的对比不低于 4.5:1；', en: 'colour is never the only sign, and text has a contrast of 4.5:1 at least;' },
  { zh: '放大到 200%、在 320 像素宽的屏幕上，内容不丢失、不需左右拖动；', en: 'at 200% zoom and on screens 320 pixels wide nothing is lost and nothing needs sideways scrolling;' },
  { zh: '没有广告、弹窗、自动播放和图形验证码，关闭脚本也能使用；', en: 'no advertisements, pop-ups, autoplay or picture puzzles, and it works without scripts;' },
  { zh: '表格有标题和表头，打印时自动去掉导航。', en: 'tables have captions and headers, and navigation is left out in print.' },
];

/** The help page. */
export function helpPage(ctx: PageContext): string {
  const { sponsor, phone } = ctx.site.footer;
  const limits = inForce(ctx.site.rules.filter(({ kind, key }) => kind === 'limit' && ['objection.source', 'appeal.raise', 'appeal.decide'].includes(key)), ctx.today);
  return renderPage(ctx, {
    title: { zh: '异议与帮助', en: 'Help' }, current: '/help', canonical: '/help', crumbs: [],
    body: html`${opening(ctx, { zh: '异议与帮助', en: 'Help' }, '记录写错了怎么办、由谁决定、怎样看大字版，都在这一页。', 'How to object to a record and who decides, what the words mean, large print, and accessibility.')}
<div class="rc-prose"><h2 class="govuk-heading-m" id="object">${say(ctx, { zh: '如何提出异议', en: 'How to object' })}</h2><ol class="govuk-list govuk-list--number"><li>${tell(ctx, html`${link(ctx, '/search', '查到那条记录')}，在记录页上点“提出异议”，按问题填写；姓名电话可以不填。`, html`${link(ctx, '/search', 'Find the record')}, press “Object to this record” on its page and answer the questions; name and telephone may stay empty.`)}</li><li>${tell(ctx, html`记下编号和查询码，凭它们在${link(ctx, '/case', '办理查询')}看结果。`, html`Keep number and code: with them you ${link(ctx, '/case', 'follow your case')}.`)}</li><li>${tell(ctx, html`不方便上网的，写明记录编号、哪里有误和理由，附上材料交给${sponsor || '本市信用工作牵头部门'}${phone && `，电话 ${phone}`}。被记录的机构、行政相对人和其他知情的人都可以提出，不收费。`, html`Or hand it in on paper, with the number of the record, what is wrong and why, to ${sponsor ? html`<span lang="zh-CN">${sponsor}</span>` : 'the credit office of the city'}${phone && `, telephone ${phone}`}. The body concerned, the other party and anyone who knows may object, free of charge.`)}</li></ol>
<p class="govuk-body">${tell(ctx, html`<strong>谁来决定：</strong>由源头单位核查，由没有经手过这条记录的人员答复。经查有误的，当即更正或撤下，并在“公示经过”或${link(ctx, '/takedowns', '停止公示')}中留下说明。不同意答复的，可以在办理查询里提出申诉，由没有参与过的另一机构复查；对文书本身不服的，依法申请行政复议、提起诉讼或申诉。`, html`<strong>Who decides:</strong> the source examines it, and somebody who had no hand in the record answers. What is wrong is corrected or withdrawn at once, with a note in the record’s history or among the ${link(ctx, '/takedowns', 'takedowns')}. If you disagree, appeal from the page of your case: another body that had no part looks again; against the document itself there are reconsideration, the courts and appeal.`)}</p><p class="govuk-body">${say(ctx, { zh: '核查期间，记录标注“异议处理中”，不等于记录有误，也不等于异议成立。', en: 'Meanwhile the record is marked “objection under review”, which says neither that it is wrong nor that the objection is right.' })}</p></div>
${limits.length > 0 && table(ctx, { zh: '异议办理时限', en: 'Time limits for objections' }, [
      { label: { zh: '环节', en: 'Step' }, cell: (rule) => (rule.body.label ? say(ctx, rule.body.label) : rule.key) },
      { label: { zh: '时限', en: 'Limit' }, cell: ({ body }) => body.amount !== undefined && body.unit && say(ctx, { zh: lengthOf({ amount: body.amount, unit: body.unit }), en: lengthOf({ amount: body.amount, unit: body.unit }, 'en') }) },
      { label: { zh: '依据', en: 'Source' }, cell: ({ body }) => source(body.source) },
    ], limits)}
<div class="rc-prose"><h2 class="govuk-heading-m rc-section" id="retaliation">${say(ctx, { zh: '受到打击报复怎么办', en: 'If you are punished for it' })}</h2><p class="govuk-body">${tell(ctx, html`因为提出异议、投诉、举报或者作证受到不利对待的，${link(ctx, '/retaliation', '举报打击报复')}。可以匿名；被举报的单位和它的任何人看不到、也办不了。查自己的件时，页底的按钮会把那件事带过去。`, html`If you are made to suffer for an objection, a complaint, a report or evidence, ${link(ctx, '/retaliation', 'report retaliation')}. You may stay anonymous; the body that you accuse can neither see it nor act on it. When you follow your case, a button at the end takes that case along.`)}</p>
<h2 class="govuk-heading-m rc-section">${say(ctx, { zh: '这些词是什么意思', en: 'What the words mean' })}</h2><dl class="govuk-summary-list">${terms.map(([term, meaning]) => html`<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">${say(ctx, term)}</dt><dd class="govuk-summary-list__value">${say(ctx, meaning)}</dd></div>`)}</dl>
<h2 class="govuk-heading-m rc-section" id="elder">${say(ctx, { zh: '长辈版', en: 'Large print' })}</h2><p class="govuk-body">${say(ctx, { zh: '长辈版字更大、栏目更少，内容与标准版相同。点页面右上角的“长辈版”，本机会记住；点“标准版”恢复。为此只存一个名为 mode 的小记号，本站没有其他记号，也不统计访问者。', en: 'Larger type and fewer choices, with the same content. “Large print” at the top right turns it on and this device remembers; “Standard size” turns it off. For that alone one cookie named mode is kept; there is no other, and visitors are not counted.' })}</p><p class="govuk-body">${ctx.elder ? html`<a class="govuk-link" href="${withParams(to(ctx, '/help'), { mode: 'normal' })}">${say(ctx, { zh: '改为标准版', en: 'Use standard size' })}</a>` : html`<a class="govuk-link" href="${withParams(to(ctx, '/help'), { mode: 'elder' })}">${say(ctx, { zh: '改为长辈版', en: 'Use large print' })}</a>`}</p>
<h2 class="govuk-heading-m rc-section" id="accessibility">${say(ctx, { zh: '无障碍说明', en: 'Accessibility statement' })}</h2><p class="govuk-body">${say(ctx, { zh: '本站按《中华人民共和国无障碍环境建设法》和 GB/T 37668-2019 的要求建设，以 WCAG 2.2 AA 级为目标：', en: 'This site follows the Law on Building a Barrier-Free Environment and GB/T 37668-2019 and aims at WCAG 2.2 AA:' })}</p><ul class="govuk-list govuk-list--bullet">${aims.map((aim) => html`<li>${say(ctx, aim)}</li>`)}</ul><p class="govuk-body">${tell(ctx, html`使用中遇到障碍，请联系${sponsor || '主办单位'}${phone && `（电话 ${phone}）`}，我们会以您方便的方式提供同样的信息。`, html`If something is in your way, tell ${sponsor ? html`<span lang="zh-CN">${sponsor}</span>` : 'the body responsible'}${phone && ` (telephone ${phone})`}: we give you the same information in a way that suits you.`)}</p></div>`,
  });
}

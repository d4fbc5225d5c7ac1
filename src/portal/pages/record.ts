/**
 * 记录页: one disclosed record: what was found, on what ground it is public and until when, its history, the proof that it
 * was published unaltered, and how to object. A pure function of the record, so that staff see before disclosure exactly
 * the page that the public will see.
 */
import type { FactRole } from '../../core/catalog.ts';
import { html } from '../html.ts';
import type { Child, Html } from '../html.ts';
import { dayInWords, historyKinds, lengthOf, modes } from '../labels.ts';
import { chinese, link, renderPage, say, tell, to } from '../layout.ts';
import type { Page, PageContext } from '../layout.ts';
import { day, disputedTag, severityTag, source, summary } from '../parts.ts';
import { earliestRepairOf, periodInWords, severityRule } from '../reckoning.ts';
import { inForce, inForceOf, emptySite } from '../reader/site.ts';
import { styleSheet } from '../styles.ts';
import { isLogged, proofSection } from './proof.ts';
import type { ProofContext } from './proof.ts';
import { isAboutPerson } from '../types.ts';
import type { PublicBody, PublicRecordRow, Site } from '../types.ts';

/** What the page knows of the log beside the record. */
export type RecordContext = ProofContext;

function subject(ctx: PageContext, record: PublicRecordRow): Html {
  const { body, bodySlug, successor } = record;
  return html`${bodySlug ? link(ctx, `/bodies/${bodySlug}`, body.subject.name) : body.subject.name}${body.subject.code && html`<br><span class="rc-mono">${body.subject.code}</span>`}${successor && html`<br><span class="rc-note">${tell(ctx, html`该机构现由${link(ctx, `/bodies/${successor.slug}`, successor.name)}承继；记录仍列在原机构名下。`, html`This body is now succeeded by ${link(ctx, `/bodies/${successor.slug}`, chinese(ctx, successor.name))}; the record stays under the old name.`)}</span>`}`;
}

/** The facts of the item itself, without those that stand above in the same words under the name of their role. */
function ownFacts(ctx: PageContext, body: PublicBody): PublicBody['facts'] {
  const above: Partial<Record<FactRole, string | null | undefined>> = {
    subjectName: body.subject.name, subjectCode: body.subject.code, documentNumber: body.documentNumber, decidedBy: body.decidedBy, decidedOn: body.decidedOn, summary: body.summary,
  };
  const version = body.rules.find(({ kind }) => kind === 'item')?.version;
  const items = ctx.site.items.filter(({ key }) => key === body.item.id);
  const fields = (items.find((item) => item.version === version) ?? items.at(-1))?.body.fields ?? [];
  const roles = new Map(fields.map((field) => [field.key, field.as]));
  return body.facts.filter(({ key, value }) => {
    const role = roles.get(key);
    return role === undefined || above[role] !== value;
  });
}

function facts(ctx: PageContext, record: PublicRecordRow): Html {
  const { body } = record;
  return html`<h2 class="govuk-heading-m">${say(ctx, { zh: '记录内容', en: 'The record' })}</h2>${summary(ctx, [
    { label: { zh: '记录编号', en: 'Number' }, value: body.no },
    { label: { zh: '类别', en: 'Kind' }, value: link(ctx, `/catalog/${body.item.id}`, say(ctx, body.item.label)) },
    { label: isAboutPerson(body) ? { zh: '涉及人员', en: 'Official concerned' } : { zh: '责任机构', en: 'Body concerned' }, value: subject(ctx, record) },
    { label: { zh: '所在区域', en: 'Area' }, value: body.subject.areaName },
    { label: { zh: '严重程度', en: 'Severity' }, value: say(ctx, body.severity.label) },
    { label: { zh: '文书号', en: 'Document number' }, value: body.documentNumber },
    { label: { zh: '认定单位', en: 'Determined by' }, value: body.decidedBy },
    { label: { zh: '认定日期', en: 'Determined on' }, value: body.decidedOn && day(ctx, body.decidedOn) },
    { label: { zh: '事实摘要', en: 'Summary' }, value: body.summary && html`<span class="rc-text">${body.summary}</span>` },
    ...ownFacts(ctx, body).map((fact) => ({ label: fact.label, value: /^\d{4}-\d{2}-\d{2}$/.test(fact.value) ? day(ctx, fact.value) : html`<span class="rc-text">${fact.value}</span>` })),
  ])}${body.attachments.length > 0 && html`<h3 class="govuk-heading-s">${say(ctx, { zh: '附件（已隐去依法不公开的内容）', en: 'Attachments' })}</h3>${body.attachments.map(({ name, text }) => html`<details class="govuk-details"><summary class="govuk-details__summary"><span class="govuk-details__summary-text">${name}</span></summary><div class="govuk-details__text rc-text">${text}</div></details>`)}`}`;
}

function ground(ctx: PageContext, body: PublicBody): Html {
  const rule = severityRule(body, ctx.site.rules);
  const rules = body.rules.map((ref) => {
    const known = [...ctx.site.rules, ...ctx.site.items].find(({ kind, key, version }) => kind === ref.kind && key === ref.key && version === ref.version);
    return { ref, label: known?.body.label, href: ref.kind === 'item' ? `/catalog/${ref.key}` : `/rules#${ref.kind}-${ref.key}` };
  });
  return html`<section class="rc-section" aria-labelledby="ground"><h2 class="govuk-heading-m" id="ground">${say(ctx, { zh: '为什么公示，到什么时候', en: 'Why it is public, and until when' })}</h2>${summary(ctx, [
    { label: { zh: '公示依据', en: 'Ground' }, value: html`${say(ctx, body.ground.label)}<br>${source(body.ground)}` },
    { label: { zh: '公示方式', en: 'Mode' }, value: say(ctx, modes[body.mode]!) },
    { label: { zh: '公示期', en: 'Public' }, value: html`${day(ctx, body.from)} ${say(ctx, { zh: '至', en: 'until' })} ${day(ctx, body.until)}` },
    { label: { zh: '如何算出', en: 'How it is reckoned' }, value: html`${say(ctx, periodInWords(body, rule))}${rule?.body.source && html`<br><span class="rc-note">${say(ctx, { zh: '依据：', en: 'Source: ' })}${source(rule.body.source)}${rule.basis === 'policy' && say(ctx, { zh: '（本市拟定政策）', en: ' (city policy)' })}</span>`}` },
    { label: { zh: '适用的规则', en: 'Rules applied' }, value: rules.length > 0 && rules.map(({ ref, label, href }) => html`${link(ctx, href, label ? say(ctx, label) : ref.key)} <span class="rc-note">${say(ctx, { zh: `第 ${ref.version} 版`, en: `version ${ref.version}` })}</span><br>`) },
  ])}<p class="govuk-body">${say(ctx, { zh: '义务已履行的，可依规申请信用修复；修复后即停止公示，内容随之销毁。', en: 'Whoever has performed the duty may ask for repair; the record then ends and its content is destroyed.' })}</p></section>`;
}

function history(ctx: PageContext, record: PublicRecordRow): Child {
  if (record.history.length === 0) return null;
  return html`<section class="rc-section" aria-labelledby="history"><h2 class="govuk-heading-m" id="history">${say(ctx, { zh: '公示经过', en: 'History' })}</h2><ol class="rc-steps">${record.history.map((line) => html`<li><strong>${day(ctx, line.on)} ${say(ctx, historyKinds[line.kind])}</strong>${say(ctx, { zh: `（第 ${line.version} 版）`, en: ` (version ${line.version})` })}${line.note && html`<br>${line.note}`}${line.leaf !== null && line.leaf !== undefined && html`<br><span class="rc-note">${say(ctx, { zh: `存证日志序号 ${line.leaf}`, en: `index ${line.leaf} in the public log` })}</span>`}</li>`)}</ol></section>`;
}

/** What has followed from the finding: an order to put it right, an objection. By name and day only. */
function beside(ctx: PageContext, { beside: lines = [] }: PublicRecordRow): Child {
  if (lines.length === 0) return null;
  return html`<section class="rc-section" aria-labelledby="beside"><h2 class="govuk-heading-m" id="beside">${say(ctx, { zh: '后续办理', en: 'What has followed' })}</h2><ul class="rc-steps">${lines.map((line) => html`<li><strong>${tell(ctx, html`${line.label.zh}：${line.state.zh}`, html`${line.label.en}: ${line.state.en}`)}</strong>${tell(ctx, html`（${day(ctx, line.on)}起${line.dueOn && html`，最迟 ${day(ctx, line.dueOn)} 有下一步`}）`, html` (since ${day(ctx, line.on)}${line.dueOn && html`, next step by ${day(ctx, line.dueOn)}`})`)}</li>`)}</ul></section>`;
}

function objection(ctx: PageContext, { id, body, bodySlug }: PublicRecordRow): Html {
  const limits = inForce(ctx.site.rules.filter(({ kind, key }) => kind === 'limit' && ['objection.source', 'appeal.raise'].includes(key)), ctx.today).filter((rule) => rule.body.label && rule.body.amount && rule.body.unit);
  const { sponsor, phone } = ctx.site.footer;
  return html`<section class="rc-section" aria-labelledby="object"><h2 class="govuk-heading-m" id="object">${say(ctx, { zh: '认为记录有误', en: 'If this record is wrong' })}</h2>
<p class="govuk-body rc-prose">${tell(ctx, html`任何人都可以对本记录提出异议，不收费。提交后立即标注“异议处理中”，由源头单位核查${body.decidedBy && html`（认定单位：<strong>${body.decidedBy}</strong>）`}，再由没有经手过的人员答复。也可以写明记录编号 <strong>${body.no}</strong>，把材料交给${sponsor || '本市信用工作牵头部门'}${phone && `（电话 ${phone}）`}。`, html`Anyone may object to this record, free of charge. It is marked “objection under review” at once; the source examines${body.decidedBy && html` (found by <strong>${chinese(ctx, body.decidedBy)}</strong>)`}, and somebody who had no hand in it answers. Or hand it in on paper, with the number <strong>${body.no}</strong>, to ${sponsor ? chinese(ctx, sponsor) : 'the credit office of the city'}${phone && ` (telephone ${phone})`}.`)}</p>
<p class="rc-noprint"><a class="govuk-button" href="${to(ctx, `/object?record=${id}`)}" rel="nofollow">${say(ctx, { zh: '提出异议', en: 'Object to this record' })}</a></p>
${limits.length > 0 && html`<ul class="govuk-list govuk-list--bullet">${limits.map((rule) => html`<li>${say(ctx, { zh: `${rule.body.label!.zh}：${lengthOf({ amount: rule.body.amount!, unit: rule.body.unit! })}`, en: `${rule.body.label!.en}: ${lengthOf({ amount: rule.body.amount!, unit: rule.body.unit! }, 'en')}` })}</li>`)}</ul>`}<p class="govuk-body">${link(ctx, '/case', say(ctx, { zh: '已经提出的，查办理情况', en: 'Follow your case' }))} · ${link(ctx, '/help#object', say(ctx, { zh: '异议办理说明', en: 'How objections are handled' }))}</p>
<p class="govuk-body">${say(ctx, { zh: '因为提出异议、投诉、举报受到打击报复的：', en: 'If you are punished for objecting, complaining or reporting: ' })}<a class="govuk-link" href="${to(ctx, bodySlug === undefined ? '/retaliation' : `/retaliation?body=${bodySlug}`)}" rel="nofollow">${say(ctx, { zh: '举报打击报复，可以匿名', en: 'report retaliation; you may stay anonymous' })}</a></p></section>`;
}

/** From which day whoever put it right may ask that it end; about a person that is between the person and the office. */
function repair(ctx: PageContext, { id, body }: PublicRecordRow): Child {
  const earliest = isAboutPerson(body) ? undefined : earliestRepairOf(body, inForceOf(ctx.site, ['repair', 'severity'], ctx.today));
  if (earliest === undefined) return null;
  return html`<section class="rc-section" aria-labelledby="repair"><h2 class="govuk-heading-m" id="repair">${say(ctx, { zh: '信用修复', en: 'Repair' })}</h2>
<p class="govuk-body rc-prose">${tell(ctx, html`最早可申请修复日 <strong>${day(ctx, earliest.on)}</strong>，${earliest.zh}。义务履行完毕后，由被记录的单位申请，<strong>不收任何费用</strong>，只要履行证明和信用承诺书两份材料；准予后同时停止公示、停止共享、解除措施。`, html`A repair may be asked for from <strong>${day(ctx, earliest.on)}</strong>: ${earliest.en}. The body asks once the duty is performed, <strong>free of charge</strong>, with a proof and a commitment; when granted, publicity, sharing and measures end together.`)}</p>
<p class="rc-noprint"><a class="govuk-button rc-button--quiet" href="${to(ctx, `/repair?record=${id}`)}" rel="nofollow">${say(ctx, { zh: '申请信用修复', en: 'Ask for a repair' })}</a></p></section>`;
}

function structured(ctx: PageContext, { id, body }: PublicRecordRow): unknown {
  return {
    '@context': 'https://schema.org', '@type': 'Report', name: `${body.subject.name}：${body.item.label.zh}`, identifier: body.no, url: `${ctx.publicUrl}/records/${id}`, inLanguage: 'zh-CN',
    datePublished: body.from, expires: body.until, version: String(body.version), about: { '@type': 'GovernmentOrganization', name: body.subject.name, ...(body.subject.code && { identifier: body.subject.code }) },
    ...(body.decidedBy && { author: { '@type': 'Organization', name: body.decidedBy } }), ...(body.summary && { abstract: body.summary }),
  };
}

function makePage(record: PublicRecordRow, ctx: RecordContext): Page {
  const { body } = record;
  const path = `/records/${record.id}`;
  return {
    title: { zh: `${body.subject.name}：${body.item.label.zh}`, en: `${body.item.label.en}, ${body.no}` }, current: '/search', canonical: path,
    description: `${body.no} ${body.subject.name} ${body.item.label.zh}`, crumbs: [{ label: { zh: '查询记录', en: 'Records' }, href: '/search' }],
    ...(isAboutPerson(body) ? { noindex: true } : { structured: structured(ctx, record) }),
    body: html`<h1 class="govuk-heading-l">${body.subject.name}：${say(ctx, body.item.label)}</h1><p class="rc-tags">${severityTag(ctx, body.severity)}${record.disputed && disputedTag(ctx)}${record.history.some((h) => h.kind === 'corrected') && html`<strong class="govuk-tag rc-tag--note">${say(ctx, { zh: '已更正', en: 'Corrected' })}</strong>`}<strong class="govuk-tag">${say(ctx, { zh: '公示中', en: 'Public' })}</strong></p>
<p class="rc-note">${ctx.lang === 'zh' && html`本页公示的是经核实的失信记录，公示至 ${day(ctx, body.until)}。`}<span lang="en">A verified record, public until ${dayInWords(body.until, 'en')}.</span></p>
<div class="govuk-!-margin-top-6">${facts(ctx, record)}</div>${ground(ctx, body)}${beside(ctx, record)}${history(ctx, record)}<div class="govuk-!-margin-top-7">${proofSection(ctx, { at: path, id: record.id, leaf: record.leaf, what: { zh: '本记录', en: 'this record' } })}</div>${objection(ctx, record)}${repair(ctx, record)}
<div class="rc-actions rc-noprint"><button class="govuk-button rc-button--quiet" type="button" id="print" hidden>${say(ctx, { zh: '打印本页', en: 'Print' })}</button><p class="rc-note">${say(ctx, { zh: '用浏览器的打印功能（Ctrl+P）可得到不带导航的版面。', en: 'Printing (Ctrl+P) leaves the navigation out.' })}</p><p><a class="govuk-link" href="${to(ctx, path)}">${say(ctx, { zh: '本页固定地址', en: 'Permanent address' })}</a></p></div>`,
  };
}

/** The last page made of a record, and all it was made from; nothing in it depends on the address asked for or the size of type. */
interface Made {
  readonly page: Page;
  readonly from: readonly unknown[];
}
const made = new WeakMap<PublicRecordRow, Made>();

/** What the page of a record shows; the same object as long as the record and all that it was made from are the same. */
export function recordPage(record: PublicRecordRow, ctx: RecordContext): Page {
  const from = [ctx.site, ctx.lang, ctx.today, ctx.publicUrl, isLogged(ctx, record.leaf), ctx.log?.vkey];
  let last = made.get(record);
  if (!last?.from.every((part, at) => part === from[at])) {
    last = { page: makePage(record, ctx), from };
    made.set(record, last);
  }
  return last.page;
}

/** The page of a record. Pure: the same record and context always make the same page. */
export const renderRecordPage = (record: PublicRecordRow, ctx: RecordContext): string => renderPage(ctx, recordPage(record, ctx));

/** A context in which {@link renderRecordPage} makes a page that stands alone, for a frame with `srcdoc`. */
export async function previewContext(site: Partial<Site>, today: string, publicUrl: string): Promise<RecordContext> {
  const { css } = await styleSheet();
  return { site: { ...emptySite, ...site }, lang: 'zh', elder: false, url: '/', publicUrl, today, style: { css } };
}

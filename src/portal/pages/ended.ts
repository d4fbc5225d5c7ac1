/**
 * 停止公示页: what stands at the address of a record that is no longer public (410), and the list of all takedowns. It says
 * that something was public here, when and why it ended, and how to prove both; never whom it concerned or what it said.
 */
import type { Label } from '../../core/label.ts';
import { html } from '../html.ts';
import type { Child } from '../html.ts';
import { endKinds } from '../labels.ts';
import { link, opening, renderPage, say } from '../layout.ts';
import type { PageContext } from '../layout.ts';
import { countText, day, nothing, pagination, summary, table } from '../parts.ts';
import type { MaskedCount, EndedCount, Takedowns } from '../reader/takedowns.ts';
import { pageEnded } from '../reader/takedowns.ts';
import type { EndedRow, Rule } from '../types.ts';
import { endProofSection } from './proof.ts';

/** The city's own name of a reason, if its rulebook has one; a reason it does not know is not shown. */
export function reasonLabel(ctx: PageContext, reason: string): Child {
  const rule = ctx.site.rules.filter(({ kind, key }) => kind === 'closing' && key === reason).at(-1) as Rule | undefined;
  return rule?.body.label && say(ctx, rule.body.label);
}

/** The neutral page at the address of an ended record. */
export function endedPage(ctx: PageContext, ended: EndedRow, proved: boolean): string {
  const kind = endKinds[ended.kind];
  return renderPage(ctx, {
    title: { zh: '该记录已停止公示', en: 'No longer public' }, noindex: true, crumbs: [{ label: { zh: '停止公示', en: 'Takedowns' }, href: '/takedowns' }],
    body: html`${opening(ctx, { zh: '该记录已停止公示', en: 'No longer public' }, '此处曾公示一条记录，现已依规停止，内容已经销毁，本站不再提供，也不再以任何方式使用。', 'A record was public here. It ended under the rules; its content was destroyed and is no longer offered or used.')}
${summary(ctx, [
    { label: { zh: '停止日期', en: 'Ended on' }, value: day(ctx, ended.endedOn) },
    { label: { zh: '情形', en: 'How' }, value: html`${say(ctx, { zh: `${kind.zh}：${kind.meaning.zh}`, en: `${kind.en}: ${kind.meaning.en}` })}` },
    { label: { zh: '原因', en: 'Reason' }, value: reasonLabel(ctx, ended.reason) },
    { label: { zh: '依据', en: 'Article' }, value: ended.article },
  ])}
${endProofSection(ctx, { at: `/records/${ended.id}`, id: ended.id, leaves: ended.leaves, proved })}
<p class="govuk-body rc-prose">${say(ctx, { zh: '公示期间被他人复制、转载的内容无法收回；继续传播已停止公示的信用信息，应由传播者承担责任。', en: 'What others copied while it was public cannot be called back; whoever goes on spreading it answers for that. ' })}${link(ctx, '/takedowns', say(ctx, { zh: '查看全部停止公示的记录数量', en: 'Numbers of all takedowns' }))}</p>`,
  });
}

export interface TakedownsForm {
  /** YYYY-MM, or empty for the overview. */
  readonly month: string;
  readonly page: number;
}

function overview(ctx: PageContext, { ended, masked }: Takedowns): Child {
  const count = ended.reduce((sum, row) => sum + row.count, 0);
  return [
    ended.length === 0 && nothing(say(ctx, { zh: '还没有停止公示的记录。公示期满、完成修复、依据被撤销或公示有误时，数量和依据会列在这里。', en: 'No record has ended yet. Numbers and articles appear here when records expire, are repaired, annulled or withdrawn.' })),
    ended.length > 0 && table(ctx, { zh: `按月统计，共 ${countText(count)} 条`, en: `By month, ${countText(count)} in all` }, [
      { label: { zh: '月份', en: 'Month' }, cell: (row: EndedCount) => link(ctx, `/takedowns?month=${row.month}`, row.month) },
      { label: { zh: '情形', en: 'How' }, cell: (row: EndedCount) => html`${say(ctx, endKinds[row.kind])}${reasonLabel(ctx, row.reason) && html`<br><span class="rc-note">${reasonLabel(ctx, row.reason)}</span>`}` },
      { label: { zh: '依据', en: 'Article' }, cell: (row: EndedCount) => row.article },
      { label: { zh: '条数', en: 'Records' }, number: true, cell: (row: EndedCount) => countText(row.count) },
    ], ended),
    html`<h2 class="govuk-heading-m rc-section">${say(ctx, { zh: '公示时隐去的内容', en: 'What was masked' })}</h2><p class="govuk-body rc-prose">${say(ctx, { zh: '公示前，依法不公开的内容（身份证号、电话、住址等）逐处隐去。隐去多少、依据哪条规则，在此公布；隐去了什么，不公布。', en: 'Before disclosure, what must not be public by law (identity numbers, phones, homes) is masked place by place. How much, and under which rule, stands here; what was masked does not.' })}</p>`,
    masked.length === 0 ? nothing(say(ctx, { zh: '正在公示的记录中没有隐去的内容。', en: 'Nothing is masked in the records now public.' })) : table(ctx, { zh: '按月统计的隐去处数', en: 'Masked places by month' }, [
      { label: { zh: '月份', en: 'Month' }, cell: (row: MaskedCount) => row.month },
      { label: { zh: '内容种类', en: 'Kind' }, cell: (row: MaskedCount) => say(ctx, maskKinds[row.kind] ?? { zh: row.kind, en: row.kind }) },
      { label: { zh: '规则', en: 'Rule' }, cell: (row: MaskedCount) => row.rule },
      { label: { zh: '记录数', en: 'Records' }, number: true, cell: (row: MaskedCount) => countText(row.records) },
      { label: { zh: '处数', en: 'Places' }, number: true, cell: (row: MaskedCount) => countText(row.places) },
    ], masked),
  ];
}

const maskKinds: Record<string, Label> = {
  personal: { zh: '个人信息', en: 'personal information' }, idNumber: { zh: '公民身份号码', en: 'identity number' }, phone: { zh: '电话号码', en: 'telephone' }, mobile: { zh: '手机号码', en: 'mobile number' }, bankCard: { zh: '银行账号', en: 'bank account' }, card: { zh: '银行账号', en: 'bank account' }, address: { zh: '住址', en: 'home' }, email: { zh: '电子邮箱', en: 'e-mail' }, plate: { zh: '车牌号', en: 'number plate' }, secrecy: { zh: '涉密标志', en: 'secrecy mark' }, name: { zh: '个人姓名', en: 'name of a person' }, person: { zh: '个人姓名', en: 'name of a person' }, passport: { zh: '护照号', en: 'passport number' },
};

/** The takedowns: counts by month, or the dates and articles of one month. */
export function takedownsPage(ctx: PageContext, form: TakedownsForm, takedowns: Takedowns, list: readonly EndedRow[]): string {
  const total = takedowns.ended.filter(({ month }) => month === form.month).reduce((sum, { count }) => sum + count, 0);
  const ofMonth = list.length === 0 ? nothing(say(ctx, { zh: '这个月没有停止公示的记录。', en: 'No record ended in this month.' })) : html`${table(ctx, { zh: `${form.month} 停止公示的记录，共 ${countText(total)} 条`, en: `Ended in ${form.month}: ${countText(total)}` }, [
    { label: { zh: '停止日期', en: 'Ended on' }, cell: (row: EndedRow) => day(ctx, row.endedOn) },
    { label: { zh: '情形', en: 'How' }, cell: (row: EndedRow) => say(ctx, endKinds[row.kind]) },
    { label: { zh: '依据', en: 'Article' }, cell: (row: EndedRow) => row.article },
    { label: { zh: '存证', en: 'Proof' }, cell: (row: EndedRow) => link(ctx, `/records/${row.id}`, say(ctx, { zh: `日志序号 ${row.leaves.join('、')}`, en: `Log index ${row.leaves.join(', ')}` })) },
  ], list)}${pagination(ctx, form.page, Math.ceil(total / pageEnded))}`;
  const title = form.month === '' ? { zh: '停止公示', en: 'Takedowns' } : { zh: `停止公示：${form.month}`, en: `Takedowns: ${form.month}` };
  return renderPage(ctx, {
    title, current: '/takedowns', canonical: '/takedowns', crumbs: form.month === '' ? [] : [{ label: { zh: '停止公示', en: 'Takedowns' }, href: '/takedowns' }],
    body: html`${opening(ctx, title, '哪些记录停止了公示、为什么、依据哪一条，按月公布。只有数量和依据，不涉及任何机构和内容。', 'How many records ended, why and under which article, by month. Numbers and articles only, no body and no content.')}${form.month === '' ? overview(ctx, takedowns) : ofMonth}`,
  });
}

// 规则库 The rulebook: a city adds a kind of finding as data. One person proposes the item, another approves it, and form, import template,
// API and public page are there at once, without a line of code.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import ExcelJS from 'exceljs';
import { parse, stringify } from 'yaml';
import { download, startImport } from './imports.ts';
import { openPage, sitDown } from './staff.ts';
import { story, visit, type World } from './visitor.ts';

const folder = mkdtempSync(join(tmpdir(), 'rongcheng-r-'));
const label = '招标投标违规';
const today = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());

/** An item that no city has, made from one that all have. */
function newItem(): Record<string, unknown> {
  const model = parse(readFileSync(new URL('../cities/common/catalog/open-commitment.yaml', import.meta.url), 'utf8')) as Record<string, unknown>;
  return { ...model, id: 'bidding-breach', label: { zh: label, en: 'Breach of bidding rules' } };
}

export function rulebook(world: World): void {
  describe('R the rulebook', () => {
    after(() => rmSync(folder, { recursive: true, force: true }));

    test('1 a new item is proposed with its faults shown field by field, approved by another, and works everywhere at once', story, async (t) => {
      const proposer = await sitDown(t, world, 'guize1');
      const { page } = proposer;
      await openPage(page, '规则库');
      await page.getByRole('link', { name: '提出新规则' }).or(page.getByRole('button', { name: '提出新规则' })).click();
      await page.getByRole('heading', { level: 1, name: '提出新规则' }).waitFor();
      const text = page.getByLabel('事项内容（YAML 或 JSON）');
      const { retentionMonths: _, ...unfinished } = newItem();
      const wrong = { ...unfinished, fields: (unfinished['fields'] as Record<string, unknown>[]).map((field) => (field['key'] === 'decidedOn' ? { ...field, type: 'text' } : field)) };
      await text.fill(stringify(wrong));
      await page.getByText(/^保存月数：/).waitFor();
      await proposer.seen('rules-new-item-faults');
      await text.fill('id: [');
      await page.getByText(/行附近不是正确的 YAML 或 JSON/).waitFor();
      await text.fill(stringify({ ...newItem(), id: 'breach' }));
      await page.getByText('已有代号为“breach”的规则').waitFor();
      await text.fill(stringify(newItem()));
      await page.getByLabel('本市拟定政策').check();
      await page.getByLabel('生效日').fill(today());
      await page.getByLabel('理由与出处').fill('市信用工作联席会议纪要〔2026〕8号');
      await page.getByRole('button', { name: '提出，交另一人批准' }).click();
      await page.getByRole('heading', { level: 2, name: '会改变什么' }).or(page.getByText('会改变什么')).first().waitFor();
      const { pathname } = new URL(page.url());
      await proposer.seen('rules-new-item-proposed');
      assert.equal(await page.getByRole('button', { name: '批准', exact: true }).count(), 0, 'nobody approves their own');

      const approver = await sitDown(t, world, 'guize2');
      await approver.page.goto(`${world.instance.consoleUrl}${pathname}`);
      await approver.page.getByRole('button', { name: '批准', exact: true }).click();
      await approver.page.getByText('已批准').first().waitFor();

      const maker = await sitDown(t, world, 'jiangbei2');
      await openPage(maker.page, '政务失信记录');
      await maker.page.getByRole('button', { name: '录入记录' }).click();
      await maker.page.getByRole('button', { name: new RegExp(`^${label}`) }).click();
      await maker.page.getByLabel(/承诺内容/).first().waitFor();
      await startImport(maker.page, label);
      const template = await download(maker.page, /模板/, folder);
      const book = new ExcelJS.Workbook();
      await book.xlsx.readFile(template);
      assert.match(String(book.getWorksheet('说明')?.getCell(1, 1).value), new RegExp(label));

      const citizen = await visit(t, world);
      await citizen.page.goto(`${world.instance.portalUrl}/catalog/bidding-breach`);
      await citizen.page.getByRole('heading', { level: 1, name: label }).waitFor();
      await citizen.seen('portal-new-item');
    });

    test('2 every other kind of rule is proposed by a form, and a year’s holidays by the notice', story, async (t) => {
      const proposer = await sitDown(t, world, 'guize1');
      const { page } = proposer;
      for (const kind of ['期限', '公示依据', '撤下事由', '严重程度', '奖惩措施']) {
        await page.goto(`${world.instance.consoleUrl}/rules/new`);
        await page.getByRole('radiogroup', { name: '规则类别' }).getByText(kind, { exact: true }).click();
        await page.getByLabel(/^代号/).waitFor();
        await page.getByLabel('名称 · 中文').fill('试行规则');
        await page.getByRole('button', { name: '提出，交另一人批准' }).click();
        await page.getByText(/^名称 · 英文：/).waitFor();
        await proposer.seen(`rules-new-${kind}`);
      }
      await page.goto(`${world.instance.consoleUrl}/rules/new?kind=ground`);
      await page.getByLabel(/^代号/).fill('bidding-law-42');
      for (const [name, words] of [['名称 · 中文', '中标结果公示'], ['名称 · 英文', 'Award notice'], ['来源 · 文件', '招标投标法实施条例'], ['来源 · 条款', '第五十四条'], ['来源 · 规定内容', '中标候选人公示期不得少于三日。']] as const) await page.getByLabel(name).fill(words);
      await page.getByRole('group', { name: '允许的公示方式' }).getByLabel('摘要').check();
      await page.getByLabel('法律法规或上级文件规定').check();
      await page.getByLabel('生效日').fill(today());
      await page.getByLabel('理由与出处').fill('招标投标法实施条例第五十四条');
      await page.getByRole('button', { name: '提出，交另一人批准' }).click();
      await page.getByRole('heading', { level: 1, name: /公示依据：bidding-law-42/ }).waitFor();

      await page.goto(`${world.instance.consoleUrl}/rules/new?kind=calendar`);
      await page.getByLabel('年份').fill('2029');
      await page.getByLabel('放假通知').fill('一、元旦：1月1日（周一）放假，与周末连休。\n二、清明节：4月4日（周三）另行通知。');
      await page.getByText(/没有看懂，请写明/).waitFor();
      await proposer.seen('rules-new-calendar');
      await page.getByLabel('放假通知').fill('一、元旦：1月1日（周一）放假，与周末连休。\n二、春节：2月13日（周二）至16日（周五）放假调休。2月10日（周六）上班。');
      await page.getByText('认出：工作日放假 5 天，周末上班 1 天').waitFor();
      await page.getByLabel('生效日').fill(today());
      await page.getByLabel('理由与出处').fill('国务院办公厅关于2029年部分节假日安排的通知');
      await page.getByRole('button', { name: '提出，交另一人批准' }).click();
      await page.getByText('2029-01-01').or(page.getByText('days')).or(page.getByText('调休安排')).first().waitFor();
    });
  });
}

/**
 * 合成数据: deterministic rows for the benchmarks: unperformed civil judgments against bodies of the example city, drawn from
 * a seeded generator, so that the same size gives the same bytes on every machine. Nothing in them names a real body or person.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import ExcelJS from 'exceljs';
import type { CatalogItem } from '../src/core/catalog.ts';

/** The catalogue item that the rows belong to. */
export const benchItem = 'civil-judgment';
/** Seed of the generator; it stands in the names of the files. */
export const seed = 20_261_123;

export interface Body {
  readonly id: string;
  readonly name: string;
  readonly uscc: string;
  readonly area: string;
}

/** What was put wrong on purpose, so that the counts of a check can be compared with the truth. */
export interface Made {
  readonly rows: readonly (readonly string[])[];
  readonly header: readonly string[];
  readonly good: number;
  readonly bad: number;
  readonly duplicate: number;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function random(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const causes = ['建设工程施工合同纠纷', '买卖合同纠纷', '房屋租赁合同纠纷', '借款合同纠纷', '物业服务合同纠纷', '承揽合同纠纷', '委托合同纠纷', '土地征收补偿纠纷'];
const claims = ['工程款', '货款', '租金', '借款本息', '物业服务费', '加工费', '代理费', '补偿款', '质保金', '违约金'];
const works = ['市政道路改造', '河道清淤', '校舍加固', '农贸市场迁建', '路灯更新', '污水管网铺设', '办公楼装修', '公园绿化养护', '桥梁检测', '信息系统运维', '消防设施采购', '垃圾转运站建设'];
const surnames = [...'衡砚江柳砥岚汐楠澄霁'];
const trades = ['建设', '市政', '园林', '水务', '信息技术', '商贸', '物业', '勘测'];
const endings = ['到期未付，法院已立案执行', '到期仅支付部分，余款至今未付', '经催告仍未履行，申请执行人已申请强制执行', '双方达成和解后未按期履行'];
const performances = ['全部未履行', '部分履行'];

const day = (from: string, days: number): string => new Date(Date.parse(`${from}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** Weights of bodies by Zipf (s = 1.1): few bodies have most of the records. */
function zipf(count: number): (p: number) => number {
  const sums: number[] = [];
  let sum = 0;
  for (let at = 1; at <= count; at++) sums.push((sum += 1 / at ** 1.1));
  return (p) => {
    let low = 0;
    for (let high = count - 1; low < high;) {
      const middle = (low + high) >> 1;
      if ((sums[middle] as number) < p * sum) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

const labels = (item: CatalogItem, keys: readonly string[]): string[] => keys.map((key) => item.fields.find((field) => field.key === key)?.label.zh ?? key);
const keys = ['subjectName', 'subjectCode', 'caseNumber', 'cause', 'role', 'decidedBy', 'decidedOn', 'effectiveOn', 'amount', 'performance', 'summary', 'remark'];

function summaryOf(next: () => number, amountYuan: number): string {
  const one = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const company = `${one(surnames)}${one(surnames)}${one(trades)}`;
  return `应就${one(works)}项目第${1 + Math.floor(next() * 40)}标段向${company}公司支付${one(claims)}${(amountYuan / 10_000).toFixed(2)}万元及利息，${one(endings)}。`;
}

/** Makes `count` rows. One in a hundred is wrong and one in two hundred repeats another, unless `clean`. `round` gives other matters. */
export function makeRows(item: CatalogItem, bodies: readonly Body[], count: number, { clean = false, round = 0 } = {}): Made {
  const next = random(seed + round);
  const pick = zipf(bodies.length);
  const rows: string[][] = [];
  let [bad, duplicate] = [0, 0];
  for (let n = 0; n < count; n++) {
    const body = bodies[pick(next())] as Body;
    const decided = day('2022-01-01', Math.floor(next() * 1700));
    const amount = Math.round(Math.exp(10 + 2.2 * next() * next() * 2) * 100) / 100;
    const row = [
      body.name, next() < 0.8 ? body.uscc : '', `（${decided.slice(0, 4)}）衡01${String(round % 100).padStart(2, '0')}民初${n + 1}号`, causes[Math.floor(next() * causes.length)] as string, '被告', '江衡市中级人民法院',
      decided, day(decided, 16), amount.toFixed(2), performances[Math.floor(next() * 2)] as string, summaryOf(next, amount), next() < 0.3 ? '测：附申请执行人来函' : '测',
    ];
    const fate = clean ? 1 : next();
    if (fate < 0.005) [row[6], bad] = ['2023.2.30', bad + 1];
    else if (fate < 0.01) [row[9], bad] = ['不详', bad + 1];
    else if (fate < 0.015 && n > 0) {
      const earlier = rows[n - 1] as string[];
      // Only what will be stored can be repeated.
      if (earlier[6] !== '2023.2.30' && earlier[9] !== '不详') [row[0], row[1], row[2], duplicate] = [earlier[0] as string, earlier[1] as string, earlier[2] as string, duplicate + 1];
    }
    rows.push(row);
  }
  return { header: labels(item, keys), rows, good: count - bad - duplicate, bad, duplicate };
}

/** Writes the rows as csv in UTF-8. */
export function writeCsvRows(path: string, { header, rows }: Pick<Made, 'header' | 'rows'>): void {
  const file = openSync(path, 'w');
  writeSync(file, `${header.join(',')}\r\n`);
  for (let at = 0; at < rows.length; at += 5000) writeSync(file, rows.slice(at, at + 5000).map((row) => `${row.join(',')}\r\n`).join(''));
  closeSync(file);
}

/** Writes the same rows as a workbook. */
export async function writeXlsxRows(path: string, { header, rows }: Pick<Made, 'header' | 'rows'>): Promise<void> {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useSharedStrings: false });
  const sheet = book.addWorksheet('填报');
  sheet.addRow(header).commit();
  for (const row of rows) sheet.addRow(row).commit();
  await book.commit();
}

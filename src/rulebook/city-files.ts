/**
 * 城市数据文件: reads what stands under `cities/`: first what is common to all cities, then the city's own, whose rules of the
 * same key take the place of the common ones. A file that is wrong is refused with its name and the place of the fault.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import chineseDays from 'chinese-days';
import Papa from 'papaparse';
import { parse } from 'yaml';
import { z } from 'zod';
import type { CalendarData } from '../core/calendar.ts';
import type { Basis } from '../core/law.ts';
import type { RuleKind } from '../core/rules.ts';
import { ruleErrors } from '../core/rule-shapes.ts';

const citiesDir = join(import.meta.dirname, '..', '..', 'cities');

/** One version of a rule as a file states it. */
export interface FileRule {
  readonly kind: RuleKind;
  readonly key: string;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly basis: Basis;
  readonly body: unknown;
}

const citySchema = z.looseObject({
  id: z.string(), label: z.object({ zh: z.string(), en: z.string() }), demo: z.boolean(), demoPassword: z.string().optional(), rootArea: z.string(), logOrigin: z.string(), documentCode: z.string().default('信'),
  site: z.record(z.string(), z.string()), plan: z.object({ zh: z.string(), number: z.string() }),
});
export type City = z.infer<typeof citySchema>;

export const listCities = (): string[] => readdirSync(citiesDir).filter((name) => existsSync(join(citiesDir, name, 'city.yaml')));

const pathOf = (city: string, ...rest: string[]): string => join(citiesDir, city, ...rest);

/** A wrong file of a city: names the file and what to mend. */
export class CityFileError extends Error {
  readonly en: string;
  constructor(zh: string, en: string) {
    super(zh);
    this.en = en;
  }
}

function readYaml(path: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new CityFileError(`${path}：不是正确的 YAML，请更正后重试（${(error as Error).message}）`, `${path} is no valid YAML: ${(error as Error).message}`);
  }
}

export function readCity(id: string): City {
  if (!existsSync(pathOf(id, 'city.yaml'))) throw new CityFileError(`没有城市“${id}”，现有：${listCities().join('、')}`, `There is no city "${id}". There are: ${listCities().join(', ')}`);
  const parsed = citySchema.safeParse(readYaml(pathOf(id, 'city.yaml')));
  if (!parsed.success) {
    const faults = parsed.error.issues.map((i) => `${i.path.join('.')} ${i.message}`);
    throw new CityFileError(`${pathOf(id, 'city.yaml')} 内容不对，请更正：${faults.join('；')}`, `${pathOf(id, 'city.yaml')} is not as it should be: ${faults.join('; ')}`);
  }
  return parsed.data;
}

/** Rows of a city's table, by header name; an absent file is an empty table. */
export function readTable(city: string, file: string): Record<string, string>[] {
  const path = pathOf(city, file);
  if (!existsSync(path)) return [];
  return Papa.parse<Record<string, string>>(readFileSync(path, 'utf8'), { header: true, skipEmptyLines: true }).data;
}

/** A YAML list of a city, such as its accounts or its story; an absent file is an empty list. */
export function readList<T>(city: string, file: string): T[] {
  const path = pathOf(city, file);
  return existsSync(path) ? ((readYaml(path) as T[] | null) ?? []) : [];
}

const ruleFiles: readonly { file: string; kind: RuleKind }[] = [
  { file: 'limits.yaml', kind: 'limit' }, { file: 'severity.yaml', kind: 'severity' }, { file: 'grounds.yaml', kind: 'ground' }, { file: 'closing-reasons.yaml', kind: 'closing' }, { file: 'measures.yaml', kind: 'measure' }, { file: 'letters.yaml', kind: 'letter' },
  { file: 'eligibility.yaml', kind: 'eligibility' },
  { file: 'repair.yaml', kind: 'repair' }, { file: 'leniency.yaml', kind: 'leniency' },
];

function toRule(kind: RuleKind, path: string, raw: Record<string, unknown>): FileRule {
  const { basis, effectiveFrom, effectiveTo, ...rest } = raw;
  const body = kind === 'item' ? raw : rest;
  const key = String(raw['key'] ?? raw['id']);
  const errors = ruleErrors(kind, key, body);
  if (errors.length > 0) throw new CityFileError(`${path}（${key}）：${errors.map((e) => e.zh).join('；')}`, `${path} (${key}): ${errors.map((e) => e.en).join('; ')}`);
  return { kind, key, effectiveFrom: String(effectiveFrom), effectiveTo: effectiveTo === undefined ? null : String(effectiveTo), basis: basis as Basis, body };
}

/** A letter's template from the city's own folder, or the common one; `{city}` in a series is the city's 机关代字. */
function withTemplate(city: string, raw: Record<string, unknown>): Record<string, unknown> {
  const name = basename(String(raw['template']));
  const path = [pathOf(city, 'letters', name), pathOf('common', 'letters', name)].find((p) => existsSync(p));
  if (path === undefined) throw new CityFileError(`${pathOf(city, 'letters', name)}：没有这个模板文件，请补上或更正文件名`, `${pathOf(city, 'letters', name)} is missing: add the template or mend its name`);
  return { ...raw, series: String(raw['series']).replace('{city}', readCity(city).documentCode), template: readFileSync(path).toString('base64') };
}

/** The rules that stand in a folder, made for a city. */
function rulesIn(city: string, forCity: string): FileRule[] {
  const found: FileRule[] = [];
  for (const { file, kind } of ruleFiles) {
    for (const raw of readList<Record<string, unknown>>(city, join('rules', file))) found.push(toRule(kind, pathOf(city, 'rules', file), kind === 'letter' ? withTemplate(forCity, raw) : raw));
  }
  const catalog = pathOf(city, 'catalog');
  for (const file of existsSync(catalog) ? readdirSync(catalog).filter((f) => f.endsWith('.yaml')).sort() : []) {
    found.push(toRule('item', join(catalog, basename(file)), readYaml(join(catalog, file)) as Record<string, unknown>));
  }
  return found;
}

/** All rules of a city: the common ones, those of the same key replaced by the city's own, and its calendar. */
export function readRules(city: string): FileRule[] {
  const own = rulesIn(city, city);
  const replaced = new Set(own.map((r) => `${r.kind} ${r.key}`));
  const calendar = readYaml(pathOf(city, 'calendar.yaml')) as { officialYears: number[]; overrides: { on: string; kind: 'rest' | 'work' }[] };
  const body = officialCalendar(calendar.officialYears, calendar.overrides ?? []);
  return [
    ...rulesIn('common', city).filter((r) => !replaced.has(`${r.kind} ${r.key}`)), ...own,
    { kind: 'calendar', key: 'working-days', effectiveFrom: '2000-01-01', effectiveTo: null, basis: 'law', body },
  ];
}

/**
 * The working-day calendar of the years that have an official notice, from the `chinese-days` package, with the city's
 * overrides on top. The package calls an unannounced year's holidays working days without a word, so only named years count.
 */
export function officialCalendar(years: readonly number[], overrides: readonly { on: string; kind: 'rest' | 'work' }[]): CalendarData {
  const days: Record<string, 'rest' | 'work'> = {};
  for (const year of years) {
    for (let t = Date.UTC(year, 0, 1); t < Date.UTC(year + 1, 0, 1); t += 86_400_000) {
      const on = new Date(t).toISOString().slice(0, 10);
      const weekend = new Date(t).getUTCDay() % 6 === 0;
      const { work } = chineseDays.getDayDetail(on);
      if (work === weekend) days[on] = work ? 'work' : 'rest';
    }
  }
  for (const { on, kind } of overrides) days[on] = kind;
  return { officialYears: [...years], days };
}

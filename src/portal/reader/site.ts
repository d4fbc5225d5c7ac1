/**
 * 城市与规则: what every page needs to know (the city's name and footer, areas, the published rulebook). It changes a few
 * times a year, so one copy serves all requests for some seconds.
 */
import type { Pool } from 'pg';
import type { Area, CatalogVersion, Rule, Site } from '../types.ts';
import { remembered } from './remembered.ts';

const siteText = `select jsonb_build_object(
  'site', (select coalesce(jsonb_object_agg(key, value), '{}') from pub.site),
  'areas', (select coalesce(jsonb_agg(jsonb_build_object('code', code, 'name', name, 'nameEn', name_en, 'kind', kind, 'parent', parent, 'validTo', valid_to, 'successor', successor) order by code), '[]') from pub.area),
  'rules', (select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'key', key, 'version', version, 'effectiveFrom', effective_from, 'effectiveTo', effective_to, 'body', body, 'basis', basis)
    order by kind, key, version), '[]') from pub.rule))::text as row`;

interface SiteRow {
  site: { city?: Record<string, unknown>; footer?: Record<string, unknown> };
  areas: Area[];
  rules: (Rule | CatalogVersion)[];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const part = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});

/** The site before anything was published: pages work and say so little. */
export const emptySite: Site = {
  city: { zh: '', en: '' }, demo: false, title: { zh: '政务诚信公示', en: 'Government Integrity Disclosure' },
  footer: { sponsor: '', operator: '', phone: '', siteCode: '', icp: '', policeFiling: '' },
  plan: null, logOrigin: '', rootArea: '', areas: new Map(), rules: [], items: [],
};

/** Severity classes stand in order of how long they last; other rules keep theirs. */
function gravity({ kind, body: { publicityMax: max } }: Rule): number {
  return kind === 'severity' && max ? max.amount * { workingDay: 1, day: 1, month: 30, year: 365 }[max.unit] : 0;
}

function toSite({ site, areas, rules }: SiteRow): Site {
  const city = part(site.city);
  const label = part(city['label']);
  // What an operator sets in the footer wins over the city's file.
  const own = { ...part(city['site']), ...part(site.footer) };
  const plan = part(city['plan']);
  const name = { zh: text(label['zh']), en: text(label['en']) };
  return {
    city: name,
    demo: city['demo'] === true,
    title: { zh: text(own['titleZh']) || `${name.zh}政务诚信公示`, en: text(own['titleEn']) || `${name.en} Government Integrity`.trim() },
    footer: {
      sponsor: text(own['sponsor']), operator: text(own['operator']), phone: text(own['phone']),
      siteCode: text(own['siteCode']), icp: text(own['icp']), policeFiling: text(own['policeFiling']),
    },
    plan: text(plan['zh']) ? { zh: text(plan['zh']), number: text(plan['number']) } : null,
    logOrigin: text(city['logOrigin']),
    rootArea: text(city['rootArea']),
    areas: new Map(areas.map((area) => [area.code, area])),
    rules: (rules.filter((rule) => rule.kind !== 'item') as Rule[]).toSorted((a, b) => gravity(a) - gravity(b)),
    items: rules.filter((rule) => rule.kind === 'item') as CatalogVersion[],
  };
}

/** Reads the site, at most every two seconds; the same object as long as it did not change, so that what was made of it can be kept. */
export function siteReader(pool: Pool): () => Promise<Site> {
  let last: { readonly text: string; readonly site: Site } | undefined;
  return remembered(2000, async () => {
    const { rows } = await pool.query<{ row: string }>({ name: 'site', text: siteText });
    const { row } = rows[0]!;
    if (last?.text !== row) last = { text: row, site: toSite(JSON.parse(row) as SiteRow) };
    return last.site;
  });
}

/** Codes of an area, everything below it, and those that went up in them: records keep the code of their time. */
export function areaAndBelow(site: Site, code: string): string[] {
  const found = [code];
  for (let at = 0; at < found.length; at++) for (const area of site.areas.values()) if ((area.parent === found[at] || area.successor === found[at]) && !found.includes(area.code)) found.push(area.code);
  return found;
}

interface InForce {
  readonly key: string;
  readonly version: number;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
}

/** Of each rule the latest version in force on a day. */
export function inForce<R extends InForce>(rules: readonly R[], on: string): R[] {
  const latest = new Map<string, R>();
  for (const rule of rules) {
    if (rule.effectiveFrom > on || (rule.effectiveTo !== null && rule.effectiveTo < on)) continue;
    const known = latest.get(rule.key);
    if (!known || known.version < rule.version) latest.set(rule.key, rule);
  }
  return [...latest.values()];
}

/** Rules of several kinds in force on a day: two kinds may use one key. */
export const inForceOf = (site: Site, kinds: readonly string[], on: string): Rule[] => kinds.flatMap((kind) => inForce(site.rules.filter((rule) => rule.kind === kind), on));

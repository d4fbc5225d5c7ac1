/**
 * 城市数据的检查: the files under cities/ are what clerks and lawyers edit, so a slip in them must be found here and not at
 * a city's first start: every file parses, every reference resolves, every code's check digit is right, the example city
 * touches nothing real, and the real city holds nobody's record.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import Papa from 'papaparse';
import { parse } from 'yaml';
import { accountRoles, roles } from '../src/core/actor.ts';
import type { CatalogItem } from '../src/core/catalog.ts';
import { checkFacts, compileItem } from '../src/core/facts.ts';
import { scan } from '../src/core/gate.ts';
import type { ClosingReason, Ground, RuleBodies, RuleKind } from '../src/core/rules.ts';
import { dishonestyRecord } from '../src/registers/credit/dishonesty-record.ts';
import { readRules } from '../src/rulebook/city-files.ts';

type Row = Record<string, string>;
interface Step { do: string; by: string; daysAgo: number; with?: Record<string, unknown> }
interface Told { item: string; maker: string; subject: string; facts: Record<string, unknown>; steps: Step[] }
interface Account { login: string; name: string; body: string; roles: string[]; person?: string }

const here = import.meta.dirname;
const cities = ['example', 'fuzhou'];
const yaml = <T>(...path: string[]): T => parse(readFileSync(join(here, ...path), 'utf8')) as T;

function table(city: string, file: string): Row[] {
  const { data, errors } = Papa.parse<Row>(readFileSync(join(here, city, file), 'utf8'), { header: true, skipEmptyLines: true });
  assert.deepEqual(errors, [], `${city}/${file}`);
  return data;
}

function duplicates(values: readonly string[]): string[] {
  return values.filter((value, at) => value !== '' && values.indexOf(value) !== at);
}

const bodiesOf = <K extends RuleKind>(city: string, kind: K): RuleBodies[K][] => readRules(city).filter((rule) => rule.kind === kind).map((rule) => rule.body as RuleBodies[K]);

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** GB 32100-2015: the last of eighteen characters. */
function usccCheck(code: string): string {
  let sum = 0;
  for (let at = 0, weight = 1; at < 17; at++, weight = (weight * 3) % 31) sum += alphabet.indexOf(code.charAt(at)) * weight;
  return alphabet.charAt((31 - (sum % 31)) % 31);
}

/** GB 11643-1999: the last of eighteen characters. */
function idCheck(number: string): string {
  let sum = 0;
  for (let at = 0; at < 17; at++) sum += Number(number.charAt(at)) * (2 ** (17 - at) % 11);
  return '10X98765432'.charAt(sum % 11);
}

const dayBefore = (days: number): string => new Date(Date.UTC(2026, 10, 23) - days * 86_400_000).toISOString().slice(0, 10);
const resolved = (facts: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, value !== null && typeof value === 'object' && 'daysAgo' in value ? dayBefore(value.daysAgo as number) : value]));

test('the check digits computed here agree with known codes', () => {
  for (const code of ['11330800002618015K', '11120110000176778B', '91350100M000100Y43']) assert.equal(usccCheck(code), code.charAt(17));
  assert.notEqual(usccCheck('91310115MA1G4L1WXK'), 'K');
  assert.equal(idCheck('11010519491231002X'), 'X');
});

for (const city of cities) {
  describe(`the data of ${city}`, () => {
    const areas = table(city, 'areas.csv');
    const bodies = table(city, 'bodies.csv');
    const codes = new Set(areas.map((row) => row['code']));
    const ids = new Set(bodies.map((row) => row['id']));

    test('areas have unique codes, known kinds, resolving parents and no cycle', () => {
      assert.deepEqual(duplicates(areas.map((row) => row['code'] as string)), []);
      const parentOf = new Map(areas.map((row) => [row['code'], row['parent']]));
      for (const row of areas) {
        assert.match(row['kind'] as string, /^(city|district|county|countyCity|functional|street|town|township|unit)$/, row['code']);
        assert.match(row['gb'] as string, /^(yes|no)$/, row['code']);
        if (row['gb'] === 'yes') assert.match(row['code'] as string, /^(\d{6}|\d{9})$/);
        for (const link of ['parent', 'successor']) assert.ok(row[link] === '' || codes.has(row[link]), `${row['code']} ${link}`);
        for (const on of ['validFrom', 'validTo']) assert.match(row[on] as string, /^(\d{4}-\d{2}-\d{2})?$/, row['code']);
        if (row['successor'] !== '') assert.notEqual(row['validTo'], '', `${row['code']} has a successor but never ended`);
        let up: string | undefined = row['code'];
        for (let steps = 0; up !== undefined && up !== ''; steps++, up = parentOf.get(up)) assert.ok(steps < 5, `${row['code']} climbs in a circle`);
      }
      const { rootArea } = yaml<{ rootArea: string }>(city, 'city.yaml');
      assert.deepEqual(areas.filter((row) => row['parent'] === '').map((row) => row['code']), [rootArea]);
    });

    test('bodies have unique ids, names and codes, and resolve their area, superior and successor', () => {
      for (const column of ['id', 'name', 'uscc']) assert.deepEqual(duplicates(bodies.map((row) => row[column] as string)), [], column);
      assert.deepEqual(duplicates(bodies.flatMap((row) => (row['aliases'] as string).split(';'))), [], 'aliases');
      for (const row of bodies) {
        assert.match(row['kind'] as string, /^(government|department|court|procuratorate|party|npc|cppcc|institution|street|township|village|massOrganisation|other)$/, row['id']);
        assert.match(row['level'] as string, /^(city|county|town|village)$/, row['id']);
        assert.match(row['role'] as string, /^((creditOffice|source|court|discipline|hr|audit|hotline|finance|organisation|leadingGroup)(;|$))*$/, row['id']);
        assert.ok(codes.has(row['area']), `${row['id']} area`);
        for (const link of ['parent', 'successor']) assert.ok(row[link] === '' || ids.has(row[link]), `${row['id']} ${link}`);
        assert.equal(row['successor'] === '', row['successorKind'] === '', row['id']);
        if (row['successor'] !== '') assert.notEqual(row['validTo'], '', `${row['id']} has a successor but never ended`);
        if (row['uscc'] !== '') assert.equal(usccCheck(row['uscc'] as string), row['uscc']?.charAt(17), row['id']);
      }
      assert.ok(bodies.some((row) => row['level'] === 'city' && row['role']?.includes('creditOffice')), 'a city credit office');
    });

    test('every rule and catalogue item has the shape the rulebook accepts, and cites grounds that exist', () => {
      const rules = readRules(city);
      const grounds = new Map(bodiesOf(city, 'ground').map((ground: Ground) => [ground.key, ground]));
      assert.ok(rules.length > 40);
      for (const rule of rules) assert.match(rule.basis, /^(law|policy)$/, rule.key);
      assert.deepEqual(duplicates(rules.map((rule) => `${rule.kind} ${rule.key} from ${rule.effectiveFrom}`)), [], 'two versions from the same day');
      for (const item of bodiesOf(city, 'item')) {
        for (const key of item.disclosure.grounds) assert.ok(grounds.get(key)?.for.includes(item.subjectKind), `${item.id}: ${key} cannot be used for ${item.subjectKind}`);
        if (item.subjectKind === 'official') assert.equal(item.disclosure.class, 'closed', item.id);
      }
    });

    test('no number is shown as law that only the city means to set', () => {
      for (const item of bodiesOf(city, 'item')) {
        for (const what of ['severity', 'retention'] as const) {
          const origin = item.origins?.[what];
          assert.ok(origin !== undefined, `${item.id} does not say who set its ${what}`);
          assert.equal(origin.basis === 'policy', origin.instrument.includes('拟定政策'), `${item.id}: ${what}`);
        }
      }
      for (const rule of readRules(city)) {
        const { source } = rule.body as { source?: { instrument: string; says?: string } };
        if (source !== undefined && rule.basis === 'law') assert.ok(!/拟定/.test(source.instrument + (source.says ?? '')), `${rule.kind} ${rule.key} is called law`);
      }
    });

    test('every limit is asked for somewhere: none is on show that nothing obeys', () => {
      const code = readdirSync(join(here, '..', 'src'), { recursive: true, withFileTypes: true }).filter((e) => e.isFile() && /\.tsx?$/.test(e.name) && !e.name.includes('.test.')).map((e) => readFileSync(join(e.parentPath, e.name), 'utf8')).join('\n');
      const used = (key: string): boolean => code.includes(`'${key}'`);
      assert.deepEqual(bodiesOf(city, 'limit').map(({ key }) => key).filter((key) => !used(key)), []);
    });

    test('every limit a register asks for and every closing reason it gives is in the rulebook', () => {
      const limits = new Set(bodiesOf(city, 'limit').map((limit) => limit.key));
      const wanted = Object.values(dishonestyRecord.states).flatMap((state) => (state.due && 'within' in state.due ? [String(state.due.within)] : []));
      assert.ok(wanted.length > 8);
      for (const key of [...wanted, 'rule.review', 'identity.review', 'record.retention', 'access.keep']) assert.ok(limits.has(key), key);
      const closing = new Map(bodiesOf(city, 'closing').map((reason: ClosingReason) => [reason.key, reason.kind]));
      for (const { value } of dishonestyRecord.fields.annulment.choices) assert.equal(closing.get(value), 'annulled', value);
      for (const { value } of dishonestyRecord.fields.withdrawal.choices) assert.equal(closing.get(value), 'withdrawn', value);
      assert.equal(closing.get('publicity-ended'), 'expired');
    });
  });
}

describe('the catalogue', () => {
  const items = bodiesOf('example', 'item');

  test('no two columns of an item answer to the same header', () => {
    for (const item of items) {
      const headers = item.fields.flatMap((field) => [...new Set([field.label.zh, field.key, ...(field.code ? [field.code] : []), ...(field.synonyms ?? [])])]);
      assert.deepEqual(duplicates(headers), [], item.id);
    }
  });

  test('every example in a template passes the checks of its own column', () => {
    for (const item of items) {
      const example = Object.fromEntries(item.fields.map((field) => [field.key, field.example]));
      assert.deepEqual(checkFacts(compileItem(item), example, '2026-11-23').errors, [], item.id);
    }
  });

  test('what identifies a person is never disclosed', () => {
    for (const item of items) for (const field of item.fields) if (field.type === 'idNumber' || field.type === 'name') assert.equal(field.disclose, 'never', `${item.id}.${field.key}`);
  });

  test('the administrative penalty keeps the twenty-eight official columns in their order', () => {
    const penalty = items.find((item) => item.id === 'administrative-penalty') as CatalogItem;
    assert.equal(penalty.fields.map((field) => field.code).join(' '), 'CF_XDR_MC CF_XDR_LB CF_XDR_SHXYM CF_XDR_GSZC CF_XDR_ZZJG CF_XDR_SWDJ CF_XDR_SYDW CF_XDR_SHZZ CF_FRDB CF_FR_ZJLX CF_FR_ZJHM CF_WSH CF_WFXW CF_SY CF_YJ CF_CFLB CF_NR CF_NR_FK CF_NR_WFFF CF_NR_ZKDX CF_JDRQ CF_YXQ CF_GSJZQ CF_CFJG CF_CFJGDM CF_SJLY CF_SJLYDM BZ');
  });
});

describe('the invented city', () => {
  const bodies = table('example', 'bodies.csv');
  const officials = table('example', 'officials.csv');
  const enterprises = table('example', 'enterprises.csv');
  const accounts = yaml<Account[]>('example', 'accounts.yaml');
  const story = yaml<Told[]>('example', 'story.yaml');
  const bodyIds = new Set(bodies.map((row) => row['id']));
  const people = new Map(officials.map((row) => [row['personId'], row]));
  const items = new Map(bodiesOf('example', 'item').map((item) => [item.id, item]));

  test('uses no division, code or identity number that exists', () => {
    for (const row of table('example', 'areas.csv')) assert.match(row['code'] as string, /^9901/);
    for (const row of [...bodies, ...enterprises]) if (row['uscc'] !== '') assert.equal(row['uscc']?.slice(2, 6), '9901', row['id']);
    const texts = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(csv|yaml)$/.test(file)).map((file) => readFileSync(join(here, file), 'utf8'));
    for (const number of texts.join('\n').match(/(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dX](?![\dA-Z])/g) ?? []) assert.equal(number.slice(0, 6), '990100', number);
  });

  test('officials have right check digits, one number each, posts that resolve, and three pairs of homonyms', () => {
    assert.deepEqual(duplicates(officials.map((row) => row['personId'] as string)), []);
    assert.deepEqual(duplicates(officials.map((row) => row['idNumber'] as string)), []);
    assert.equal(duplicates(officials.map((row) => row['name'] as string)).length, 3);
    for (const row of officials) {
      const number = row['idNumber'] as string;
      assert.equal(idCheck(number), number.charAt(17), row['personId']);
      assert.equal(row['sex'], Number(number.charAt(16)) % 2 === 1 ? '男' : '女', row['personId']);
      for (const post of (row['posts'] as string).split(';')) {
        const [body, title, from, to, head, direct] = post.split('|');
        assert.ok(bodyIds.has(body as string) && title !== '', `${row['personId']} ${post}`);
        assert.match(`${from} ${to}`, /^\d{4}-\d{2}-\d{2} (\d{4}-\d{2}-\d{2})?$/);
        assert.match(`${head} ${direct}`, /^(yes|no) (yes|no)$/);
      }
    }
  });

  test('enterprises have right codes and areas', () => {
    const codes = new Set(table('example', 'areas.csv').map((row) => row['code']));
    for (const row of enterprises) {
      assert.equal(usccCheck(row['uscc'] as string), row['uscc']?.charAt(17), row['id']);
      assert.ok(codes.has(row['area']), row['id']);
    }
  });

  test('accounts stand in existing bodies and cover every role', () => {
    assert.deepEqual(duplicates(accounts.map((account) => account.login)), []);
    for (const account of accounts) {
      assert.ok(bodyIds.has(account.body), account.login);
      assert.ok(account.person === undefined || people.has(account.person), account.login);
      for (const role of account.roles) assert.ok(Object.hasOwn(roles, role), role);
    }
    assert.deepEqual(accountRoles.filter((role) => !accounts.some((account) => account.roles.includes(role))), []);
  });

  test('every told record is about somebody in the directory and passes the checks of its item', () => {
    for (const told of story) {
      const item = items.get(told.item) as CatalogItem;
      const where = `${told.item} ${told.subject}`;
      const name = item.subjectKind === 'official' ? people.get(told.subject)?.['name'] : bodies.find((row) => row['id'] === told.subject)?.['name'];
      assert.equal(told.facts['subjectName'], name, where);
      const on = dayBefore(told.steps[0]?.daysAgo ?? 0);
      assert.deepEqual(checkFacts(compileItem(item), resolved(told.facts), on).errors, [], where);
    }
    assert.deepEqual([...items.keys()].filter((id) => !story.some((told) => told.item === id)), []);
  });

  test('what the story shows to the public rests on a ground for that item and passes the gate', () => {
    const grounds = new Map(bodiesOf('example', 'ground').map((ground) => [ground.key, ground]));
    for (const told of story) {
      const item = items.get(told.item) as CatalogItem;
      for (const { mode, ground, summary } of told.steps.filter((step) => step.do === 'propose').map((step) => step.with as Record<string, string>)) {
        if (mode === 'closed') continue;
        assert.ok(item.disclosure.grounds.includes(ground as string) && grounds.get(ground as string)?.modes.some((allowed) => allowed === mode), `${told.item} ${ground} ${mode}`);
        const shown = item.fields.filter((field) => field.disclose === 'summary' || (field.disclose === 'full' && mode === 'full'));
        const texts = mode === 'statistics' ? [summary] : [summary, ...shown.map((field) => resolved(told.facts)[field.key])];
        for (const text of texts) if (typeof text === 'string') assert.deepEqual(scan(text).filter((hit) => hit.blocks), [], `${told.item} ${told.subject}: ${text}`);
      }
    }
  });
});

describe('the real city', () => {
  test('holds no story, no person, no enterprise and no account', () => {
    for (const file of ['story.yaml', 'officials.csv', 'enterprises.csv', 'accounts.yaml']) assert.ok(!existsSync(join(here, 'fuzhou', file)), file);
    const { demo, site } = yaml<{ demo: boolean; site: Row }>('fuzhou', 'city.yaml');
    assert.equal(demo, false);
    for (const key of ['sponsor', 'operator', 'phone', 'siteCode', 'icp', 'policeFiling']) assert.equal(site[key], '', key);
  });

  test('has its thirteen county-level divisions, both functional areas, and 长乐 as it was and as it is', () => {
    const areas = table('fuzhou', 'areas.csv');
    const current = areas.filter((row) => row['parent'] === '350100' && row['validTo'] === '' && row['gb'] === 'yes');
    assert.equal(current.length, 13);
    assert.deepEqual(areas.filter((row) => row['kind'] === 'functional').map((row) => row['code']), ['3501GX', '3501ZM']);
    assert.equal(areas.find((row) => row['code'] === '350182')?.['successor'], '350112');
    assert.equal(areas.filter((row) => /^\d{9}$/.test(row['code'] as string)).length, 186);
  });

  test('calls no number of its own a law', () => {
    for (const limit of yaml<{ key: string; basis: string; source: { instrument: string } }[]>('fuzhou', 'rules', 'limits.yaml')) {
      assert.equal(limit.basis, 'policy', limit.key);
      assert.match(limit.source.instrument, /福州.*拟定政策/, limit.key);
    }
  });
});

describe('核查规则', () => {
  for (const city of cities) {
    test(`${city}: an eligibility rule counts items that are collected, in states in which a finding is in effect, and never a slight one`, () => {
      const items = new Set(bodiesOf(city, 'item').map(({ id }) => id));
      const rules = bodiesOf(city, 'eligibility');
      assert.ok(rules.length >= 4);
      // Told to the subject and not ended: what nobody was told of, or what is over, counts against nobody.
      const inEffect = Object.entries(dishonestyRecord.states).filter(([name, state]) => 'toldSubject' in state && !('end' in state) && !('seals' in state) && !['notified', 'heard'].includes(name)).map(([name]) => name).sort();
      for (const { key, counts } of rules) for (const line of counts) {
        assert.deepEqual([...line.states].sort(), inEffect, key);
        assert.ok(!line.severities.includes('minor'), key);
        for (const item of line.items ?? []) assert.ok(items.has(item), `${key}: ${item}`);
      }
      // A rule that rests on how much somebody decided to count is the city's own, and says so.
      for (const rule of readRules(city).filter((r) => r.kind === 'eligibility')) assert.equal(rule.basis, 'policy', rule.key);
    });
  }
});

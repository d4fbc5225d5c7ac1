/**
 * 测试用的公示数据: an invented city whose public schema is filled by hand: some hundred records, bodies with former names and
 * successors, ended records, masks, and a log that is made with the core's own functions. Nothing outside schema `pub` is
 * needed to test the portal.
 */
import { createHmac } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { Pool } from 'pg';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { toHex } from '../core/log/bytes.ts';
import type { Json } from '../core/log/canonical.ts';
import { signCheckpoint } from '../core/log/checkpoint.ts';
import { commitmentOf } from '../core/log/commitment.ts';
import { encodeEntry } from '../core/log/entry.ts';
import type { LogEntry } from '../core/log/entry.ts';
import { formatVkey, noteSigner } from '../core/log/note.ts';
import { sha256Ed25519 as suite } from '../core/log/suite.ts';
import { edgeRoot, emptyEdge, growTree } from '../core/log/tiles.ts';
import type { PublicBody } from '../core/publication.ts';
import { haystack, words } from '../core/words.ts';
import { createDatabaseFrom } from '../store/postgres/for-tests.ts';
import { personId } from './types.ts';
import type { TestDatabase } from '../store/postgres/for-tests.ts';

export const origin = 'test.example/log';
const migrations = new URL('../store/migrations/', import.meta.url);
const common = new URL('../../cities/common/', import.meta.url);
const now = new Date('2026-11-23T02:00:00Z');

/** A stable id from a name. */
export function idOf(name: string): string {
  const hex = createHmac('sha256', 'portal').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>&lt;`;
const vector = (text: string): string => words(text).map((word) => `'${word}'`).join(' ');

const areas = [
  ['990100', '示例市', 'Example City', 'city', null, null, null], ['990102', '东林区', 'Donglin District', 'district', '990100', null, null],
  ['990121', '江北县', 'Jiangbei County', 'county', '990100', null, null], ['990122', '西泽县', 'Xize County', 'county', '990100', null, null],
  ['990182', '旧泽市', 'Old Xize', 'countyCity', '990100', '2021-06-30', '990122'], ['990121100', '柳桥镇', 'Liuqiao Town', 'town', '990121', null, null],
] as const;

/** Slug, name, short names, area, level; the first four have records. */
export const bodies = [
  ['jb-zj', '江北县住房和城乡建设局', '住建局;县住建局', '990121', 'county'], ['ex-jt', '示例市交通运输局', '交通局', '990100', 'city'],
  ['jb-lq', '江北县柳桥镇人民政府', '', '990121100', 'town'], ['jb-gh', '江北县规划局', '规划局', '990121', 'county'],
  ['ex-cz', '示例市财政局', '财政局', '990100', 'city'], ['jb-zr', '江北县自然资源和规划局', '自规局', '990121', 'county'],
  ['xz-zj', '西泽县住房和城乡建设局', '住建局;县住建局', '990122', 'county'],
] as const;

export interface Sample {
  readonly id: string;
  readonly body: PublicBody;
  readonly salt: Buffer;
  leaf: number;
  readonly history: { version: number; on: string; kind: 'disclosed' | 'corrected'; leaf: number; note?: string }[];
}

export const severities = { minor: { zh: '轻微', en: 'Minor' }, general: { zh: '一般', en: 'General' }, serious: { zh: '严重', en: 'Serious' } };
const items = { 'civil-judgment': { zh: '民商事判决未履行', en: 'Judgment not performed' }, arrears: { zh: '拖欠账款', en: 'Overdue payment' } };

/** The n-th invented public body of a record. */
export function sampleBody(n: number): PublicBody {
  const [slug, name, , areaCode] = bodies[n % 4]!;
  const item = n % 3 === 0 ? 'arrears' : 'civil-judgment';
  const severity = (['general', 'serious', 'minor'] as const)[n % 3]!;
  const day = new Date(Date.UTC(2026, 0, 5 + (n % 300))).toISOString().slice(0, 10);
  return {
    format: 'rongcheng-public-record@1', no: `SX-2026-${String(n + 1).padStart(6, '0')}`, item: { id: item, label: items[item] },
    // The 12th is about an official, whose name the public sees masked.
    subject: n === 12 ? { id: personId, name: '邓**', code: null, areaCode, areaName: areas.find(([code]) => code === areaCode)![1] } : { id: idOf(slug), name, code: `1199012100${String(n % 4).padStart(8, '0')}`, areaCode, areaName: areas.find(([code]) => code === areaCode)![1] },
    severity: { key: severity, label: severities[severity] }, documentNumber: `（2026）示0121民初${n + 1}号`, decidedBy: '江北县人民法院', decidedOn: day,
    summary: n === 7 ? hostile : `未按期履行第 ${n + 1} 号生效判决确定的给付义务，拖欠工程款 ${(n + 1) * 1000} 元。`,
    facts: [{ key: 'amount', label: { zh: '涉及金额', en: 'Amount' }, value: `${(n + 1) * 1000}.00 元` }, { key: 'duty', label: { zh: '应履行的义务', en: 'Duty' }, value: n === 7 ? hostile : n === 8 ? '=HYPERLINK("http://x.example","点我")' : '支付工程款及利息' }],
    attachments: n === 9 ? [{ name: '判决书节录', text: '本院认为，被告应于判决生效之日起十日内支付。' }] : [], mode: n % 5 === 0 ? 'summary' : 'full',
    ground: { key: 'judgment', label: { zh: '生效裁判文书未履行', en: 'Unperformed judgment' }, instrument: '国办发〔2020〕49号', article: '三（七）', says: '政府机构失信信息应当公示。' },
    from: day, until: `2027${day.slice(4)}`, version: 1, rules: [{ kind: 'severity', key: severity, version: 1 }, { kind: 'ground', key: 'judgment', version: 1 }],
  };
}

/** The samples: record 5 corrected once, records 40 and 41 ended. */
export interface PublishedCity {
  readonly database: TestDatabase;
  /** The owner's pool, to change what is public. */
  readonly owner: Pool;
  /** The portal's own role. */
  readonly pool: Pool;
  readonly samples: readonly Sample[];
  readonly endedIds: readonly string[];
  readonly entries: readonly Uint8Array[];
  readonly vkey: string;
  close(): Promise<void>;
}

const saltOf = (name: string): Buffer => createHmac('sha256', 'salt').update(name).digest();

function commit(sample: { body: PublicBody; salt: Buffer }): string {
  return toHex(commitmentOf(suite, sample.salt, sample.body as unknown as Json));
}

function makeLog(count: number): { samples: Sample[]; entries: LogEntry[]; ended: { sample: Sample; leaves: number[] }[] } {
  const entries: LogEntry[] = [];
  const samples = Array.from({ length: count }, (_, n): Sample => {
    const made = { id: idOf(`record ${n}`), body: sampleBody(n), salt: saltOf(`${n}`) };
    entries.push({ v: 1, kind: 'disclosed', disclosedOn: made.body.from, commitment: commit(made) });
    return { ...made, leaf: n, history: [{ version: 1, on: made.body.from, kind: 'disclosed', leaf: n }] };
  });
  const before = samples[5]!;
  const corrected = { ...before, body: { ...before.body, version: 2, summary: '更正：已支付一半，余款未付。' }, salt: saltOf('5b') };
  const leaf = entries.push({ v: 1, kind: 'corrected', correctedOn: '2026-11-02', commitment: commit(corrected), refers: before.leaf }) - 1;
  samples[5] = { ...corrected, leaf, history: [...before.history, { version: 2, on: '2026-11-02', kind: 'corrected', leaf, note: '更正金额' }] };
  const ended = [samples[40]!, samples[41]!].map((sample, at) => {
    const end = entries.push({ v: 1, kind: 'ended', endedOn: '2026-11-20', refers: sample.leaf, reason: at === 0 ? 'repaired' : 'publicity-ended', article: '国办发〔2025〕22号 二' }) - 1;
    return { sample, leaves: [sample.leaf, end] };
  });
  return { samples: samples.filter((sample) => !ended.some((end) => end.sample === sample)), entries, ended };
}

async function insertDirectory(owner: Pool): Promise<void> {
  const city = { id: 'test', label: { zh: '示例市', en: 'Example City' }, demo: true, rootArea: '990100', logOrigin: origin, site: { titleZh: '示例市政务诚信公示', titleEn: 'Example City Government Integrity', sponsor: '示例市发展和改革委员会', operator: '示例市数据局', phone: '12345', siteCode: '', icp: '', policeFiling: '' }, plan: { zh: '示例市政务诚信建设实施方案', number: '示发改〔2026〕1号' } };
  await owner.query('insert into pub.site (key, value) values ($1, $2)', ['city', JSON.stringify(city)]);
  for (const [code, name, en, kind, parent, validTo, successor] of areas) {
    await owner.query('insert into pub.area (code, name, name_en, kind, parent, valid_to, successor) values ($1, $2, $3, $4, $5, $6, $7)', [code, name, en, kind, parent, validTo, successor]);
  }
  for (const [at, [slug, name, short, area, level]] of bodies.entries()) {
    const ended = slug === 'jb-gh';
    const names = [{ name, kind: 'full' }, ...short.split(';').filter(Boolean).map((alias) => ({ name: alias, kind: 'alias' })), ...(slug === 'jb-zj' ? [{ name: '江北县建设局', kind: 'former', to: '2019-03-31' }] : [])];
    await owner.query(
      `insert into pub.body (id, slug, name, name_en, uscc, area_code, level, body_kind, valid_to, successor_id, successor_kind, names, words) values ($1, $2, $3, $4, $5, $6, $7, 'department', $8, $9, $10, $11, $12::text::tsvector)`,
      [idOf(slug), slug, name, `Body ${at}`, `1199012100${String(at).padStart(8, '0')}`, area, level, ended ? '2024-12-31' : null, ended ? idOf('jb-zr') : null, ended ? 'merged' : null, JSON.stringify(names), vector([name, short, ...names.map((n) => n.name)].join(' '))],
    );
  }
}

async function insertRules(owner: Pool): Promise<void> {
  const files: readonly (readonly [kind: string, name: string])[] = [['limit', 'limits'], ['severity', 'severity'], ['ground', 'grounds'], ['closing', 'closing-reasons'], ['measure', 'measures']];
  for (const [kind, name] of files) {
    for (const rule of parse(readFileSync(new URL(`rules/${name}.yaml`, common), 'utf8')) as { key: string; basis: string; effectiveFrom: string }[]) {
      await owner.query(
        'insert into pub.rule (kind, key, version, effective_from, body, basis) select $1, $2, 1 + count(*), $3, $4, $5 from pub.rule where kind = $1 and key = $2',
        [kind, rule.key, rule.effectiveFrom, JSON.stringify(rule), rule.basis],
      );
    }
  }
  for (const name of readdirSync(new URL('catalog/', common)).filter((file) => file.endsWith('.yaml'))) {
    const item = parse(readFileSync(new URL(`catalog/${name}`, common), 'utf8')) as { id: string; basis: string; effectiveFrom: string };
    await owner.query('insert into pub.rule (kind, key, version, effective_from, body, basis) values ($1, $2, 1, $3, $4, $5)', ['item', item.id, item.effectiveFrom, JSON.stringify(item), item.basis]);
  }
}

/** Puts one record before the public as the store would. */
export async function insertRecord(owner: Pool, { id, body, salt, leaf, history }: Sample, disputed = false): Promise<void> {
  const text = [body.no, body.subject.name, body.subject.code, body.item.label.zh, body.documentNumber, body.decidedBy, body.summary, ...body.facts.map(({ value }) => value)].join('\n');
  await owner.query(
    `insert into pub.record (id, no, item, body_id, area_code, severity, mode, body, salt, leaf, history, version, disclosed_on, until_on, ground, disputed, haystack, words, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18::text::tsvector, $19)`,
    [id, body.no, body.item.id, body.subject.id, body.subject.areaCode, body.severity.key, body.mode, JSON.stringify(body), salt, leaf, JSON.stringify(history), body.version, body.from, body.until, body.ground.key, disputed, haystack(text), vector(text), `${body.from}T04:00:00Z`],
  );
}

/** Signs a log over these entries and stores it. */
export async function insertLog(owner: Pool, logEntries: readonly Uint8Array[]): Promise<string> {
  const signer = noteSigner(suite, origin, new Uint8Array(32).fill(7));
  const { edge, tiles } = growTree(suite, emptyEdge, logEntries.map((entry) => suite.leafHash(entry)));
  for (const [idx, entry] of logEntries.entries()) await owner.query('insert into pub.log_leaf (idx, entry, hash, at) values ($1, $2, $3, $4)', [idx, Buffer.from(entry), Buffer.from(suite.leafHash(entry)), now]);
  for (const { level, index, width, bytes } of tiles) await owner.query('insert into pub.log_tile (level, n, width, hashes) values ($1, $2, $3, $4)', [level, index, width, Buffer.from(bytes)]);
  const root = edgeRoot(suite, edge);
  const note = signCheckpoint({ origin, size: logEntries.length, root }, signer);
  await owner.query('insert into pub.checkpoint (size, root, note, at) values ($1, $2, $3, $4)', [logEntries.length, Buffer.from(root), note, now]);
  const vkey = formatVkey(suite, signer);
  await owner.query(`insert into pub.log_key (vkey, suite, since) values ($1, $2, $3)`, [vkey, suite.id, now]);
  return vkey;
}

/** A published city in a database of its own. */
export async function openPublishedCity(count = 300): Promise<PublishedCity> {
  const database = await createDatabaseFrom();
  const owner = new Pool({ connectionString: database.owner, max: 4 });
  for (const file of readdirSync(migrations).filter((name) => name.endsWith('.sql')).sort()) await owner.query(readFileSync(fileURLToPath(new URL(file, migrations)), 'utf8'));
  await insertDirectory(owner);
  await insertRules(owner);
  const { samples, entries: logged, ended } = makeLog(count);
  for (const [at, sample] of samples.entries()) await insertRecord(owner, sample, at === 3);
  for (const { sample, leaves } of ended) {
    await owner.query('insert into pub.ended (id, ended_on, kind, reason, article, leaves, at) values ($1, $2, $3, $4, $5, $6, $7)', [sample.id, '2026-11-20', leaves[0] === 40 ? 'repaired' : 'expired', leaves[0] === 40 ? 'repaired' : 'publicity-ended', '国办发〔2025〕22号 二', JSON.stringify(leaves), '2026-11-20T03:00:00Z']);
  }
  await owner.query(`insert into pub.masked (record_id, kind, rule, count, on_day) values ($1, 'phone', '个人信息保护法 第二十八条', 3, '2026-11-01'), ($1, 'idNumber', '个人信息保护法 第二十八条', 2, '2026-11-01')`, [samples[0]!.id]);
  await owner.query(`insert into pub.listed (register, id, list, no, body_id, name, area_code, label, ground, from_on, until_on) values
    ('incentive', gen_random_uuid(), 'good-standing', 'JL-2026-000001', $1, '示例市财政局', '990100', '{"zh":"列入诚信单位名单","en":"On the good-standing list"}', '近两年没有失信记录', '2026-09-01', '2027-08-31'),
    ('lease', gen_random_uuid(), 'recalls', 'ZY-2026-000001', $2, '江北县规划局', '990121', null, null, '2026-11-14', null)`, [idOf('ex-cz'), idOf('jb-gh')]);
  await owner.query(`insert into pub.statistic (item, area_code, month, count) values ('accountability', '990121', '2026-10-01', 6)`);
  const bytes = logged.map(encodeEntry);
  const vkey = await insertLog(owner, bytes);
  await owner.query('analyze');
  const pool = new Pool({ connectionString: database.portal, max: 4 });
  // The drop at the end ends by force whatever connection has not yet said goodbye.
  for (const each of [owner, pool]) each.on('error', () => undefined);
  return {
    database, owner, pool, samples, endedIds: ended.map(({ sample }) => sample.id), entries: bytes, vkey,
    close: async () => { await pool.end(); await owner.end(); await database.drop(); },
  };
}

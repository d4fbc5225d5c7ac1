/**
 * 名录装载: brings a city's areas, bodies, officials, enterprises, rules and demo accounts from its files into the database.
 * Loading again adds what is new and changes nothing that people decided since; a rule already there is not touched.
 */
import { createHash, randomUUID } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { accountRoles, type Role } from '../core/actor.ts';
import { words } from '../core/words.ts';
import { CityFileError, readCity, readList, readRules, readTable, type City } from '../rulebook/city-files.ts';
import { type Asked, type Pool, transaction, type Tx } from '../store/db.ts';
import { blindIndex, encrypt, type Keys } from '../store/keys.ts';

/** The same slug gives the same id on every machine, so that links between cities' exports hold. */
export const idOfSlug = (city: string, slug: string): string => {
  const h = createHash('sha256').update(`rongcheng ${city} ${slug}`).digest('hex');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-8${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20, 32)}`;
};

const day = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);
const list = (text: string | undefined): string[] => (text ?? '').split(';').map((s) => s.trim()).filter((s) => s !== '');

export interface Loaded {
  readonly areas: number;
  readonly bodies: number;
  readonly officials: number;
  readonly rules: number;
  readonly accounts: number;
}

/** Loads a city. @param withPeople also its invented officials, enterprises and demo accounts. */
export async function loadCity(pool: Pool, keys: Keys, cityId: string, withPeople: boolean): Promise<Loaded> {
  const city = readCity(cityId);
  const outcome = await transaction(pool, async (tx) => {
    const areas = await loadAreas(tx, cityId);
    const bodies = await loadBodies(tx, city);
    const rules = await loadRules(tx, cityId);
    const officials = withPeople && city.demo ? await loadPeople(tx, keys, cityId) : 0;
    const accounts = withPeople && city.demo ? await loadAccounts(tx, city) : 0;
    await tx.query(`insert into pub.site (key, value) values ('city', $1) on conflict (key) do update set value = excluded.value`, [JSON.stringify(city)]);
    await publishDirectory(tx);
    return { areas, bodies, officials, rules, accounts };
  });
  if (!outcome.ok) throw new CityFileError(outcome.problem.detail.zh, outcome.problem.detail.en);
  return outcome.value;
}

async function loadAreas(tx: Tx, city: string): Promise<number> {
  const rows = readTable(city, 'areas.csv');
  for (const r of rows) {
    await tx.query(
      `insert into rc.area (code, name, name_en, kind, parent, gb, valid_from, valid_to, successor, source) values ($1,$2,$3,$4,nullif($5,''),$6,$7,$8,nullif($9,''),$10)
       on conflict (code) do nothing`,
      [r['code'], r['name'], r['en'] ?? '', r['kind'], r['parent'] ?? '', r['gb'] === 'yes', day(r['validFrom']), day(r['validTo']), r['successor'] ?? '', r['source'] ?? ''],
    );
  }
  return rows.length;
}

async function loadBodies(tx: Tx, city: City): Promise<number> {
  const rows = readTable(city.id, 'bodies.csv');
  const idOf = (slug: string | undefined): string | null => (slug === undefined || slug === '' ? null : idOfSlug(city.id, slug));
  for (const r of rows) {
    await tx.query(
      `insert into rc.subject (id, slug, kind, name, name_en, uscc, area_code, level, body_kind, duties, valid_from, valid_to, successor_kind, is_demo, source)
       values ($1,$2,'body',$3,$4,nullif($5,''),$6,$7,$8,$9,$10,$11,nullif($12,''),$13,$14) on conflict (id) do nothing`,
      [idOf(r['id']), r['id'], r['name'], r['en'] ?? '', r['uscc'] ?? '', r['area'], r['level'], r['kind'], list(r['role']), day(r['validFrom']), day(r['validTo']), r['successorKind'] ?? '', city.demo, r['source'] ?? ''],
    );
    for (const [name, kind] of [[r['name'] as string, 'full'], ...list(r['aliases']).map((a) => [a, 'alias'])]) {
      await tx.query('insert into rc.subject_name (subject_id, name, kind, valid_from, valid_to) values ($1,$2,$3,$4,$5) on conflict do nothing', [idOf(r['id']), name, kind, day(r['validFrom']), day(r['validTo'])]);
    }
  }
  for (const r of rows) {
    await tx.query('update rc.subject set parent_id = coalesce(parent_id, $2), successor_id = coalesce(successor_id, $3) where id = $1', [idOf(r['id']), idOf(r['parent']), idOf(r['successor'])]);
  }
  return rows.length;
}

async function loadRules(tx: Tx, city: string): Promise<number> {
  let added = 0;
  const version = new Map<string, number>();
  for (const rule of readRules(city)) {
    const id = `${rule.kind} ${rule.key}`;
    version.set(id, (version.get(id) ?? 0) + 1);
    const { rowCount } = await tx.query(
      'insert into rc.rule (kind, key, version, effective_from, effective_to, body, basis) values ($1,$2,$3,$4,$5,$6,$7) on conflict do nothing',
      [rule.kind, rule.key, version.get(id), rule.effectiveFrom, rule.effectiveTo, JSON.stringify(rule.body), rule.basis],
    );
    added += rowCount ?? 0;
  }
  await publishRules(tx);
  return added;
}

/** Shows all rule versions to the public: which rules a decision cites must be readable by those it binds. */
export async function publishRules(tx: Asked): Promise<void> {
  await tx.query(`insert into pub.rule (kind, key, version, effective_from, effective_to, body, basis) select kind, key, version, effective_from, effective_to, body - 'template', basis from rc.rule
    on conflict (kind, key, version) do update set effective_to = excluded.effective_to`);
}

async function loadPeople(tx: Tx, keys: Keys, city: string): Promise<number> {
  const officials = readTable(city, 'officials.csv');
  for (const r of officials) {
    const id = idOfSlug(city, r['personId'] as string);
    const posts = list(r['posts']).map((p) => p.split('|'));
    const number = r['idNumber'] as string;
    await tx.query(`insert into rc.subject (id, slug, kind, name, area_code, is_demo, source) select $1, $2, 'official', $3, area_code, true, '虚构示例' from rc.subject where id = $4 on conflict (id) do nothing`,
      [id, r['personId'], r['name'], idOfSlug(city, posts[0]?.[0] ?? '')]);
    await tx.query('insert into rc.official (subject_id, id_cipher, id_index, sex) values ($1,$2,$3,$4) on conflict do nothing', [id, encrypt(keys.identity, Buffer.from(number)), blindIndex(keys, 'id-number', number), r['sex'] ?? null]);
    for (const [at, [body, title, from, to, head, direct]] of posts.entries()) {
      await tx.query('insert into rc.post (id, official_id, body_id, title, valid_from, valid_to, is_head, is_direct) values ($1,$2,$3,$4,$5,$6,$7,$8) on conflict do nothing',
        [idOfSlug(city, `${r['personId']}#${at}`), id, idOfSlug(city, body as string), title, day(from), day(to), head === 'yes', direct === 'yes']);
    }
  }
  for (const r of readTable(city, 'enterprises.csv')) {
    await tx.query(`insert into rc.subject (id, slug, kind, name, uscc, area_code, is_demo, source) values ($1,$2,'enterprise',$3,nullif($4,''),$5,true,'虚构示例') on conflict (id) do nothing`,
      [idOfSlug(city, r['id'] as string), r['id'], r['name'], r['uscc'] ?? '', r['area']]);
  }
  return officials.length;
}

async function loadAccounts(tx: Tx, city: City): Promise<number> {
  const accounts = readList<{ login: string; name: string; body: string; roles: string[]; person?: string }>(city.id, 'accounts.yaml');
  const password = await hash(city.demoPassword ?? randomUUID());
  for (const a of accounts) {
    const id = idOfSlug(city.id, `account ${a.login}`);
    await tx.query('insert into rc.account (id, login, name, password_hash, body_id, person_id, is_demo) values ($1,$2,$3,$4,$5,$6,true) on conflict do nothing',
      [id, a.login, a.name, password, idOfSlug(city.id, a.body), a.person === undefined ? null : idOfSlug(city.id, a.person)]);
    for (const role of a.roles.filter((r): r is Role => (accountRoles as readonly string[]).includes(r))) {
      await tx.query('insert into rc.account_role (account_id, role) values ($1,$2) on conflict do nothing', [id, role]);
    }
  }
  return accounts.length;
}

/** Brings the public copy of areas and bodies up to date with the directory. */
export async function publishDirectory(tx: Asked): Promise<void> {
  await tx.query(`insert into pub.area (code, name, name_en, kind, parent, valid_from, valid_to, successor) select code, name, name_en, kind, parent, valid_from, valid_to, successor from rc.area
    on conflict (code) do update set name = excluded.name, parent = excluded.parent, valid_from = excluded.valid_from, valid_to = excluded.valid_to, successor = excluded.successor`);
  const { rows } = await tx.query<{ id: string; text: string; names: string }>(`select s.id, concat_ws(' ', s.name, s.uscc, string_agg(n.name, ' ')) as text,
    coalesce(json_agg(json_build_object('name', n.name, 'kind', n.kind, 'from', n.valid_from, 'to', n.valid_to) order by n.kind, n.name) filter (where n.name is not null), '[]')::text as names
    from rc.subject s left join rc.subject_name n on n.subject_id = s.id where s.kind = 'body' group by s.id`);
  await tx.query(
    `insert into pub.body (id, slug, name, name_en, uscc, area_code, level, body_kind, parent_id, valid_from, valid_to, successor_id, successor_kind, names, words)
     select s.id, s.slug, s.name, s.name_en, s.uscc, s.area_code, s.level, s.body_kind, s.parent_id, s.valid_from, s.valid_to, s.successor_id, s.successor_kind, d.names::jsonb, d.words::tsvector
     from rc.subject s join unnest($1::uuid[], $2::text[], $3::text[]) as d (id, names, words) on d.id = s.id
     on conflict (id) do update set name = excluded.name, uscc = excluded.uscc, area_code = excluded.area_code, parent_id = excluded.parent_id, valid_to = excluded.valid_to,
       successor_id = excluded.successor_id, successor_kind = excluded.successor_kind, names = excluded.names, words = excluded.words`,
    [rows.map((r) => r.id), rows.map((r) => r.names), rows.map((r) => words(r.text).map((w) => `'${w.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`).join(' '))],
  );
}

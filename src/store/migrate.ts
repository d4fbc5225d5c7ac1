/**
 * 数据库升级: forward-only SQL files, each applied once, in order, inside a transaction. Partitions of `rc.record` follow the
 * registers, so a new register brings its own partition and its own view.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runMigrations } from 'graphile-worker';
import type { FieldKind } from '../core/field.ts';
import type { Register } from '../core/register.ts';
import type { Asked, Pool } from './db.ts';
import { transaction } from './db.ts';

const folder = join(import.meta.dirname, 'migrations');
const ident = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const partitionOf = (register: Register): string => `record_${register.id.replaceAll('-', '_')}`;

/** The job queue's tables carry row security without a policy; the application's role is let through all of them. */
const workerGrants = `do $$ declare t text; begin
  grant usage on schema graphile_worker to rongcheng_app;
  grant all on all tables in schema graphile_worker to rongcheng_app;
  grant all on all sequences in schema graphile_worker to rongcheng_app;
  for t in select tablename from pg_tables where schemaname = 'graphile_worker' and rowsecurity loop
    execute format('drop policy if exists rongcheng_app on graphile_worker.%I', t);
    execute format('create policy rongcheng_app on graphile_worker.%I to rongcheng_app using (true) with check (true)', t);
  end loop;
end $$`;

export interface Migrated {
  readonly applied: readonly string[];
  readonly version: string;
}

/** Applies what is missing. @throws when an applied file was changed since: history is not edited. */
export async function migrate(owner: Pool, registers: readonly Register[]): Promise<Migrated> {
  const files = readdirSync(folder).filter((f) => f.endsWith('.sql')).sort();
  const applied: string[] = [];
  const outcome = await transaction(owner, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('rongcheng migrate'))`);
    await tx.query('create table if not exists public.rongcheng_migration (name text primary key, sha256 text not null, at timestamptz not null default now())');
    const { rows } = await tx.query<{ name: string; sha256: string }>('select name, sha256 from public.rongcheng_migration');
    const known = new Map(rows.map((r) => [r.name, r.sha256]));
    for (const name of [...known.keys()].filter((n) => !files.includes(n))) {
      throw new Error(`数据库比程序新（含 ${name}），请使用与之相符的版本 (the database is newer than this program)`);
    }
    for (const file of files) {
      const sql = readFileSync(join(folder, file), 'utf8');
      const sha256 = createHash('sha256').update(sql).digest('hex');
      const before = known.get(file);
      if (before === sha256) continue;
      if (before !== undefined) throw new Error(`已执行的升级文件被改动：${file}，请恢复原文件 (an applied migration was changed)`);
      await tx.query(sql);
      await tx.query('insert into public.rongcheng_migration (name, sha256) values ($1, $2)', [file, sha256]);
      applied.push(file);
    }
    for (const register of registers) await openPartition(tx, register);
    await noteHanding(tx, registers);
  });
  if (!outcome.ok) throw new Error(outcome.problem.detail.zh);
  await runMigrations({ pgPool: owner, schema: 'graphile_worker' });
  await owner.query(workerGrants);
  return { applied, version: files.at(-1) ?? '' };
}

/** By which actions a register's records are handed up and back, and where they then wait: what pushes are counted by. */
export function handingOf({ actions }: Register): { readonly up: string[]; readonly back: string[]; readonly awaits: string[] } {
  const all = Object.entries(actions as Record<string, { hands?: string; from: unknown }>);
  const by = (way: string): string[] => all.filter(([, a]) => a.hands === way).map(([key]) => key);
  return { up: by('up'), back: by('back'), awaits: [...new Set(all.flatMap(([, a]) => (a.hands === 'up' && Array.isArray(a.from) ? a.from as string[] : [])))] };
}

/** Tells the database how records are handed on; where that is not what was counted by before, it counts anew. */
async function noteHanding(tx: Asked, registers: readonly Register[]): Promise<void> {
  const now = registers.flatMap((r) => Object.entries(handingOf(r)).flatMap(([kind, names]) => names.map((name) => `${r.id} ${kind} ${name}`))).sort();
  const { rows } = await tx.query<{ said: string }>("select register || ' ' || kind || ' ' || name as said from rc.handing");
  if (JSON.stringify(rows.map((r) => r.said).sort()) === JSON.stringify(now)) return;
  await tx.query('delete from rc.handing');
  await tx.query("insert into rc.handing (register, kind, name) select split_part(s, ' ', 1), split_part(s, ' ', 2), split_part(s, ' ', 3) from unnest($1::text[]) s", [now]);
  await tx.query('select rc.recount()');
}

const columnTypes: Partial<Record<FieldKind, string>> = { date: 'date', boolean: 'boolean', integer: 'bigint', facts: 'jsonb', files: 'jsonb', masks: 'jsonb', json: 'jsonb', subject: 'uuid' };

/** A register's partition, its indexes and its view with typed columns. */
async function openPartition(tx: Asked, register: Register): Promise<void> {
  const table = partitionOf(register);
  await tx.query(`create table if not exists rc.${ident(table)} partition of rc.record for values in ('${register.id}')`);
  const indexes = [
    [`${table}_due`, '(due_on, id) where due_on is not null'],
    // The few whose clock stands still: no due day leads to them.
    [`${table}_paused`, '(state) where due_on is null and due is not null'],
    [`${table}_asked`, '(asked, state) where asked is not null'],
    [`${table}_recent`, '(updated_at desc, id desc)'],
    // By state first: a work list asks for a few states of every area that the actor answers for, which may be all.
    [`${table}_state`, '(state, area_code)'],
    [`${table}_subject`, '(subject_id, state)'],
    [`${table}_maker`, '(maker_body, state)'],
    [`${table}_batch`, '(batch_id) where batch_id is not null'],
    [`${table}_no`, '(no text_pattern_ops)'],
    [`${table}_document`, '(document_number) where document_number is not null'],
    [`${table}_words`, 'using gin (words)'],
  ];
  await tx.query(`drop index if exists rc.${ident(`${table}_area_state`)}`);
  for (const [name, rest] of indexes) {
    const on = (rest as string).startsWith('using') ? rest : `using btree ${rest}`;
    await tx.query(`create index if not exists ${ident(name as string)} on rc.${ident(table)} ${on}`);
  }
  await tx.query(`create unique index if not exists ${ident(`${table}_unique`)} on rc.${ident(table)} (unique_key) where unique_key is not null`);
  await tx.query(`alter table rc.${ident(table)} alter words set statistics 1000`);
  const typed = Object.entries(register.fields as Record<string, { kind: FieldKind }>).map(([key, def]) => {
    const type = columnTypes[def.kind];
    const value = type === 'jsonb' ? `data->'${key}'` : type === undefined ? `data->>'${key}'` : `(data->>'${key}')::${type}`;
    return `${value} as ${ident(key)}`;
  });
  const view = ident(`v_${register.id.replaceAll('-', '_')}`);
  await tx.query(`drop view if exists rc.${view}`);
  await tx.query(`create view rc.${view} as select id as "$id", no as "$no", state as "$state", version as "$version", due_on as "$dueOn", created_at as "$createdAt", ${typed.join(', ')} from rc.${ident(table)}`);
  await tx.query(`grant select on rc.${view} to rongcheng_app`);
}

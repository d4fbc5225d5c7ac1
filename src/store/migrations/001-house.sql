-- 房基: the whole house in one migration. Schema `rc` is what staff work on, schema `pub` is what was disclosed;
-- the portal's database role can read `pub` and nothing else. Roles and grants stand in 002-grants.sql, as a checked matrix.
create schema rc;
create schema pub;

-- Directory 名录 ------------------------------------------------------------------------------------------------
create table rc.area (
  code text primary key, name text not null, name_en text not null default '', kind text not null, parent text references rc.area,
  gb boolean not null, valid_from date, valid_to date, successor text, source text not null default ''
);
create table rc.subject (
  id uuid primary key, slug text unique, kind text not null check (kind in ('area', 'body', 'official', 'enterprise')),
  name text not null, name_en text not null default '', uscc text unique, area_code text references rc.area,
  parent_id uuid references rc.subject, level text check (level in ('city', 'county', 'town', 'village')), body_kind text,
  duties text[] not null default '{}', valid_from date, valid_to date, successor_id uuid references rc.subject, successor_kind text,
  is_demo boolean not null default false, source text not null default ''
);
create index subject_area on rc.subject (area_code, kind);
create index subject_parent on rc.subject (parent_id);
create index subject_by_name on rc.subject (name);
create table rc.subject_name (
  subject_id uuid not null references rc.subject, name text not null, kind text not null check (kind in ('full', 'former', 'alias')),
  valid_from date, valid_to date, primary key (subject_id, name, kind)
);
create index subject_name_by_name on rc.subject_name (name);
create table rc.official (   -- identity numbers are encrypted; the blind index is a keyed hash, so equality can be asked but not guessed
  subject_id uuid primary key references rc.subject, id_cipher bytea, id_index bytea unique, sex text
);
create table rc.post (
  id uuid primary key, official_id uuid not null references rc.subject, body_id uuid not null references rc.subject,
  title text not null, valid_from date, valid_to date, is_head boolean not null default false, is_direct boolean not null default false
);
create index post_official on rc.post (official_id);
create index post_body on rc.post (body_id);

-- Accounts 账号 -------------------------------------------------------------------------------------------------
create table rc.account (
  id uuid primary key, login text not null unique check (login = lower(login)), name text not null, password_hash text not null,
  body_id uuid not null references rc.subject, person_id uuid references rc.subject, active boolean not null default true,
  failures int not null default 0, locked_until timestamptz, is_demo boolean not null default false, created_at timestamptz not null default now()
);
create table rc.account_role (
  account_id uuid not null references rc.account, role text not null, granted_by uuid references rc.account,
  granted_at timestamptz not null default now(), primary key (account_id, role)
);
create table rc.session (
  id_hash bytea primary key, account_id uuid not null references rc.account, created_at timestamptz not null, seen_at timestamptz not null,
  expires_at timestamptz not null, agent text not null default ''
);

-- Rulebook 规则库 -----------------------------------------------------------------------------------------------
create table rc.rule (
  kind text not null, key text not null, version int not null, effective_from date not null, effective_to date,
  body jsonb not null, basis text not null check (basis in ('law', 'policy')), change_id uuid, proposed_by uuid, approved_by uuid,
  created_at timestamptz not null default now(), primary key (kind, key, version)
);

-- Records 事项 --------------------------------------------------------------------------------------------------
create table rc.record (
  register text not null, id uuid not null, no text, seq int not null, version int not null default 1, state text not null,
  title text not null default '', item text, subject_id uuid, area_code text, maker_body uuid, maker uuid, document_number text,
  decided_on date, severity text, due_on date, due jsonb, push_id uuid, batch_id uuid, unique_key bytea, personal boolean not null default false,
  data jsonb not null, words tsvector, created_at timestamptz not null, updated_at timestamptz not null,
  primary key (register, id)
) partition by list (register);

create table rc.entry (
  register text not null, record_id uuid not null, n int not null, action text not null, by_account uuid, by_body uuid, at timestamptz not null,
  on_day date not null, state_from text, state_to text not null, due_on date, version int not null, rules jsonb, push_id uuid,
  commitment bytea not null, primary key (register, record_id, n)
);
create index entry_day on rc.entry using brin (on_day);
create index entry_push on rc.entry (push_id) where push_id is not null;
create table rc.entry_content (   -- what the commitment of an entry speaks of; destroyed with its salt when the record is sealed
  register text not null, record_id uuid not null, n int not null, salt bytea not null, body jsonb not null,
  primary key (register, record_id, n)
);
create table rc.link (
  from_register text not null, from_id uuid not null, to_register text not null, to_id uuid not null, kind text not null,
  at timestamptz not null default now(), primary key (from_register, from_id, to_register, to_id, kind)
);
create index link_to on rc.link (to_register, to_id);
create table rc.attachment (
  id uuid primary key, register text, record_id uuid, name text not null, mime text not null, bytes bigint not null,
  sha256 bytea, content_text text, by_account uuid, at timestamptz not null, sealed boolean not null default false
);
create index attachment_record on rc.attachment (register, record_id);
create table rc.sealed (   -- the archive copy of an ended record: encrypted under a key of its own, wrapped by the archive key outside the database
  register text not null, record_id uuid not null, cipher bytea not null, wrapped_key bytea, keep_until date, at timestamptz not null,
  primary key (register, record_id)
);
create table rc.number_series (prefix text not null, year int not null, last int not null, primary key (prefix, year));

-- Imports 批量导入 ----------------------------------------------------------------------------------------------
create table rc.batch (
  id uuid primary key, item text not null, file_name text not null, file_key bytea not null, state text not null, by_account uuid not null,
  by_body uuid not null, area_code text not null, mapping jsonb, header jsonb, refusal jsonb,
  total int not null default 0, done int not null default 0, good int not null default 0, warned int not null default 0, bad int not null default 0,
  duplicate int not null default 0, committed int not null default 0, started_at timestamptz, finished_at timestamptz,
  created_at timestamptz not null, mode text, reason text
);
create index batch_maker on rc.batch (by_body, created_at desc);
create table rc.batch_row (
  batch_id uuid not null references rc.batch on delete cascade, line int not null, status text not null, cells jsonb, facts jsonb,
  problems jsonb, row_key bytea, record_id uuid, primary key (batch_id, line)
);
create index batch_row_status on rc.batch_row (batch_id, status, line);

-- Looks 查阅留痕, events 操作日志, idempotency 幂等 ---------------------------------------------------------------
create table rc.look (
  id bigint generated always as identity primary key, at timestamptz not null, account_id uuid not null, account_body uuid, subject_id uuid,
  register text, record_id uuid, purpose text, because text, what text not null, allowed boolean not null
);
create index look_subject on rc.look (subject_id, at desc);
create table rc.event (
  id bigint generated always as identity primary key, at timestamptz not null, account_id uuid, kind text not null, detail jsonb not null default '{}'
);
create table rc.idempotency (
  key text not null, account_id uuid not null, body_hash bytea not null, status int not null, answer jsonb not null, at timestamptz not null,
  primary key (account_id, key)
);

-- Published 公示 (all that the portal can see) --------------------------------------------------------------------
create table pub.site (key text primary key, value jsonb not null);
create table pub.area (code text primary key, name text not null, name_en text not null, kind text not null, parent text, valid_from date, valid_to date, successor text);
create table pub.body (
  id uuid primary key, slug text not null unique, name text not null, name_en text not null, uscc text, area_code text not null, level text, body_kind text,
  parent_id uuid, valid_from date, valid_to date, successor_id uuid, successor_kind text, names jsonb not null default '[]', words tsvector not null
);
create index body_words on pub.body using gin (words);
create index body_area on pub.body (area_code, level);
create table pub.rule (kind text not null, key text not null, version int not null, effective_from date not null, effective_to date, body jsonb not null, basis text not null, primary key (kind, key, version));
create table pub.record (
  id uuid primary key, no text not null unique, item text not null, body_id uuid not null, area_code text not null, severity text not null,
  mode text not null check (mode in ('full', 'summary')), body jsonb not null, salt bytea not null, leaf bigint not null, history jsonb not null default '[]',
  version int not null, disclosed_on date not null, until_on date not null, ground text not null, disputed boolean not null default false,
  haystack text not null, words tsvector not null, updated_at timestamptz not null
);
create index record_words on pub.record using gin (words);
alter table pub.record alter words set statistics 1000;
create index record_recent on pub.record (disclosed_on desc, id desc);
create index record_body on pub.record (body_id, disclosed_on desc);
create index record_area on pub.record (area_code, disclosed_on desc, id desc);
create index record_severity on pub.record (severity, disclosed_on desc, id desc);
create index record_changed on pub.record (updated_at, id);
create index record_item on pub.record (item, disclosed_on desc, id desc);
create table pub.ended (
  id uuid primary key, ended_on date not null, kind text not null, reason text not null, article text not null, leaves jsonb not null, at timestamptz not null
);
create index ended_changed on pub.ended (at, id);
create index ended_recent on pub.ended (ended_on desc, id desc);
create table pub.masked (record_id uuid not null, kind text not null, rule text not null, count int not null, on_day date not null, primary key (record_id, kind));
create table pub.statistic (item text not null, area_code text not null, month date not null, count int not null, primary key (item, area_code, month));
create table pub.log_leaf (idx bigint primary key, entry bytea not null, hash bytea not null, at timestamptz not null);
create table pub.log_tile (level int not null, n bigint not null, width int not null, hashes bytea not null, primary key (level, n));
create table pub.checkpoint (size bigint primary key, root bytea not null, note text not null, at timestamptz not null);
create table pub.log_key (vkey text primary key, suite text not null, since timestamptz not null, until timestamptz);
create table rc.log_head (one boolean primary key default true check (one), next bigint not null);
insert into rc.log_head (next) values (0);

-- 文书: letters that were issued. What they say (body: content, salt, what the font lacks) and their documents are encrypted and go with the
-- record's seal; number, day and leaf stay as bare facts. The public
-- asks by a code of which only the hash is kept, and learns nothing about a letter that is no longer in force.
create table rc.letter (
  id uuid primary key, no text not null unique, kind text not null, rule_version int not null,
  register text not null, record_id uuid not null, subject_id uuid, issued_on date not null, at timestamptz not null, by_account uuid,
  state text not null default 'issued' check (state in ('issued', 'void')), void_on date,
  code_hash bytea not null unique, leaf bigint not null unique,
  body bytea, docx bytea, pdf bytea
);
create index letter_record on rc.letter (register, record_id);
create table pub.letter (
  code_hash bytea primary key, in_force boolean not null default true, kind jsonb, issuer text, no text, issued_on date,
  check (in_force or (kind is null and issuer is null and no is null and issued_on is null))
);
grant select, insert, update on rc.letter, pub.letter to rongcheng_app;
grant select on pub.letter to rongcheng_portal;

-- 回执: who hands something in without an account gets a number and a code. Only keyed hashes stand here; the code itself is made
-- anew from the form's own token, so that the same form sent twice is answered with the same receipt.
create table rc.receipt (
  no text primary key, register text not null, record_id uuid not null, code_hash bytea not null, once_hash bytea not null unique, body_hash bytea not null,
  tries int not null default 0, tried_at timestamptz, at timestamptz not null
);
grant select, insert, update on rc.receipt to rongcheng_app;

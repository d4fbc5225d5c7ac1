-- 修复、澄清、打击报复: a sealed record may live again, from an entry on; what is kept away from a body; what is posted in public words.
alter table rc.sealed add column opened_n int;
alter table rc.record add column away_from uuid;
create index record_away on rc.record (away_from) where away_from is not null;
create table pub.posted (
  register text not null, id uuid not null, no text not null, label jsonb not null, text text not null, area_code text, on_day date not null, until_on date not null, primary key (register, id)
);
create index posted_day on pub.posted (register, on_day desc, no);
grant select, insert, delete on pub.posted to rongcheng_app;
grant select on pub.posted to rongcheng_portal;

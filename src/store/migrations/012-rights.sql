-- 后果与权利: a record may wait for a body to handle it; a mark says that it is in dispute; and beside a disclosed finding stands
-- what follows from it, by name of its state only.
alter table rc.record add column handler_body uuid, add column disputed boolean not null default false;
create index record_handler on rc.record (handler_body, state) where handler_body is not null;
create table pub.matter (
  register text not null, id uuid not null, record_id uuid not null, no text not null, label jsonb not null, state jsonb not null,
  on_day date not null, due_on date, primary key (register, id)
);
create index matter_record on pub.matter (record_id, on_day);
grant select, insert, update, delete on pub.matter to rongcheng_app;
grant select on pub.matter to rongcheng_portal;
-- A disclosure may end, begin again when a repair is revoked, and end again: each end stays on the list of takedowns.
alter table pub.ended drop constraint ended_pkey, add primary key (id, at);

-- 公务员名录: whether an official's number came from a judgement about a name, which can be taken back, or from the department that keeps the staff
-- lists; and which table brought a person or a post in.
alter table rc.official add column id_judged boolean not null default false;
alter table rc.official add column batch_id uuid references rc.batch;
alter table rc.post add column batch_id uuid references rc.batch;
create index post_batch on rc.post (batch_id) where batch_id is not null;
create index official_batch on rc.official (batch_id) where batch_id is not null;
-- A table that was taken back takes its posts along.
grant delete on rc.post to rongcheng_app;

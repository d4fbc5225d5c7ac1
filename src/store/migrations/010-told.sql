-- 幂等: a remembered answer is given again to the letter; jsonb would put its keys in another order.
alter table rc.idempotency alter answer type json;

-- 跨进程知会: whoever changes rules or areas, by whatever way, every serving process is told in the same transaction.
create function rc.tell() returns trigger language plpgsql as $$ begin
  perform pg_notify('rongcheng', tg_argv[0]);
  return null;
end $$;
create trigger told after insert or update or delete on rc.rule for each statement execute function rc.tell('rules');
create trigger told after insert or update or delete on rc.area for each statement execute function rc.tell('areas');

-- 计数: the report and the receipts of pushes count among millions of records. Every change adds its difference here, in its own
-- transaction; the worker adds the differences up. Nobody waits for a counter, and the sums are always exact.
create table rc.handing (register text not null, kind text not null check (kind in ('up', 'back', 'awaits')), name text not null, primary key (register, kind, name));
create table rc.stock_tally (register text not null, area_code text, maker_body uuid, state text not null, item text, severity text, n bigint not null);
create table rc.flow_tally (register text not null, month date not null, action text not null, area_code text, maker_body uuid, n bigint not null);
create index flow_tally_month on rc.flow_tally (register, month);
create table rc.push_tally (
  register text not null, push_id uuid not null, at timestamptz not null, area_code text, maker_body uuid,
  pushed bigint not null, accepted bigint not null, returned bigint not null
);
create index push_tally_at on rc.push_tally (register, at);
grant select on rc.handing to rongcheng_app;
grant select, insert, delete on rc.stock_tally, rc.flow_tally, rc.push_tally to rongcheng_app;

-- What each record was handed up in, and what came of it: the next handing of the record, up or back, answers it.
create view rc.push_fact as
  with handed as (
    select e.register, e.record_id, e.push_id, e.at, h.kind, exists (select from rc.handing a where (a.register, a.kind, a.name) = (e.register, 'awaits', e.state_to)) as awaits,
      lead(h.kind) over (partition by e.register, e.record_id order by e.n) as answer
    from rc.entry e join rc.handing h on (h.register, h.name) = (e.register, e.action) and h.kind <> 'awaits')
  select register, record_id, push_id, at, (answer is not distinct from 'up')::int as accepted, (answer is not distinct from 'back')::int as returned
  from handed where kind = 'up' and awaits and push_id is not null;
-- In which months a record went through which actions.
create view rc.flow_fact as select distinct register, record_id, action, date_trunc('month', on_day)::date as month from rc.entry;
grant select on rc.push_fact, rc.flow_fact to rongcheng_app;

create function rc.tally_started() returns trigger language plpgsql as $$ begin
  insert into rc.stock_tally select register, area_code, maker_body, state, item, severity, count(*) from fresh group by 1, 2, 3, 4, 5, 6;
  return null;
end $$;
create trigger tally_started after insert on rc.record referencing new table as fresh for each statement execute function rc.tally_started();

create function rc.tally_changed() returns trigger language plpgsql as $$ begin
  insert into rc.stock_tally
    select c.* from old_rows o join new_rows w using (register, id), lateral (values
      (o.register, o.area_code, o.maker_body, o.state, o.item, o.severity, -1), (w.register, w.area_code, w.maker_body, w.state, w.item, w.severity, 1)) as c
    where (o.area_code, o.maker_body, o.state, o.item, o.severity) is distinct from (w.area_code, w.maker_body, w.state, w.item, w.severity);
  -- A record that moved takes what was counted of it along.
  if exists (select from old_rows o join new_rows w using (register, id) where (o.area_code, o.maker_body) is distinct from (w.area_code, w.maker_body)) then
    insert into rc.flow_tally
      select f.register, f.month, f.action, m.area_code, m.maker_body, m.n from old_rows o join new_rows w using (register, id) join rc.flow_fact f on (f.register, f.record_id) = (w.register, w.id),
        lateral (values (o.area_code, o.maker_body, -1), (w.area_code, w.maker_body, 1)) as m (area_code, maker_body, n)
      where (o.area_code, o.maker_body) is distinct from (w.area_code, w.maker_body);
    insert into rc.push_tally
      select f.register, f.push_id, f.at, m.area_code, m.maker_body, m.n, m.n * f.accepted, m.n * f.returned from old_rows o join new_rows w using (register, id) join rc.push_fact f on (f.register, f.record_id) = (w.register, w.id),
        lateral (values (o.area_code, o.maker_body, -1), (w.area_code, w.maker_body, 1)) as m (area_code, maker_body, n)
      where (o.area_code, o.maker_body) is distinct from (w.area_code, w.maker_body);
  end if;
  return null;
end $$;
create trigger tally_changed after update on rc.record referencing old table as old_rows new table as new_rows for each statement execute function rc.tally_changed();

create function rc.tally_entered() returns trigger language plpgsql as $$ begin
  insert into rc.flow_tally
    select f.register, f.month, f.action, r.area_code, r.maker_body, count(*)
    from (select register, record_id, action, date_trunc('month', on_day)::date as month, min(n) as n from fresh group by 1, 2, 3, 4) as f join rc.record r on (r.register, r.id) = (f.register, f.record_id)
    where f.n = 1 or not exists (select from rc.entry e where (e.register, e.record_id, e.action) = (f.register, f.record_id, f.action) and e.n < f.n and e.on_day >= f.month and e.on_day < f.month + interval '1 month')
    group by 1, 2, 3, 4, 5;
  insert into rc.push_tally
    select f.register, f.push_id, f.at, r.area_code, r.maker_body, count(*), 0, 0
    from fresh f join rc.handing h on (h.register, h.kind, h.name) = (f.register, 'up', f.action) join rc.handing a on (a.register, a.kind, a.name) = (f.register, 'awaits', f.state_to)
      join rc.record r on (r.register, r.id) = (f.register, f.record_id)
    where f.push_id is not null group by 1, 2, 3, 4, 5;
  insert into rc.push_tally
    select p.register, p.push_id, p.at, r.area_code, r.maker_body, 0, count(*) filter (where h.kind = 'up'), count(*) filter (where h.kind = 'back')
    from fresh f join rc.handing h on (h.register, h.name) = (f.register, f.action) and h.kind <> 'awaits'
      join lateral (select e.register, e.push_id, e.at, e.state_to, g.kind from rc.entry e join rc.handing g on (g.register, g.name) = (e.register, e.action) and g.kind <> 'awaits'
        where e.register = f.register and e.record_id = f.record_id and e.n < f.n order by e.n desc limit 1) as p on p.kind = 'up' and p.push_id is not null
      join rc.handing a on (a.register, a.kind, a.name) = (p.register, 'awaits', p.state_to) join rc.record r on (r.register, r.id) = (f.register, f.record_id)
    where f.n > 1 group by 1, 2, 3, 4, 5;
  return null;
end $$;
create trigger tally_entered after insert on rc.entry referencing new table as fresh for each statement execute function rc.tally_entered();

-- Counts everything anew: after a restore, or when the registers hand on by other actions than before.
create function rc.recount() returns void language sql as $$
  delete from rc.stock_tally;
  insert into rc.stock_tally select register, area_code, maker_body, state, item, severity, count(*) from rc.record group by 1, 2, 3, 4, 5, 6;
  delete from rc.flow_tally;
  insert into rc.flow_tally select f.register, f.month, f.action, r.area_code, r.maker_body, count(*) from rc.flow_fact f join rc.record r on (r.register, r.id) = (f.register, f.record_id) group by 1, 2, 3, 4, 5;
  delete from rc.push_tally;
  insert into rc.push_tally select f.register, f.push_id, min(f.at), r.area_code, r.maker_body, count(*), sum(f.accepted), sum(f.returned)
    from rc.push_fact f join rc.record r on (r.register, r.id) = (f.register, f.record_id) group by f.register, f.push_id, r.area_code, r.maker_body;
$$;
-- Adds the differences up, so that what is read stays small.
create function rc.fold_tallies() returns void language sql as $$
  with gone as (delete from rc.stock_tally returning *)
    insert into rc.stock_tally select register, area_code, maker_body, state, item, severity, sum(n) from gone group by 1, 2, 3, 4, 5, 6 having sum(n) <> 0;
  with gone as (delete from rc.flow_tally returning *)
    insert into rc.flow_tally select register, month, action, area_code, maker_body, sum(n) from gone group by 1, 2, 3, 4, 5 having sum(n) <> 0;
  with gone as (delete from rc.push_tally returning *)
    insert into rc.push_tally select register, push_id, min(at), area_code, maker_body, sum(pushed), sum(accepted), sum(returned) from gone group by register, push_id, area_code, maker_body having sum(pushed) <> 0;
$$;

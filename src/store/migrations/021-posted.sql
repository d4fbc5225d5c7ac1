-- 公告存证: words that stand in public until a day are committed to in the log like a record; when they end, words and salt go and the bare
-- fact stays, with both leaves. What an earlier version posted has no leaf yet; the hourly clearing gives it one.
alter table pub.posted
  add column body json, add column salt bytea, add column leaf bigint unique,
  add column ended_on date, add column end_leaf bigint unique, add column reason text, add column article text,
  alter column no drop not null, alter column label drop not null, alter column text drop not null, alter column on_day drop not null, alter column until_on drop not null,
  add check (case when ended_on is null then no is not null and text is not null and on_day is not null and until_on is not null
    else leaf is not null and end_leaf is not null and no is null and text is null and body is null and salt is null end);
grant update on pub.posted to rongcheng_app;

-- An answer by findings that are all in dispute is "to be checked by a person"; it ends when the dispute does, and one that was barred ends
-- when a dispute begins over all that it counted.
create or replace function rc.answers_touched() returns trigger language plpgsql as $$
declare gone uuid[];
begin
  perform pg_advisory_xact_lock_shared(hashtext('rongcheng eligibility'));
  select array_agg(e.id) into gone from rc.eligibility_subject s join rc.eligibility e on e.id = s.check_id where
    (s.subject_id = old.subject_id and new.id = any(s.counted) and (new.subject_id is distinct from old.subject_id or not rc.counts_by(e.lines, new.item, new.severity, new.state, new.decided_on)))
    or (s.subject_id = new.subject_id and s.counted = '{}' and rc.counts_by(e.lines, new.item, new.severity, new.state, new.decided_on))
    or (new.disputed <> old.disputed and s.subject_id = new.subject_id and new.id = any(s.counted)
      and (select bool_and(case when r.id = new.id then old.disputed <> new.disputed else r.disputed end) from rc.record r where r.register = new.register and r.id = any(s.counted)));
  if gone is not null then perform rc.end_answers(gone, (new.updated_at at time zone 'Asia/Shanghai')::date); end if;
  return null;
end $$;
drop trigger answers_touched on rc.record;
create trigger answers_touched after update on rc.record for each row
  when (new.register = 'dishonesty-record' and (old.state, old.subject_id, old.item, old.severity, old.decided_on, old.disputed) is distinct from (new.state, new.subject_id, new.item, new.severity, new.decided_on, new.disputed))
  execute function rc.answers_touched();

-- 评优评先核查: what was asked, by whom, under which rule, and the answer. The answer lies encrypted and is destroyed the moment it is no
-- longer right; which subjects it was about and which records it counted stand beside it only as long. Nothing here is seen by the portal.
create table rc.eligibility (
  id uuid primary key, no text not null unique, occasion text not null, rule_version int not null, kind text not null check (kind in ('body', 'official')),
  state text not null check (state in ('answered', 'void')),
  by_account uuid not null references rc.account, by_body uuid not null, purpose text, because text,
  file_name text, file_key bytea, sha256 bytea not null,
  on_day date not null, at timestamptz not null, void_on date,
  counts jsonb, code_hash bytea not null unique, lines jsonb not null, body bytea,
  check (state = 'answered' or body is null)
);
create index eligibility_asker on rc.eligibility (by_account, at desc);
create index eligibility_file on rc.eligibility (by_account, file_key) where file_key is not null and state = 'answered';
-- Whom an answer was about, and the records it counted against them; "unseen" are those that were not public: whoever was answered by them has
-- learnt of them from us. The row of a check is written in the same statement's transaction, so no reference is asked for each.
create table rc.eligibility_subject (check_id uuid not null, subject_id uuid not null, counted uuid[] not null, unseen uuid[] not null, primary key (subject_id, check_id));
create index eligibility_subject_check on rc.eligibility_subject (check_id);
grant select, insert, update on rc.eligibility to rongcheng_app;
grant select, insert, delete on rc.eligibility_subject to rongcheng_app;

-- Whether a finding counts by the lines of a rule. `since` is the first day of a document that counts, worked out on the day of the check.
create function rc.counts_by(lines jsonb, item text, severity text, state text, decided_on date) returns boolean language sql immutable as $$
  select exists (select from jsonb_array_elements(lines) l where l->'states' ? state and l->'severities' ? severity and (l->'items' is null or l->'items' ? item)
    and (l->>'since' is null or decided_on is null or decided_on >= (l->>'since')::date))
$$;
-- Ends answers: the code says so from now on, and nothing more; what the answer held is gone with it.
create function rc.end_answers(ids uuid[], ended_on date) returns void language plpgsql as $$ begin
  update rc.eligibility set state = 'void', void_on = ended_on, body = null, counts = null, because = null, file_name = null where id = any(ids) and state = 'answered';
  delete from rc.eligibility_subject where check_id = any(ids);
  update pub.letter set in_force = false, kind = null, issuer = null, no = null, issued_on = null where code_hash in (select code_hash from rc.eligibility where id = any(ids));
end $$;
-- In the very transaction that ends a finding or brings one into effect, whoever was answered otherwise holds an answer that is no longer
-- in force. The lock keeps an answer that is just being made from missing what happens meanwhile; changes do not wait for one another.
create function rc.answers_touched() returns trigger language plpgsql as $$
declare gone uuid[];
begin
  perform pg_advisory_xact_lock_shared(hashtext('rongcheng eligibility'));
  select array_agg(e.id) into gone from rc.eligibility_subject s join rc.eligibility e on e.id = s.check_id where
    (s.subject_id = old.subject_id and new.id = any(s.counted) and (new.subject_id is distinct from old.subject_id or not rc.counts_by(e.lines, new.item, new.severity, new.state, new.decided_on)))
    or (s.subject_id = new.subject_id and s.counted = '{}' and rc.counts_by(e.lines, new.item, new.severity, new.state, new.decided_on));
  if gone is not null then perform rc.end_answers(gone, (new.updated_at at time zone 'Asia/Shanghai')::date); end if;
  return null;
end $$;
create trigger answers_touched after update on rc.record for each row
  when (new.register = 'dishonesty-record' and (old.state, old.subject_id, old.item, old.severity, old.decided_on) is distinct from (new.state, new.subject_id, new.item, new.severity, new.decided_on))
  execute function rc.answers_touched();

-- 信用报告: what is public about a body, as a report that bears a code. The code stands on the public page, so it is no secret; whoever
-- holds a print asks by it whether the body's public records are still those, and learns nothing else. Every change of what is public makes
-- another one, in its own transaction; the portal only reads.
create table pub.report (code text primary key, body_id uuid not null, version int not null, current boolean not null, unique (body_id, version));
create index report_current on pub.report (body_id) where current;
grant select, insert, update on pub.report to rongcheng_app;
grant select on pub.report to rongcheng_portal;
create function pub.make_code() returns text language sql volatile as $$
  select string_agg(substr('23456789ABCDEFGHJKLMNPQRSTUVWXYZ', get_byte(h, i) % 32 + 1, 1) || case when i in (3, 7, 11) then '-' else '' end, '' order by i)
  from (select sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')) as h) s, generate_series(0, 15) i
$$;
create function pub.renew_reports(ids uuid[]) returns void language plpgsql as $$ begin
  -- In one order, so that two that renew the same bodies wait for each other and never in a ring.
  perform from pub.report where body_id = any(ids) and current order by body_id for update;
  update pub.report set current = false where body_id = any(ids) and current;
  insert into pub.report (code, body_id, version, current)
    select pub.make_code(), b.id, coalesce((select max(version) from pub.report r where r.body_id = b.id), 0) + 1, true from pub.body b where b.id = any(ids) order by b.id;
end $$;
create function pub.reports_touched() returns trigger language plpgsql as $$ begin
  perform pub.renew_reports(array(select distinct body_id from touched));
  return null;
end $$;
create trigger reports_added after insert on pub.record referencing new table as touched for each statement execute function pub.reports_touched();
create trigger reports_changed after update on pub.record referencing new table as touched for each statement execute function pub.reports_touched();
create trigger reports_removed after delete on pub.record referencing old table as touched for each statement execute function pub.reports_touched();
create function pub.report_begun() returns trigger language plpgsql as $$ begin
  perform pub.renew_reports(array(select b.id from touched b where not exists (select from pub.report r where r.body_id = b.id)));
  return null;
end $$;
create trigger report_begun after insert on pub.body referencing new table as touched for each statement execute function pub.report_begun();
select pub.renew_reports(array(select id from pub.body));

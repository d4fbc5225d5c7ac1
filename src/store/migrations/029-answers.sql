-- 核查答复的去向: an answer tells its asker of findings, line by line. Beside it stands which ones, those that count and those that were only noted;
-- what named a finding stays known after the answer is over, until the finding itself ends or changes and is called in from whoever was told.
alter table rc.eligibility_subject add column lines int[] not null default '{}', add column noted uuid[] not null default '{}', drop column unseen;
grant update on rc.eligibility_subject to rongcheng_app;

-- The class by which a finding weighs: its own; one lower, or 'none', where leniency was granted to what follows from it.
create function rc.weighs(severity text, data jsonb) returns text language sql immutable as $$
  select case when severity is null or data->'exempted' = 'true' then 'none' when data->'milder' = 'true' then case severity when 'serious' then 'general' else 'minor' end else severity end
$$;
create or replace function rc.end_answers(ids uuid[], ended_on date) returns void language plpgsql as $$ begin
  update rc.eligibility set state = 'void', void_on = ended_on, body = null, counts = null, because = null, file_name = null where id = any(ids) and state = 'answered';
  delete from rc.eligibility_subject where check_id = any(ids) and counted = '{}' and noted = '{}';
  update rc.letter set state = 'void', void_on = ended_on, body = null, docx = null, pdf = null where register = 'eligibility' and record_id = any(ids) and state = 'issued';
  update pub.letter set in_force = false, kind = null, issuer = null, no = null, issued_on = null where code_hash in (select code_hash from rc.eligibility where id = any(ids));
end $$;
-- An answer is right as long as each finding it names is the one it named, and counts or not as it did.
create or replace function rc.answers_touched() returns trigger language plpgsql as $$
declare
  weight constant text := rc.weighs(new.severity, new.data);
  gone uuid[];
begin
  perform pg_advisory_xact_lock_shared(hashtext('rongcheng eligibility'));
  select array_agg(e.id) into gone from rc.eligibility_subject s join rc.eligibility e on e.id = s.check_id where e.state = 'answered' and (
    (s.subject_id = old.subject_id and new.id = any(s.counted) and (new.subject_id is distinct from old.subject_id or new.version <> old.version or not rc.counts_by(e.lines, new.item, weight, new.state, new.decided_on)))
    or (s.subject_id = old.subject_id and new.id = any(s.noted) and (new.subject_id is distinct from old.subject_id or new.version <> old.version or rc.counts_by(e.lines, new.item, weight, new.state, new.decided_on)
      or not exists (select from jsonb_array_elements(e.lines) l where l->'states' ? new.state)))
    or (s.subject_id = new.subject_id and s.counted = '{}' and rc.counts_by(e.lines, new.item, weight, new.state, new.decided_on)));
  if gone is not null then perform rc.end_answers(gone, (new.updated_at at time zone 'Asia/Shanghai')::date); end if;
  return null;
end $$;
drop trigger answers_touched on rc.record;
create trigger answers_touched after update on rc.record for each row
  when (new.register = 'dishonesty-record' and (old.state, old.subject_id, old.item, rc.weighs(old.severity, old.data), old.decided_on, old.version) is distinct from (new.state, new.subject_id, new.item, rc.weighs(new.severity, new.data), new.decided_on, new.version))
  execute function rc.answers_touched();
-- The mark of an objection ends what was answered without it, by the same weight.
create or replace function rc.answers_disputed() returns trigger language plpgsql as $$
declare gone uuid[];
begin
  perform pg_advisory_xact_lock_shared(hashtext('rongcheng eligibility'));
  select array_agg(e.id) into gone from rc.eligibility_subject s join rc.eligibility e on e.id = s.check_id join rc.rule r on (r.kind, r.key, r.version) = ('eligibility', e.occasion, e.rule_version)
    where s.subject_id = new.subject_id and e.state = 'answered' and (new.id = any(s.counted) or new.id = any(s.noted) or rc.counts_by(e.lines, new.item, rc.weighs(new.severity, new.data), new.state, new.decided_on)
      or (r.body->>'reveals' = 'numbers' and exists (select from jsonb_array_elements(e.lines) l where l->'states' ? new.state)));
  if gone is not null then perform rc.end_answers(gone, (new.updated_at at time zone 'Asia/Shanghai')::date); end if;
  return null;
end $$;

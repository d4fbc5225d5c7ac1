-- 异议处理中: the mark stands at a finding everywhere at once, in what was answered about its subject too. In the transaction that sets or
-- takes the mark, an answer that counts the finding, or whose rule lets it name findings, is no longer in force: asked anew, it says so.
create function rc.answers_disputed() returns trigger language plpgsql as $$
declare gone uuid[];
begin
  perform pg_advisory_xact_lock_shared(hashtext('rongcheng eligibility'));
  select array_agg(e.id) into gone from rc.eligibility_subject s join rc.eligibility e on e.id = s.check_id join rc.rule r on (r.kind, r.key, r.version) = ('eligibility', e.occasion, e.rule_version)
    where s.subject_id = new.subject_id and e.state = 'answered'
      and (new.id = any(s.counted) or rc.counts_by(e.lines, new.item, new.severity, new.state, new.decided_on) or (r.body->>'reveals' = 'numbers' and exists (select from jsonb_array_elements(e.lines) l where l->'states' ? new.state)));
  if gone is not null then perform rc.end_answers(gone, (new.updated_at at time zone 'Asia/Shanghai')::date); end if;
  return null;
end $$;
create trigger answers_disputed after update on rc.record for each row
  when (new.register = 'dishonesty-record' and old.disputed is distinct from new.disputed) execute function rc.answers_disputed();

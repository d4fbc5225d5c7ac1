-- 文号检索: the public index also keeps each run of letters and digits with the characters it stands between (初7号, 衡0121民). Every
-- other word of a document number occurs in a thousand others; by these it is found at once among a million. A lone character between
-- two runs belongs to both, so it is doubled first. A trigger, so that what is restored from an older backup gets them too.
create function pub.closed_runs(haystack text) returns text[] language sql immutable strict parallel safe as $$
  select coalesce(array_agg(distinct found[1]), '{}') from regexp_matches(regexp_replace(haystack, '([0-9a-z])([^0-9a-z])(?=[0-9a-z])', '\1\2\2', 'g'), '[^0-9a-z][0-9a-z]{1,40}[^0-9a-z]', 'g') found
$$;
create function pub.keep_closed_runs() returns trigger language plpgsql as $$
begin
  new.words := new.words || array_to_tsvector(pub.closed_runs(new.haystack));
  return new;
end $$;
create trigger record_closed_runs before insert or update of words, haystack on pub.record for each row execute function pub.keep_closed_runs();
update pub.record set words = words;

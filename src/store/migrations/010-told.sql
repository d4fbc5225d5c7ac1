-- 幂等: a remembered answer is given again to the letter; jsonb would put its keys in another order.
alter table rc.idempotency alter answer type json;

-- 跨进程知会: whoever changes rules or areas, by whatever way, every serving process is told in the same transaction.
create function rc.tell() returns trigger language plpgsql as $$ begin
  perform pg_notify('rongcheng', tg_argv[0]);
  return null;
end $$;
create trigger told after insert or update or delete on rc.rule for each statement execute function rc.tell('rules');
create trigger told after insert or update or delete on rc.area for each statement execute function rc.tell('areas');

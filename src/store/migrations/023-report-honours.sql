-- 信用报告的荣誉部分: the report of a body says by which incentives it stands in good standing, so its number and code change with these too.
create function pub.honours_touched() returns trigger language plpgsql as $$ begin
  perform pub.renew_reports(array(select distinct body_id from touched where list = 'good-standing'));
  return null;
end $$;
create trigger honours_added after insert on pub.listed referencing new table as touched for each statement execute function pub.honours_touched();
create trigger honours_changed after update on pub.listed referencing new table as touched for each statement execute function pub.honours_touched();
create trigger honours_removed after delete on pub.listed referencing old table as touched for each statement execute function pub.honours_touched();

-- 权限: what each database role may do. The same matrix stands in grants.ts and is compared with the database by a test;
-- a new table without a line there fails it. Entries, leaves, looks and events can be added and read, never changed.
revoke all on schema public from public;
grant usage on schema rc, pub to rongcheng_app;
grant usage on schema pub to rongcheng_portal;
grant select on all tables in schema pub to rongcheng_portal;
grant select on all tables in schema rc, pub to rongcheng_app;
grant insert on all tables in schema rc, pub to rongcheng_app;
grant update on rc.area, rc.subject, rc.subject_name, rc.official, rc.post, rc.account, rc.session, rc.rule, rc.record, rc.attachment, rc.sealed,
  rc.number_series, rc.batch, rc.batch_row, rc.log_head to rongcheng_app;
grant delete on rc.subject_name, rc.account_role, rc.session, rc.entry_content, rc.link, rc.attachment, rc.batch_row, rc.idempotency to rongcheng_app;
grant update, delete on pub.site, pub.area, pub.body, pub.rule, pub.record, pub.masked, pub.statistic, pub.log_tile to rongcheng_app;
grant update on pub.log_key to rongcheng_app;
-- 

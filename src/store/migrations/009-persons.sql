-- 公务员的权益: who ordered a batch's commit and withdrawal; whom a waiting row is about, so that looks at it can be shown to them;
-- looks at a batch; and documents' text under the house's key.
alter table rc.batch add committed_by uuid, add withdrawn_by uuid;
alter table rc.batch_row add subject_id uuid;
alter table rc.look add batch_id uuid references rc.batch;
create index look_batch on rc.look (batch_id) where batch_id is not null;
alter table rc.attachment add text_cipher bytea;
-- A statement's documents used to take the place of the source's in the list; the source's stand there again.
update rc.record r set data = r.data - 'attachments' || coalesce((
    select jsonb_build_object('attachments', c.body->'input'->'attachments') from rc.entry e join rc.entry_content c using (register, record_id, n)
    where (e.register, e.record_id) = (r.register, r.id) and e.action <> 'state' and c.body->'input' ? 'attachments' order by e.n desc limit 1), '{}')
  where r.register = 'dishonesty-record' and not r.data ? 'sealed' and exists (
    select from rc.entry e join rc.entry_content c using (register, record_id, n) where (e.register, e.record_id) = (r.register, r.id) and e.action = 'state' and c.body->'input' ? 'attachments');

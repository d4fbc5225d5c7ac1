-- 批量落地: a batch is cut into chunks when its commit begins, each with numbers of its own, so that several land at a time and a
-- crash changes nobody's number. Rows that landed are gone: what they held is in their records.
create table rc.batch_chunk (
  batch_id uuid not null references rc.batch on delete cascade, first_line int not null, last_line int not null,
  year int not null, first_number int not null, landed boolean not null default false, primary key (batch_id, first_line)
);
grant select, insert, update on rc.batch_chunk to rongcheng_app;
delete from rc.batch_row where record_id is not null;
alter table rc.batch_row drop column record_id;

-- Who lands thousands at once has counted them already, and adds the differences himself in the same transaction.
drop trigger tally_started on rc.record;
create trigger tally_started after insert on rc.record referencing new table as fresh for each statement
  when (current_setting('rongcheng.tallied', true) is distinct from 'on') execute function rc.tally_started();
drop trigger tally_entered on rc.entry;
create trigger tally_entered after insert on rc.entry referencing new table as fresh for each statement
  when (current_setting('rongcheng.tallied', true) is distinct from 'on') execute function rc.tally_entered();

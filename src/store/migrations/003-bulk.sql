-- 批量导入的存放: rows that land are emptied in place, so a page keeps room for it and no index is touched; and only the rows that
-- somebody has to look at are found by their status.
alter table rc.batch_row set (fillfactor = 80);
drop index rc.batch_row_status;
create index batch_row_open on rc.batch_row (batch_id, status, line) where status <> 'good';

-- 批量导入的接手: of two workers at one batch, one that was given up for dead and came back, only the later attempt may land rows.
alter table rc.batch add column attempt int not null default 0;

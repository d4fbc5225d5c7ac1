-- 待答复的申请: the request that stands unanswered on a record, such as one for more time: it leads the record to those who may answer it.
alter table rc.record add column asked text;

-- 规范文本存放: a public body is stored as the very text that was committed (canonical JSON in a `json` column, which
-- keeps it byte for byte), so that a check of everything hashes what lies there and need not parse and sort it again. Rows written
-- before keep the order that jsonb gave them: they are checked the longer way.
alter table pub.record alter body type json using body::text::json;

-- 补回的日志条目: leaves that a restore from an older backup had lost and a mirror of the log gave back. What such a leaf disclosed or
-- corrected may be gone from our records; `need` says what people have to do about it.
create table pub.refilled (idx bigint primary key references pub.log_leaf, need text not null check (need in ('disclose', 'correct', 'nothing')), at timestamptz not null);
grant select, insert on pub.refilled to rongcheng_app;
grant select on pub.refilled to rongcheng_portal;

-- 规范文本存放: what a commitment speaks of is stored as the very text that was committed (canonical JSON in a `json` column, which
-- keeps it byte for byte), so that a check of everything hashes what lies there and need not parse and sort it again. Rows written
-- before keep the order that jsonb gave them: they are checked the longer way.
alter table pub.record alter body type json using body::text::json;
alter table rc.entry_content alter body type json using body::text::json;

-- 办理内容的规范文本: contents of entries, as public bodies since 007, are stored as the very text that was committed to. After 009,
-- which still asks them in the way of jsonb.
alter table rc.entry_content alter body type json using body::text::json;

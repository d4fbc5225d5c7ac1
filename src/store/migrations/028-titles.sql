-- 责任追究的标题: a post names its holder as surely as the name does; lists are read without a purpose, so titles no longer say it.
update rc.record set title = split_part(title, '：', 1) || '：责任追究' where register = 'accountability' and title <> '';

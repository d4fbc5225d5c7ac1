-- 信用核查: a body is asked for by its code, by programs, all day.
create index body_uscc on pub.body (uscc) where uscc is not null;

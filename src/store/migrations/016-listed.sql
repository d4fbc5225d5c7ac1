-- 公开名单: public lists of bodies that change from day to day: who is in good standing, on what ground and until when; and who has not
-- acknowledged that a shared record was recalled. A line goes in the transaction in which its cause ends.
create table pub.listed (
  register text not null, id uuid not null, list text not null check (list in ('good-standing', 'recalls')), no text not null, body_id uuid not null, name text not null, area_code text,
  label jsonb, ground text, from_on date not null, until_on date, primary key (register, id)
);
create index listed_by_list on pub.listed (list, from_on);
grant select, insert, update, delete on pub.listed to rongcheng_app;
grant select on pub.listed to rongcheng_portal;

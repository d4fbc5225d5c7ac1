-- 通报批评: the public can list the disclosed findings whose body was criticised or found not to have put things right. The line beside a
-- finding keeps the state's own key for that, and the day on which that state began.
alter table pub.matter add column key text not null default '';
update pub.matter m set key = r.state from rc.record r where (r.register, r.id) = (m.register, m.id);
create index matter_key on pub.matter (register, key, on_day desc);

-- 幂等: a remembered answer is given again to the letter; jsonb would put its keys in another order.
alter table rc.idempotency alter answer type json;

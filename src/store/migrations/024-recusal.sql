-- 回避: bodies and persons that judge nothing in a record, whom it is about and whose decision is looked at; left out, the subject.
-- Until now nobody kept them for what the one it is about may not see, and for appeals.
alter table rc.record add column barred uuid[];
update rc.record set barred = array_remove(array[(data->>'subjectId')::uuid, (data->>'refusedBy')::uuid, (data->>'sourceId')::uuid], null) where register = 'appeal' and not data ? 'sealed';
update rc.record a set barred = a.barred || (o.data->>'subjectId')::uuid from rc.record o
  where a.register = 'appeal' and not a.data ? 'sealed' and o.register = a.data->>'aboutRegister' and o.id::text = a.data->>'aboutId' and o.data ? 'subjectId';
update rc.record set barred = array[(data->>'subjectId')::uuid] where register in ('objection', 'repair') and subject_id is null and data ? 'subjectId';
-- Who asks for a repair over the public counter was not proved to be the one concerned, and blocks nobody.
update rc.record set unique_key = null where register = 'repair' and data->>'via' = 'counter';

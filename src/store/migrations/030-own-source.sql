-- 自报自身的记录: where a body recorded a finding about itself, it is not the one that answers an objection or confirms a performance: nobody has
-- to as its handler, and the city's credit office has it on its list.
update rc.record set handler_body = null where register in ('objection', 'repair') and handler_body is not null and handler_body::text = data->>'subjectId';

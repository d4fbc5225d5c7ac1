-- 核查答复的文书: the letter of an answer is a letter like any other, kept under "eligibility" and the answer's id, and ends with the answer: the
-- code says no longer in force, and what it said, Word and PDF are gone in the same moment.
create or replace function rc.end_answers(ids uuid[], ended_on date) returns void language plpgsql as $$ begin
  update rc.eligibility set state = 'void', void_on = ended_on, body = null, counts = null, because = null, file_name = null where id = any(ids) and state = 'answered';
  delete from rc.eligibility_subject where check_id = any(ids);
  update rc.letter set state = 'void', void_on = ended_on, body = null, docx = null, pdf = null where register = 'eligibility' and record_id = any(ids) and state = 'issued';
  update pub.letter set in_force = false, kind = null, issuer = null, no = null, issued_on = null where code_hash in (select code_hash from rc.eligibility where id = any(ids));
end $$;

import { test } from 'node:test';
import { openPool } from '/work/main/src/store/db.ts';
import { openApiHouse } from '/work/main/src/api/api-for-tests.ts';
test('perf', async () => {
  const h = await openApiHouse();
  const owner = openPool(h.t.database.owner, 2);
  await owner.query(`insert into rc.record (register, id, no, seq, state, item, severity, subject_id, area_code, maker_body, decided_on, due_on, due, data, created_at, updated_at)
    select 'dishonesty-record', gen_random_uuid(), 'SX-2026-'||n, 5, case when n % 1000 = 0 then 'atCounty' when n % 3 = 0 then 'closed' else 'disclosed' end, 'civil-judgment', 'general', null, (array['990121','990122','990120','990101'])[1 + n % 4], null, '2026-10-12', '2027-01-01'::date + n % 300, '{"on":"2027-01-01","from":"2026-11-01","rule":{"kind":"severity","key":"general","version":1},"provisional":false}', json_build_object('pad', repeat(md5(n::text), 25))::jsonb, now(), now() - n * interval '1 second' from generate_series(1, 400000) n`);
  await owner.query(`insert into rc.entry (register, record_id, n, action, at, on_day, state_to, version, push_id, commitment) select register, id, 1, 'file', now(), '2026-11-20', state, 1, gen_random_uuid(), '\\x00' from rc.record`);
  await owner.query('vacuum analyze rc.record'); await owner.query('vacuum analyze rc.entry');
  const time = async (login: string, url: string) => { await h.ask(login, '/session'); const s = performance.now(); const a = await h.ask(login, url); console.log(login, url, a.statusCode, Math.round(performance.now() - s), 'ms'); };
  const all = async () => { for (const [l, u] of [['xinyong1', '/work'], ['xinyong3', '/work'], ['jiangbei1', '/work'], ['xinyong1', '/records/dishonesty-record'], ['xinyong1', '/records/dishonesty-record?state=heard'], ['xinyong1', '/report?month=2026-11'], ['xinyong1', '/pushes'], ['jiangbei1', '/pushes']] as const) await time(l, u); };
  await all();
  console.log('--- with (state, area_code)');
  await owner.query('drop index rc.record_dishonesty_record_area_state'); await owner.query('create index record_dishonesty_record_state on rc.record_dishonesty_record (state, area_code)'); await owner.query('analyze rc.record');
  await all();
  await owner.end(); await h.close();
});

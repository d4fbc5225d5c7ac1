/** 不该看见的: what a list, a link or an export says of a person before anybody stated a purpose, and what an attempt beyond one's bounds leaves behind. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeIdNumber } from '../core/identifiers/id-number.ts';
import { type Door, doorOf, judgment, slug } from '../store/door-for-tests.ts';
import { type ApiHouse, isProblem, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
let d: Door;
before(async () => {
  h = await openApiHouse();
  d = doorOf(h.t);
});
after(() => h.close());

const record = '/records/dishonesty-record';
const why = `purpose=verification&because=${encodeURIComponent('核实处分决定')}`;
const sanction = async (n: number): Promise<string> => {
  const facts = await d.facts('discipline', 'liang-zhiwei', { idNumber: '990100198002290170', documentNumber: `江监政处〔2026〕${n}号` });
  return (await d.does('jiwei1', 'create', undefined, { item: 'discipline', subjectId: slug('liang-zhiwei'), facts })).id;
};

test('what hangs on a body’s record names neither person nor post to whoever stated no purpose', async () => {
  const id = await judgment(h.t, 1, 'effective');
  const { name, post, register } = await d.one("select s.name, r.data->>'post' as post, r.register from rc.link l join rc.record r on (r.register, r.id) = (l.to_register, l.to_id) join rc.subject s on s.id = r.subject_id where l.from_id = $1 and r.register = 'accountability' limit 1", id);
  const seen = (await h.ask('xinyong1', `${record}/${id}`)).json();
  const links = seen.links.filter((l: { register: string }) => l.register === register);
  assert.ok(links.length > 0 && post.length > 1, JSON.stringify(seen.links));
  for (const link of links) for (const word of [name, post]) assert.ok(!link.title.includes(word), link.title);
  const listed = await h.ask('xinyong1', `/records/${register}`);
  assert.ok(listed.json().items.length > 0);
  for (const word of [name, post]) assert.ok(!listed.body.includes(word), word);
});

test('a list of the body’s own records masks names as any other does, and answers about a name for a purpose only', async () => {
  const id = await sanction(1);
  const list = await h.ask('jiwei1', record);
  assert.ok(list.json().items.some((row: { id: string }) => row.id === id));
  assert.ok(!list.body.includes('梁知微') && list.body.includes('梁**'), list.body.slice(0, 400));
  const unasked = (await h.ask('jiwei1', `${record}?q=${encodeURIComponent('梁知微')}`)).json();
  assert.deepEqual([unasked.items.length, unasked.withoutPersons], [0, true]);
  assert.deepEqual((await h.ask('jiwei1', `/search?q=${encodeURIComponent('梁知微')}`)).json().records, []);
  const asked = (await h.ask('jiwei1', `${record}?q=${encodeURIComponent('梁知微')}&${why}`)).json();
  assert.ok(asked.items.some((row: { id: string }) => row.id === id));
  assert.ok(!JSON.stringify(asked).includes('梁知微'));
  assert.equal((await d.one("select purpose from rc.look where what = '按条件查找' order by id desc limit 1")).purpose, 'verification');
});

test('a record of nobody identified yet hides its name as well', async () => {
  const facts = await d.facts('discipline', 'liang-zhiwei', { idNumber: makeIdNumber(31_313, '1990-01-01'), documentNumber: '江监政处〔2026〕31号' });
  const made = await h.ask('jiwei1', `${record}/actions/create`, { method: 'POST', send: { input: { item: 'discipline', facts } } });
  assert.equal(made.statusCode, 201, made.body);
  for (const url of ['/records/identity-review', '/work']) {
    const { body } = await h.ask('shenfen1', url);
    assert.ok(body.includes('梁**') && !body.includes('梁知微'), `${url} ${body.slice(0, 300)}`);
  }
  assert.deepEqual((await h.ask('shenfen1', `/records/identity-review?q=${encodeURIComponent('梁知微')}`)).json().items, []);
});

test('whoever takes away a list with persons in it says why, and the look is kept', async () => {
  await sanction(2);
  const url = `${record}/export?format=ndjson`;
  isProblem(await h.ask('jiwei1', url), 428, 'purpose-required');
  const taken = await h.ask('jiwei1', `${url}&${why}`);
  assert.equal(taken.statusCode, 200, taken.body);
  assert.ok(taken.body.includes('梁**') && !taken.body.includes('梁知微'));
  const kept = (await h.t.house.pool.query("select purpose, allowed from rc.look where what = '导出列表' order by id")).rows;
  assert.deepEqual(kept, [{ purpose: null, allowed: false }, { purpose: 'verification', allowed: true }]);
  assert.equal((await h.ask('fayuan1', url)).statusCode, 200, 'a list without persons needs no purpose');
});

test('the attempt at another county’s record is kept for the auditor, and answered like an address that leads nowhere', async () => {
  const facts = await d.facts('civil-judgment', 'ds-gov', { caseNumber: '（2026）衡0122民初8号' });
  const { id } = await d.does('dishi1', 'create', undefined, { item: 'civil-judgment', subjectId: slug('ds-gov'), facts });
  await d.does('dishi1', 'submit', id);
  const nowhere = '00000000-0000-4000-8000-000000000000';
  const refused = isProblem(await h.ask('jiangbei1', `${record}/${id}`), 404, 'not-found');
  assert.equal(isProblem(await h.ask('jiangbei1', `${record}/${nowhere}`), 404, 'not-found')['detail'], refused['detail']);
  isProblem(await h.ask('jiangbei1', `${record}/${id}/actions/verify`, { method: 'POST', send: { input: {} } }), 404, 'not-found');
  const { items } = (await h.ask('shenji1', '/looks?account=jiangbei1&allowed=false')).json();
  assert.deepEqual(items.map((l: { what: string; record: { id: string }; allowed: boolean }) => [l.what, l.record?.id, l.allowed]), [['越出权限：办理', id, false], ['越出权限：记录详情', id, false]]);
});

test('whoever asks after a report that hides its sender leaves no trace that would tell', async () => {
  const made = await h.ask('danwei2', '/records/retaliation/actions/report', { method: 'POST', send: { input: { subjectId: slug('jb-housing'), statement: '反映问题后被调离岗位。' } } });
  assert.equal(made.statusCode, 201, made.body);
  const { id } = await d.one("select id from rc.record where register = 'retaliation' order by created_at desc limit 1");
  isProblem(await h.ask('danwei2', `/records/retaliation/${id}`), 404, 'not-found');
  assert.equal((await d.one('select count(*)::int as n from rc.look where record_id = $1', id)).n, 0);
});

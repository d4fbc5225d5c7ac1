// 真实城市的联合评价: the real city begins with no account and no record; once the bodies that its plan names have accounts, they judge a region together.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Role } from '../core/actor.ts';
import { openAccount } from '../directory/accounts.ts';
import { idOfSlug } from '../directory/load.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { readTable } from '../rulebook/city-files.ts';
import { type Door, doorOf } from './door-for-tests.ts';

let t: TestHouse;
let d: Door;
const body = (slug: string): string => idOfSlug('fuzhou', slug);
before(async () => {
  t = await openTestHouse({ city: 'fuzhou' });
  d = doorOf(t);
});
after(() => t.close());

// Whom the plan makes answer for the records of dishonesty (四（二）), in its own short names. It lists no members of the leading group.
const answerable = ['市监察委', '市委组织部', '市法院', '市检察院', '市发改委', '人行福州中心支行', '市司法局', '市人社局'];

test('the members who are asked are just those whom the plan names for the records, and the file says that the list is still to be confirmed', () => {
  const members = readTable('fuzhou', 'bodies.csv').filter((row) => row['role']?.split(';').includes('leadingGroup'));
  assert.deepEqual(members.map((row) => answerable.find((name) => row['aliases']?.split(';').includes(name)) ?? row['id']).sort(), [...answerable].sort());
  for (const row of members) assert.match(row['source'] as string, /四（二）所列责任单位；领导小组成员名单方案未附，待核$/, row['id']);
});

async function account(login: string, slug: string, roles: readonly Role[]): Promise<void> {
  const outcome = await openAccount(t.house.pool, { login, name: login, body: slug, password: 'Rongcheng-2026', roles });
  assert.ok(outcome.ok, JSON.stringify(outcome));
}

test('a joint evaluation is opened, asked of those whom the plan makes answer for the records, drawn up from two opinions and approved by another', async () => {
  assert.equal((await d.one('select count(*)::int as n from rc.account')).n, 0);
  const [evaluation, opinion] = [{ register: 'regional-evaluation' }, { register: 'evaluation-opinion' }];
  for (const [login, slug, roles] of [['opener', 'fz-ndrc', ['verifier']], ['approver', 'fz-ndrc', ['reviewer']], ['justice', 'fz-justice', ['contact']], ['renshe', 'fz-hr', ['contact']]] as const) await account(login, slug, roles);
  const { id } = await d.does('opener', 'open', undefined, { subjectId: body('gulou-gov'), period: '2026年下半年' }, evaluation);
  const { rows: asked } = await t.house.pool.query<{ id: string; handler_body: string; due_on: string }>("select r.id, r.handler_body, r.due_on from rc.record r join rc.link l on l.to_id = r.id where l.from_id = $1 and r.register = 'evaluation-opinion'", [id]);
  assert.deepEqual(asked.map((a) => a.handler_body).sort(), ['fz-supervision', 'fz-organisation', 'fz-court', 'fz-procuratorate', 'fz-ndrc', 'fz-pboc', 'fz-justice', 'fz-hr'].map(body).sort());
  assert.ok(asked.every((a) => a.due_on > t.clock.today()));
  const draw = { grade: 'good', result: '承诺兑现及时', uses: '项目投资同等条件下优先' };
  assert.equal((await d.isRefused('opener', 'draw', id, draw, evaluation)).code, 'too-few');
  for (const [login, slug] of [['justice', 'fz-justice'], ['renshe', 'fz-hr']] as const) await d.does(login, 'file', asked.find((a) => a.handler_body === body(slug))?.id, { grade: 'good', opinion: '本单位掌握的情况良好' }, opinion);
  await d.does('opener', 'draw', id, draw, evaluation);
  await d.does('approver', 'approve', id, {}, evaluation);
  assert.equal((await d.one('select state from rc.record where id = $1', id)).state, 'approved');
});

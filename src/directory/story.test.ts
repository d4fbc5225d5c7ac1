// 演示故事的落地: the story is played on a real database as at a first start, and then stands still: nothing in it is overdue by itself on the first day.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checksOf } from '../eligibility/story.ts';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { recheck } from '../store/conditions.ts';
import { sealFiles, unsealedRecords } from '../store/files.ts';
import { fsck } from '../store/fsck.ts';
import { sweep } from '../store/worker.ts';
import { playStory } from './story.ts';

let t: TestHouse;
before(async () => {
  t = await openTestHouse();
  await playStory(t.house, 'example', checksOf('example'));
});
after(() => t.close());

const all = async <T = any>(sql: string): Promise<T[]> => (await t.house.pool.query(sql)).rows as T[];

test('on the first day the platform has nothing to do by itself', async () => {
  const moves = (): Promise<{ move: string }[]> => all("select r.register || ' ' || e.action || ' ' || coalesce(r.no, '') || ' ' || e.n as move from rc.entry e join rc.record r on (r.register, r.id) = (e.register, e.record_id)");
  const before = new Set((await moves()).map(({ move }) => move));
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  await recheck(t.house);
  await sweep(t.house, quiet);
  assert.deepEqual((await moves()).map(({ move }) => move).filter((move) => !before.has(move)), []);
});

test('a finding runs shared until a day, one was called in yesterday and waits, one was acknowledged, and three are long overdue in public', async () => {
  const leases = await all("select r.state, r.data->>'purpose' as purpose, r.data->>'cause' as cause, r.data->>'untilOn' as until, r.due_on, s.slug as body from rc.record r join rc.subject s on s.id = r.handler_body where r.register = 'lease'");
  const shared = (body: string) => leases.find((l) => l.body === body && l.until !== null);
  assert.deepEqual([shared('jh-finance').state, shared('jh-finance').until > t.clock.today()], ['held', true]);
  assert.deepEqual([shared('jh-justice').state, shared('jh-justice').cause, shared('jh-justice').due_on > t.clock.today()], ['recalled', 'withdrawn', true]);
  assert.ok(leases.filter((l) => l.state === 'acknowledged').length > 5);
  assert.deepEqual(leases.filter((l) => l.cause === 'answer').map((l) => [l.body, l.state]), [['jh-hr', 'recalled']], 'what an answer told is called in; acknowledged, it is sealed');
  const listed = await all("select l.name, l.from_on from pub.listed l where l.list = 'recalls' order by l.from_on");
  assert.deepEqual(listed.map((l) => l.name), ['江北县发展和改革局', '砚湖区发展和改革局', '中共江衡市委组织部']);
  assert.ok(listed.every((l) => l.from_on < t.clock.today()), 'nobody is late since today');
});

test('the ledger of the whole year checks itself and finds nothing', async () => {
  for (const { register, recordId } of await unsealedRecords(t.house.pool, t.house.filesDir)) await sealFiles(t.house, register, recordId);
  assert.deepEqual((await fsck(t.house)).findings.filter(({ code }) => code !== 'log-behind'), []);
});

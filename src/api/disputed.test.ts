import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { Pool } from 'pg';
import { buildPortal } from '../portal/app.ts';
import { type Door, doorOf, judgment, slug } from '../store/door-for-tests.ts';
import { type ApiHouse, openApiHouse } from './api-for-tests.ts';

let h: ApiHouse;
let d: Door;
let portal: FastifyInstance;
let pool: Pool;
before(async () => {
  h = await openApiHouse();
  d = doorOf(h.t);
  pool = new Pool({ connectionString: h.t.database.portal, max: 4 });
  portal = await buildPortal({ pool, clock: h.t.clock, publicUrl: 'https://portal.example' });
});
after(async () => {
  await portal.close();
  await pool.end();
  await h.close();
});

const housing = '江北县住房和城乡建设局';
const mark = '异议处理中';
/** The mark as the pages show it. */
const tag = `rc-tag--note">${mark}`;
const asks = async (): Promise<any> => (await h.ask('xinyong1', '/eligibility', { method: 'POST', send: { occasion: 'honour', kind: 'body', name: housing } })).json();
const lineOf = async (id: string): Promise<any> => (await h.ask('xinyong1', `/eligibility/${id}/lines`)).json().items[0];
const inForce = async (id: string): Promise<boolean> => (await h.ask('xinyong1', `/eligibility/${id}`)).json().inForce;

let asked = 0;
/** Whether the mark stands at a record, by each place that shows the record to a person or a program. */
async function marks(id: string, no: string, uscc: string): Promise<Record<string, boolean>> {
  // A list is kept for a second; what it says then is another address's to tell.
  const body = async (url: string): Promise<string> => (await portal.inject({ url: `${url}?asked=${asked++}` })).body;
  const line = (text: string): string => text.split('\n').find((l) => l.includes(id)) ?? assert.fail(`${id} is missing`);
  const cells = (await h.ask('xinyong1', `/records/dishonesty-record/export?no=${no}`)).body.replace('\ufeff', '').trim().split('\r\n').map((l) => l.split(','));
  const [record] = (await body(`/bodies/${(await d.one('select slug from rc.subject where id = $1', slug('jb-housing'))).slug}/feed.atom`)).split('<entry>').filter((e) => e.includes(id));
  return {
    page: (await body(`/records/${id}`)).includes(tag),
    check: JSON.parse(await body(`/api/check/${uscc}`)).records.find((r: { no: string }) => r.no === no).disputed,
    csv: line(await body('/data/records.csv')).split(',').includes('是'), ndjson: JSON.parse(line(await body('/data/records.ndjson'))).disputed,
    changes: JSON.parse((await body('/data/changes.ndjson')).split('\n').findLast((l) => l.includes(id)) ?? '').disputed,
    feed: /<title>[^<]*异议处理中/.test(record ?? ''), criticised: (await body('/criticised')).includes(tag),
    search: (await h.ask('xinyong1', `/search?q=${no}`)).json().records.find((r: { id: string }) => r.id === id).disputed,
    export: cells.find((c) => c[0] === no)?.[cells[0]?.indexOf(mark) ?? -1] === '是',
  };
}

test('the mark of an objection stands at once wherever the record stands, for people and for programs, and is gone at once when it is settled', async () => {
  const id = await judgment(h.t, 9001, 'disclosed');
  const { no } = await d.one('select no from rc.record where id = $1', id);
  const { uscc } = await d.one('select uscc from rc.subject where id = $1', slug('jb-housing'));
  // Its rectification was criticised in public, so that the record stands on that list too.
  await h.t.house.pool.query("update pub.matter set key = 'criticised' where register = 'rectification' and record_id = $1", [id]);
  const nowhere = await marks(id, no, uscc);
  assert.deepEqual([...new Set(Object.values(nowhere))], [false], JSON.stringify(nowhere));
  const objection = await d.does('danwei1', 'raise', undefined, { recordId: id, wrong: 'content', statement: '金额有误。' }, { register: 'objection' });
  const everywhere = await marks(id, no, uscc);
  assert.deepEqual([...new Set(Object.values(everywhere))], [true], JSON.stringify(everywhere));
  assert.match(String((await portal.inject({ url: '/data/records.csv' })).headers['cache-control']), /no-cache/, 'a copy that is kept for a while would lack the mark');
  await d.does('jiangbei1', 'answer', objection.id, { opinion: 'stands', answer: '核对无误。' }, { register: 'objection' });
  await d.does('xinyong2', 'refuse', objection.id, { reason: '记录无误' }, { register: 'objection' });
  const settled = await marks(id, no, uscc);
  assert.deepEqual([...new Set(Object.values(settled))], [false], JSON.stringify(settled));
});

test('an answer that counted a finding ends the moment the finding is disputed, and asked anew names the mark', async () => {
  const { id } = await d.one("select id from rc.record where register = 'dishonesty-record' and state = 'disclosed'");
  const barred = await asks();
  assert.equal((await lineOf(barred.id)).answer, 'barred');
  await d.does('danwei1', 'raise', undefined, { recordId: id, wrong: 'other', statement: '已经履行。' }, { register: 'objection' });
  assert.equal(await inForce(barred.id), false, 'whoever was answered "not eligible" holds an answer that may change');
  const again = await asks();
  const line = await lineOf(again.id);
  assert.deepEqual([line.answer, line.counted[0].disputed], ['review', true]);
  // A second finding that nobody disputes decides, whatever is said of the first.
  await judgment(h.t, 9002, 'effective');
  const both = await lineOf((await asks()).id);
  assert.deepEqual([both.answer, both.counted.map((c: { disputed?: true }) => c.disputed === true)], ['barred', [false, true]]);
});

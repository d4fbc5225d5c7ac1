// 后续办理的开放数据的测试: what the page of a record says of its rectification, the open data say too, at the same moment and no more.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import papa from 'papaparse';
import { openTestHouse, type TestHouse } from '../for-tests.ts';
import { openPool, type Pool } from '../store/db.ts';
import { annulment, type Door, doorOf, judgment } from '../store/door-for-tests.ts';
import { storeFile } from '../store/uploads.ts';
import { buildPortal } from './app.ts';

let t: TestHouse;
let d: Door;
let pool: Pool;
let app: FastifyInstance;
let id: string;
let order: string;

before(async () => {
  t = await openTestHouse();
  d = doorOf(t);
  pool = openPool(t.database.portal, 4);
  app = await buildPortal({ pool, clock: t.clock, publicUrl: 'https://portal.example' });
  id = await judgment(t, 1, 'disclosed');
  order = (await d.one<{ id: string }>("select to_id as id from rc.link where from_id = $1 and to_register = 'rectification'", id)).id;
});
after(async () => {
  await app.close();
  await pool.end();
  await t.close();
});

const text = async (url: string): Promise<string> => (await app.inject(url)).body;
const csv = async (): Promise<Record<string, string>[]> => {
  const { data, errors } = papa.parse<Record<string, string>>((await text('/data/records.csv')).slice(1), { header: true, skipEmptyLines: true, transformHeader: (name) => /（(\w+)）$/.exec(name)?.[1] ?? name });
  assert.deepEqual(errors, []);
  return data;
};
const lines = async (url: string): Promise<any[]> => (await text(url)).trim().split('\n').map((line) => JSON.parse(line));

const rectification = { register: 'rectification' };
const evidence = async (login: string): Promise<string> => ((await storeFile(t.house, await t.actor(login), Readable.from([Buffer.from('付款凭证')]), '凭证.txt')) as { id: string }).id;
/** Days go on, so that a change has a moment of its own. */
const on = (day: string): void => t.clock.set(`${day}T09:00:00+08:00`);

async function isSaidEverywhere(zh: string, since: string, dueOn: string | null): Promise<void> {
  const page = await text(`/records/${id}`);
  assert.ok(page.includes(`整改：${zh}`), `the page says ${zh}`);
  const [row] = await csv();
  assert.deepEqual([row?.['id'], row?.['rectification'], row?.['rectificationOn'], row?.['rectificationDueOn']], [id, zh, since, dueOn ?? '']);
  const [line] = await lines('/data/records.ndjson');
  assert.deepEqual(line.followed.filter((f: any) => f.matter === 'rectification').map((f: any) => [f.state.zh, f.on, f.dueOn]), [[zh, since, dueOn]]);
  for (const followed of line.followed) assert.deepEqual(Object.keys(followed).toSorted(), ['dueOn', 'label', 'matter', 'on', 'state'], 'by name and day only');
}

test('at each step the page, the CSV and the NDJSON say the same of the rectification', async () => {
  const dueOn = (): Promise<string | null> => d.one<{ due_on: string | null }>('select due_on from rc.record where id = $1', order).then((row) => row.due_on);
  await isSaidEverywhere('待书面说明', '2026-11-23', await dueOn());
  on('2026-11-24');
  await d.does('danwei1', 'explain', order, { cause: '资金未到位。', plan: '分三期支付。', stages: '2026-12-01 支付第一期' }, rectification);
  await isSaidEverywhere('整改中', '2026-11-24', await dueOn());
  on('2026-11-25');
  await d.does('danwei1', 'claim', order, { progress: '已经付清。', attachments: [await evidence('danwei1')] }, rectification);
  await isSaidEverywhere('单位报称完成，待核查', '2026-11-25', await dueOn());
  on('2026-11-26');
  await d.does('xinyong4', 'accept', order, { evidence: '核对银行回单。', attachments: [] }, rectification);
  await isSaidEverywhere('已整改', '2026-11-26', null);
  const open = `${await text('/data/records.csv')}${await text('/data/records.ndjson')}${await text('/data/changes.ndjson')}`;
  for (const inside of ['资金未到位', '分三期支付', '核对银行回单', '凭证.txt']) assert.ok(!open.includes(inside), inside);
});

test('whoever keeps a copy by the feed of changes hears of each step, and whoever holds a print of the report learns that it is of before', async () => {
  const second = await judgment(t, 2, 'disclosed');
  const { id: its } = await d.one<{ id: string }>("select to_id as id from rc.link where from_id = $1 and to_register = 'rectification'", second);
  on('2026-11-30');
  const cursor = (await lines('/data/changes.ndjson')).at(-1).next;
  const code = async (): Promise<string> => (await d.one<{ code: string }>("select code from pub.report r join pub.body b on b.id = r.body_id where b.slug = 'jb-housing' and current")).code;
  const before = await code();
  on('2026-12-01');
  await d.does('danwei1', 'explain', its, { cause: '资金未到位。', plan: '支付。', stages: '2026-12-05 支付' }, rectification);
  on('2026-12-02');
  const changed = (await lines(`/data/changes.ndjson?after=${encodeURIComponent(cursor)}`)).filter((line) => line.id === second);
  assert.deepEqual(changed.map((line) => [line.followed.map((f: any) => f.state.zh), line.disputed, line.record.version]), [[['整改中'], false, 1]]);
  assert.notEqual(await code(), before);
  const same = await code();
  await d.does('danwei1', 'report', its, { progress: '正在筹款。', attachments: [] }, rectification);
  assert.equal(await code(), same, 'what the public does not see of it changes nothing in public');
});

test('an order that is no longer needed is said nowhere, and with the record everything goes', async () => {
  on('2026-12-03');
  const { id: its } = await d.one<{ id: string }>("select l.to_id as id from rc.link l join rc.record r on r.id = l.to_id where l.from_id <> $1 and l.to_register = 'rectification' and r.state = 'explained'", id);
  await d.does('xinyong4', 'supersede', its, { evidence: '改由上级统一整改。', attachments: [] }, rectification);
  const rows = await csv();
  assert.deepEqual(rows.map((row) => row['rectification']).toSorted(), ['', '已整改']);
  await d.does('jiangbei2', 'annul', id, annulment);
  assert.deepEqual((await csv()).map((row) => row['rectification']), ['']);
  const ended = (await lines('/data/changes.ndjson')).find((line) => line.id === id);
  assert.deepEqual(Object.keys(ended).toSorted(), ['at', 'change', 'endedOn', 'id', 'kind', 'kindLabel', 'leaf']);
});

test('the catalogue for machines names the columns of the CSV, the same as the page', async () => {
  const catalog = JSON.parse(await text('/data/catalog.jsonld')) as any;
  const columns = catalog['dcat:dataset'].flatMap((set: any) => set['dcat:distribution']['csvw:tableSchema']?.['csvw:column'] ?? []).map((column: any) => column['csvw:name']);
  assert.deepEqual(columns, Object.keys((await csv())[0] ?? {}));
  const page = await text('/data');
  for (const column of ['rectification', 'rectificationOn', 'rectificationDueOn']) assert.ok(columns.includes(column) && page.includes(`>${column}<`), column);
});

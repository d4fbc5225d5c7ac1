// 测试数据库 Test databases: a clone has what its template has, is nobody else's, and the roles are what they say.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client, Pool } from 'pg';
import { assertServer, serverFacts } from './facts.ts';
import { createDatabaseFrom, type Template } from './for-tests.ts';
import { ServerTrouble } from './trouble.ts';

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' });
    return rows.map(([value]) => value);
  } finally {
    await client.end();
  }
}

test('two clones of one template share its content, built once, and nothing else', async (t) => {
  let built = 0;
  const template: Template = {
    key: `for-tests.test ${process.pid}`,
    build: async ({ owner }) => {
      built++;
      await query(owner, 'create table t as select 1 as n');
    },
  };
  const [one, other] = await Promise.all([createDatabaseFrom(template), createDatabaseFrom(template)]);
  const before = performance.now();
  const third = await createDatabaseFrom(template);
  t.diagnostic(`a clone in ${Math.round(performance.now() - before)} ms`);
  await query(one.owner, 'insert into t values (2)');
  assert.deepEqual([await query(one.owner, 'select n from t order by n'), await query(other.owner, 'select n from t')], [[1, 2], [1]]);
  assert.equal(built, 1);
  for (const database of [one, other, third]) await database.drop();
  await assert.rejects(query(one.owner, 'select 1'), { code: '3D000' });
});

test('each role signs in as itself and owns nothing', async () => {
  const database = await createDatabaseFrom();
  try {
    assert.deepEqual(
      [await query(database.app, 'select current_user'), await query(database.portal, 'select current_user')],
      [['rongcheng_app'], ['rongcheng_portal']],
    );
    await query(database.owner, 'create table hidden ()');
    for (const url of [database.app, database.portal]) await assert.rejects(query(url, 'select from hidden'), { code: '42501' });
  } finally {
    await database.drop();
  }
});

test('a server too old or in another encoding is refused with a way out, ours is not', async () => {
  const database = await createDatabaseFrom();
  const pool = new Pool({ connectionString: database.owner });
  const facts = await serverFacts(pool);
  await pool.end();
  await database.drop();
  assertServer(facts);
  assert.throws(
    () => assertServer({ ...facts, version: '14.2', versionNumber: 140_002 }),
    (error) => error instanceof ServerTrouble && /14\.2/.test(error.text.zh),
  );
  assert.throws(
    () => assertServer({ ...facts, encoding: 'SQL_ASCII' }),
    (error) => error instanceof ServerTrouble && /UTF8/.test(error.text.en),
  );
});

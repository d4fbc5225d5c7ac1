// 测试数据库 Test databases: a real database for each test file, cloned from a template that is built once per server, so
// that a test begins with a migrated database in a blink and shares nothing with its neighbours.

import { createHash, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { readTestDatabaseUrl } from '../../config.ts';
import { startEmbedded } from './embedded.ts';
import { isAlive } from './processes.ts';
import { makeRoles, type RoleUrls } from './roles.ts';

/** What a database is cloned from. `key` stands for what `build` makes: a hash of the migrations, of the seed. */
export interface Template {
  key: string;
  /** Fills an empty database; must close its connections. */
  build(urls: RoleUrls): Promise<void>;
}

/** A database of one's own, with a connection string per role. */
export interface TestDatabase extends RoleUrls {
  name: string;
  /** Cuts what is still connected and removes the database. */
  drop(): Promise<void>;
}

let opened: Promise<string> | undefined;

/**
 * Makes a database: empty, or a clone of the template, which is built first if this server has not got it.
 * The server is the test run's; a file run by itself uses one in the temporary folder, which stays for the next time.
 */
export async function createDatabaseFrom(template?: Template): Promise<TestDatabase> {
  const serverUrl = await (opened ??= openServer());
  const source = template ? await prepare(serverUrl, template) : 'template0';
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await onServer(serverUrl, (client) => client.query(createStatement(name, source)));
  const urls = await roleUrls(serverUrl, name);
  return {
    ...urls,
    name,
    drop: () =>
      onServer(serverUrl, async (client) => {
        await client.query(dropStatement(name));
      }),
  };
}

async function openServer(): Promise<string> {
  const given = readTestDatabaseUrl();
  if (given) return given;
  // A server for each user and each copy of the source, so that none ends or trips over another's.
  const key = createHash('sha256')
    .update(`${process.getuid?.()} ${import.meta.dirname}`)
    .digest('hex')
    .slice(0, 8);
  const { ownerUrl } = await startEmbedded({ dataDir: join(tmpdir(), `rongcheng-test-${key}`), log: ({ en }) => console.error(en), durable: false });
  await onServer(ownerUrl, sweep);
  return ownerUrl;
}

/** Removes the databases of test processes that died before they could. */
async function sweep(client: Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(`select datname from pg_database where datname ~ '^test_\\d+_'`);
  for (const { datname } of rows) if (!isAlive(Number(datname.split('_')[1]))) await client.query(dropStatement(datname));
}

async function prepare(serverUrl: string, { key, build }: Template): Promise<string> {
  const name = `template_${createHash('sha256').update(key).digest('hex').slice(0, 16)}`;
  await onServer(serverUrl, async (client) => {
    // Held until this connection closes: whoever comes second finds the template finished.
    await client.query('select pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await client.query('select from pg_database where datname = $1 and datistemplate', [name]);
    if (rowCount) return;
    await client.query(dropStatement(name));
    await client.query(createStatement(name, 'template0'));
    await build(await roleUrls(serverUrl, name));
    await client.query(`alter database ${escapeIdentifier(name)} with is_template true allow_connections false`);
  });
  return name;
}

/** Passwords follow from the owner's own address, so that every test process arrives at the same ones without a file. */
function roleUrls(serverUrl: string, database: string): Promise<RoleUrls> {
  const password = (role: string) => createHash('sha256').update(`${role} ${serverUrl}`).digest('base64url');
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return makeRoles(url.href, { app: password('app'), portal: password('portal') });
}

async function onServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const createStatement = (name: string, source: string): string =>
  `create database ${escapeIdentifier(name)} template ${escapeIdentifier(source)}${source === 'template0' ? ` encoding 'UTF8'` : ''}`;
const dropStatement = (name: string): string => `drop database if exists ${escapeIdentifier(name)} with (force)`;

// 数据库体检 Server facts: what the database in use is and how it is set, for `rongcheng doctor`, and the refusal of one
// that could not hold our records right.

import type { Pool } from 'pg';
import { ServerTrouble } from './trouble.ts';

/** What a server says of itself. */
export interface ServerFacts {
  /** For people: '18.4'. */
  version: string;
  /** For comparing: 180004. */
  versionNumber: number;
  encoding: string;
  /** Character type, such as 'C.UTF-8'. */
  ctype: string;
  collation: string;
  checksums: boolean;
  fsync: boolean;
  fullPageWrites: boolean;
  synchronousCommit: string;
  connectionsMax: number;
  timezone: string;
  sizeBytes: number;
}

const versionMin = 150_000;

/** Asks the server; works on every PostgreSQL. */
export async function serverFacts(pool: Pick<Pool, 'query'>): Promise<ServerFacts> {
  const { rows } = await pool.query<ServerFacts>(`
    select split_part(current_setting('server_version'), ' ', 1) as version, current_setting('server_version_num')::int as "versionNumber",
      pg_encoding_to_char(encoding) as encoding, datctype as ctype, datcollate as collation,
      current_setting('data_checksums') = 'on' as checksums, current_setting('fsync') = 'on' as fsync,
      current_setting('full_page_writes') = 'on' as "fullPageWrites", current_setting('synchronous_commit') as "synchronousCommit",
      current_setting('max_connections')::int as "connectionsMax", current_setting('timezone') as timezone,
      pg_database_size(oid)::float8 as "sizeBytes"
    from pg_database where datname = current_database()`);
  const [facts] = rows;
  if (!facts) throw new Error('the server does not list the database it serves');
  return facts;
}

/** Throws ServerTrouble if the platform must not run on such a server. What is merely unwise is for doctor to warn about. */
export function assertServer(facts: Pick<ServerFacts, 'version' | 'versionNumber' | 'encoding'>): void {
  if (facts.versionNumber < versionMin)
    throw new ServerTrouble({
      zh: `数据库是 PostgreSQL ${facts.version},需要 15 或更高版本。请升级,或去掉 DATABASE_URL 使用内置数据库。`,
      en: `The database is PostgreSQL ${facts.version}; 15 or newer is needed. Upgrade it, or unset DATABASE_URL to use the embedded one.`,
    });
  if (facts.encoding !== 'UTF8')
    throw new ServerTrouble({
      zh: `数据库编码是 ${facts.encoding},需要 UTF8。请新建:CREATE DATABASE rongcheng ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' LC_COLLATE 'C' TEMPLATE template0;`,
      en: `The database's encoding is ${facts.encoding}; UTF8 is needed. Make one: CREATE DATABASE rongcheng ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' LC_COLLATE 'C' TEMPLATE template0;`,
    });
}

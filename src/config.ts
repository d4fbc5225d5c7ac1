// 配置 Configuration: every option by flag and by environment variable, in one table from which help and documentation
// are derived. The only file that reads the environment, so nothing can hide a setting of its own.

import { resolve } from 'node:path';
import { z } from 'zod';
import type { Label } from './core/label.ts';

/** One option. `value` names what follows the flag in help; a switch has none. */
export interface Option {
  key: keyof Config;
  flag?: string;
  variable: string;
  value?: string;
  default?: string;
  label: Label;
  /** What a right value looks like, for the error message. */
  expects: Label;
  schema: z.ZodType;
}

/** What the process was told. */
export interface Config {
  port: number;
  portalPort: number;
  host: string;
  /** Absolute path. */
  dataDir: string;
  /** Undefined: the embedded PostgreSQL. */
  databaseUrl: string | undefined;
  /** Folder name under cities/. */
  city: string;
  /** Load areas, bodies and rules, and no records. */
  empty: boolean;
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** Where the public reaches the portal, without a trailing slash; undefined: its own address. */
  publicUrl: string | undefined;
}

const port = z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(0).max(65_535));
const portExpects = { zh: '0–65535 的整数(0 为任意空闲端口)', en: 'a whole number from 0 to 65535 (0: any free port)' };
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** All options, in the order in which help lists them. */
export const options: readonly Option[] = [
  {
    key: 'port',
    flag: '--port',
    variable: 'RONGCHENG_PORT',
    value: 'PORT',
    default: '8800',
    schema: port,
    expects: portExpects,
    label: { zh: '工作台与接口的端口', en: 'port of the console and the API' },
  },
  {
    key: 'portalPort',
    flag: '--portal-port',
    variable: 'RONGCHENG_PORTAL_PORT',
    value: 'PORT',
    default: '8801',
    schema: port,
    expects: portExpects,
    label: { zh: '公众网站的端口', en: 'port of the public portal' },
  },
  {
    key: 'host',
    flag: '--host',
    variable: 'RONGCHENG_HOST',
    value: 'HOST',
    default: '127.0.0.1',
    schema: z.string().regex(/^[\w.:%-]+$/),
    expects: { zh: '主机名或 IP 地址,如 127.0.0.1 或 0.0.0.0', en: 'a host name or IP address, such as 127.0.0.1 or 0.0.0.0' },
    label: { zh: '监听地址', en: 'address to listen on' },
  },
  {
    key: 'dataDir',
    flag: '--data',
    variable: 'RONGCHENG_DATA',
    value: 'DIR',
    default: './data',
    schema: z
      .string()
      .min(1)
      .refine((path) => !path.includes('\0'))
      .transform((path) => resolve(path)),
    expects: { zh: '目录路径', en: 'a folder' },
    label: { zh: '数据目录(数据库、附件、密钥)', en: 'data folder (database, attachments, keys)' },
  },
  {
    key: 'databaseUrl',
    variable: 'DATABASE_URL',
    schema: z.string().regex(/^postgres(ql)?:\/\//),
    expects: { zh: 'postgres://用户:口令@主机:端口/数据库', en: 'postgres://user:password@host:port/database' },
    label: { zh: '使用已有的 PostgreSQL(≥ 15),不用内置数据库', en: 'use this PostgreSQL (≥ 15) instead of the embedded one' },
  },
  {
    key: 'city',
    flag: '--city',
    variable: 'RONGCHENG_CITY',
    value: 'CITY',
    default: 'example',
    schema: z.string().regex(/^[a-z][a-z0-9-]*$/),
    expects: { zh: 'cities/ 下的目录名,如 example、fuzhou', en: 'the name of a folder under cities/, such as example or fuzhou' },
    label: { zh: '城市', en: 'city' },
  },
  {
    key: 'empty',
    flag: '--empty',
    variable: 'RONGCHENG_EMPTY',
    schema: z
      .string()
      .toLowerCase()
      .pipe(z.enum(['', '0', 'false', 'no', '1', 'true', 'yes']))
      .transform((text) => ['1', 'true', 'yes'].includes(text)),
    expects: { zh: 'true 或 false', en: 'true or false' },
    label: { zh: '只装载区划、机构与规则,不装载任何记录', en: 'load areas, bodies and rules, and no records' },
  },
  {
    key: 'logLevel',
    flag: '--log-level',
    variable: 'RONGCHENG_LOG_LEVEL',
    value: 'LEVEL',
    default: 'info',
    schema: z.enum(levels),
    expects: { zh: levels.join('、'), en: `one of ${levels.join(', ')}` },
    label: { zh: '日志级别', en: 'log level' },
  },
  {
    key: 'publicUrl',
    flag: '--public-url',
    variable: 'RONGCHENG_PUBLIC_URL',
    value: 'URL',
    schema: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
    expects: { zh: '以 http:// 或 https:// 开头的网址', en: 'an address that begins with http:// or https://' },
    label: { zh: '公众网站对外的网址(用于证明文件、订阅源与站点地图)', en: 'public address of the portal (for proofs, feeds and the sitemap)' },
  },
];

/** A wrong option; the message, Chinese then English, names the flag, the variable and what is expected. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the options: a flag wins over its variable, a variable over the default; an empty variable counts as unset.
 * `flags` holds what the command line said, by the option's key (a switch as true). Throws ConfigError, naming every wrong option.
 */
export function readConfig(flags: { [K in keyof Config]?: string | boolean | undefined } = {}, environment: NodeJS.ProcessEnv = process.env): Config {
  const wrong: string[] = [];
  const entries = options.map((option) => {
    const flag = flags[option.key];
    const said = flag === undefined ? environment[option.variable] || option.default : String(flag);
    if (said === undefined) return [option.key, option.value === undefined && option.flag ? false : undefined];
    const parsed = option.schema.safeParse(said);
    if (!parsed.success) wrong.push(explain(option, said));
    return [option.key, parsed.data];
  });
  if (wrong.length > 0) throw new ConfigError(wrong.join('\n'));
  return Object.fromEntries(entries) as Config;
}

/** Where a test file finds its PostgreSQL: the one that the test run started, if there is a run. */
export function readTestDatabaseUrl(): string | undefined {
  return process.env['RONGCHENG_TEST_DATABASE'] || undefined;
}

/** What the whole test run is told: a PostgreSQL to use in place of its own. */
export function readTestRun(): Pick<Config, 'databaseUrl'> {
  const { databaseUrl } = readConfig({}, { DATABASE_URL: process.env['DATABASE_URL'] });
  return { databaseUrl };
}

/** What the browser journeys are told. */
export interface JourneyRun {
  /** Undefined: an installed browser, or the carried one where there is none. 'carried', or the path of a browser. */
  browser: string | undefined;
  /** Where pictures of the pages are kept, for people to look at; undefined: nowhere. */
  picturesDir: string | undefined;
  /** Where the folder of a first start is kept for the journeys to copy; undefined: each starts the product anew. */
  startedDir: string | undefined;
  /** The surroundings for what the journeys start, without any setting of ours: they begin as a newcomer does. */
  environment: NodeJS.ProcessEnv;
}

/** Reads what the browser journeys are told: RONGCHENG_TEST_BROWSER, RONGCHENG_TEST_PICTURES and RONGCHENG_TEST_STARTED. */
export function readJourneyRun(): JourneyRun {
  const ours = (name: string): boolean => name.startsWith('RONGCHENG_') || name === 'DATABASE_URL' || name === 'NODE_TEST_CONTEXT';
  return {
    browser: process.env['RONGCHENG_TEST_BROWSER'] || undefined,
    picturesDir: process.env['RONGCHENG_TEST_PICTURES'] || undefined,
    startedDir: process.env['RONGCHENG_TEST_STARTED'] || undefined,
    environment: Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours(name))),
  };
}

function explain(option: Option, said: string): string {
  const names = [option.flag, option.variable].filter(Boolean).join(' / ');
  // A database address carries a password, which must not reach a screen or a log.
  const shown = option.key === 'databaseUrl' ? '***' : said;
  return (
    `配置项 ${names}(${option.label.zh})的值“${shown}”不对,应为:${option.expects.zh}。\n` +
    `Option ${names} (${option.label.en}) is “${shown}”; expected: ${option.expects.en}.`
  );
}

// 配置 Configuration: defaults, which source wins, and that a wrong value is explained.

import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { ConfigError, options, readConfig } from './config.ts';

test('nothing said gives the documented defaults', () => {
  assert.deepEqual(readConfig({}, {}), {
    port: 8800,
    portalPort: 8801,
    host: '127.0.0.1',
    dataDir: resolve('data'),
    databaseUrl: undefined,
    city: 'example',
    empty: false,
    logLevel: 'info',
    publicUrl: undefined,
  });
});

test('a flag wins over its variable, a variable over the default, and an empty variable counts as unset', () => {
  const environment = { RONGCHENG_PORT: '9000', RONGCHENG_PORTAL_PORT: '', RONGCHENG_EMPTY: 'yes' };
  const config = readConfig({ port: '9100', city: 'fuzhou' }, environment);
  assert.deepEqual([config.port, config.portalPort, config.city, config.empty], [9100, 8801, 'fuzhou', true]);
  assert.equal(readConfig({ port: undefined }, environment).port, 9000);
  assert.equal(readConfig({ empty: true }, {}).empty, true);
});

test('every wrong option is explained in both languages by flag and variable, all in one go', () => {
  const environment = {
    RONGCHENG_PORT: '88000',
    RONGCHENG_PORTAL_PORT: '80a',
    RONGCHENG_HOST: 'a b',
    DATABASE_URL: 'mysql://me:hunter2@db/x',
    RONGCHENG_CITY: '../etc',
    RONGCHENG_EMPTY: 'maybe',
    RONGCHENG_LOG_LEVEL: 'loud',
    RONGCHENG_PUBLIC_URL: 'ftp://x',
  };
  assert.throws(
    () => readConfig({}, environment),
    (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      for (const name of Object.keys(environment)) assert.ok(error.message.includes(name), name);
      assert.ok(error.message.includes('--port / RONGCHENG_PORT(工作台与接口的端口)的值“88000”不对'));
      assert.ok(error.message.includes('expected: a whole number'));
      assert.ok(!error.message.includes('hunter2'));
      return true;
    },
  );
});

test('no two options share a flag or a variable, and every default is a right value', () => {
  for (const names of [options.map((o) => o.flag).filter(Boolean), options.map((o) => o.variable)]) assert.equal(new Set(names).size, names.length);
  for (const option of options) if (option.default !== undefined) assert.ok(option.schema.safeParse(option.default).success, option.variable);
});

// 启动准备 Bootstrap: when an installation counts as complete.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isInstalled } from './bootstrap.mjs';

const lock = {
  packages: {
    '': { name: 'rongcheng' },
    'node_modules/needed': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/tool': { version: '2.0.0', integrity: 'sha512-b', dev: true },
    'node_modules/other-platform': { version: '3.0.0', optional: true },
  },
};
const needed = { 'node_modules/needed': { version: '1.0.0', integrity: 'sha512-a' } };
const tool = { 'node_modules/tool': { version: '2.0.0', integrity: 'sha512-b', dev: true } };

test('what npm recorded must hold every package of the lockfile that this command needs', () => {
  assert.equal(isInstalled(lock, { packages: needed }, false), true);
  assert.equal(isInstalled(lock, { packages: needed }, true), false);
  assert.equal(isInstalled(lock, { packages: { ...needed, ...tool } }, true), true);
});

test('no record, another version and other contents all call for an installation', () => {
  assert.equal(isInstalled(lock, undefined, false), false);
  assert.equal(isInstalled(lock, { packages: {} }, false), false);
  assert.equal(isInstalled(lock, { packages: { 'node_modules/needed': { version: '1.0.1', integrity: 'sha512-a' } } }, false), false);
  assert.equal(isInstalled(lock, { packages: { 'node_modules/needed': { version: '1.0.0', integrity: 'sha512-c' } } }, false), false);
});

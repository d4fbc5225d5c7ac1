#!/usr/bin/env node
// 测试入口 Test starter: brings packages, the development ones too, and Node 24, then hands over to the test run itself.

import { findNode, handOver, install } from './bootstrap.mjs';

install({ withDev: true });
handOver(findNode(), 'bin/run-tests.mjs', process.argv.slice(2));

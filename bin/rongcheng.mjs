#!/usr/bin/env node
// 启动器 Starter: the one command of 榕诚. Brings packages and Node 24 if they are missing, then hands over to src/main.ts.

import { findNode, handOver, install } from './bootstrap.mjs';

install({ withDev: false });
handOver(findNode(), 'src/main.ts', process.argv.slice(2));

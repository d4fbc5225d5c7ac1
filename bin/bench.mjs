#!/usr/bin/env node
// 基准入口 Benchmark starter: brings packages, the development ones too, and Node 24, then hands over to the benchmarks.

import { findNode, handOver, install } from './bootstrap.mjs';

install({ withDev: true });
handOver(findNode(), 'bench/main.ts', process.argv.slice(2));

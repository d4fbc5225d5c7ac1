// 核查 The journeys of eligibility checks and credit reports.

import { eligibility } from './eligibility.ts';
import { inOneWorld } from './one-world.ts';

inOneWorld(eligibility);

// 后果 The journeys of what follows from a finding: measures and rectification.

import { measures } from './measures.ts';
import { inOneWorld } from './one-world.ts';
import { rectificationJourneys } from './rectification.ts';

inOneWorld(rectificationJourneys, measures);

// 后果 The journeys of what follows from a finding: measures and rectification, who is told of them, and the boards over them.

import { doors } from './doors.ts';
import { measures } from './measures.ts';
import { inOneWorld } from './one-world.ts';
import { rectificationJourneys } from './rectification.ts';

inOneWorld(doors, rectificationJourneys, measures);

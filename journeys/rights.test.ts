// 权利 The journeys of whoever is concerned: objection and repair.

import { objections } from './objection.ts';
import { inOneWorld } from './one-world.ts';
import { repairs } from './repair.ts';

inOneWorld(objections, repairs);

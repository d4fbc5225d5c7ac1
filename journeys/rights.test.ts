// 权利 The journeys of whoever is concerned: objection, repair, and what protects who objects.

import { objections } from './objection.ts';
import { inOneWorld } from './one-world.ts';
import { repairs } from './repair.ts';
import { retaliations } from './retaliation.ts';

inOneWorld(objections, repairs, retaliations);

// 旅程 The journeys: one instance of the product and one browser for all of them, so that the start is paid for once.

import { after, before } from 'node:test';
import { bigImport } from './big-import.ts';
import { launchBrowser } from './chromium.ts';
import { county } from './county.ts';
import { creditOffice } from './credit-office.ts';
import { eligibility } from './eligibility.ts';
import { startInstance } from './instance.ts';
import { measures } from './measures.ts';
import { objections } from './objection.ts';
import { publicSite } from './public.ts';
import { rectificationJourneys } from './rectification.ts';
import { repairs } from './repair.ts';
import { rulebook } from './rulebook.ts';
import { sourceDepartment } from './source-department.ts';
import type { World } from './visitor.ts';
import { withoutMouse } from './without-mouse.ts';

const world = {} as { -readonly [key in keyof World]: World[key] };

before(async () => {
  [world.instance, world.browser] = await Promise.all([startInstance(), launchBrowser()]);
});
after(async () => {
  await world.browser?.close();
  await world.instance?.stop();
});

creditOffice(world);
county(world);
sourceDepartment(world);
measures(world);
publicSite(world);
rectificationJourneys(world);
eligibility(world);
rulebook(world);
objections(world);
repairs(world);
withoutMouse(world);
bigImport(world);

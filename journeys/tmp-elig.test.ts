// 临时
import { after, before } from 'node:test';
import { launchBrowser } from './chromium.ts';
import { eligibility } from './eligibility.ts';
import { startInstance } from './instance.ts';
import type { World } from './visitor.ts';
const world = {} as { -readonly [key in keyof World]: World[key] };
before(async () => { [world.instance, world.browser] = await Promise.all([startInstance(), launchBrowser()]); });
after(async () => { await world.browser?.close(); await world.instance?.stop(); });
eligibility(world);

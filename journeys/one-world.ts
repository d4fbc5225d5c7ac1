// 同一世界 One world: the journeys that share an instance and a browser, so that the start is paid for once. Journeys that change what
// others look at have a world of their own.

import { after, before } from 'node:test';
import { launchBrowser } from './chromium.ts';
import { startInstance } from './instance.ts';
import type { World } from './visitor.ts';

/** Plays these journeys, in this order, in one instance of the product. */
export function inOneWorld(...journeys: readonly ((world: World) => void)[]): void {
  const world = {} as { -readonly [key in keyof World]: World[key] };
  before(async () => {
    [world.instance, world.browser] = await Promise.all([startInstance(), launchBrowser()]);
  });
  after(async () => {
    await world.browser?.close();
    await world.instance?.stop();
  });
  for (const journey of journeys) journey(world);
}

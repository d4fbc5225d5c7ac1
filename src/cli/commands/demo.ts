/** 演示复位 demo reset: an invented city back to its first day. Refused for a city that is not a demo. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Pool } from '../../store/db.ts';
import { addCommand, configFrom, databaseKeys, type Flags, withConfig } from '../command.ts';
import { line, mark, json } from '../output.ts';
import type { Act } from '../program.ts';
import { Trouble } from '../trouble.ts';

export function demoCommands(program: Command, done: Act): void {
  const demo = addCommand(program, { usage: 'demo', zh: '演示城市', en: 'The demo city', examples: ['demo reset --yes'] });
  withConfig(addCommand(demo, {
    usage: 'reset', zh: '清空演示城市的全部数据，下次启动时重新装载；只用于虚构城市', en: 'Clear the demo city; the next start loads it anew. Only for an invented city',
    examples: ['demo reset --yes', 'demo reset --yes --data ./data'],
  }), databaseKeys).option('--yes', '确认清空 really clear everything').option('--json', '以 JSON 输出 print JSON').action(async (flags: Flags) => done(await reset(flags)));
}

async function reset(flags: Flags): Promise<void> {
  const { openDatabase } = await import('../database.ts');
  const { cityIn } = await import('../start/prepare.ts');
  const { whileAlone } = await import('../start/instance.ts');
  const { readCity } = await import('../../rulebook/city-files.ts');
  const config = configFrom(flags);
  const database = await openDatabase(config, { mayMake: false });
  try {
    const { rows: [has] } = await database.owner.query<{ site: boolean }>("select to_regclass('pub.site') is not null as site");
    const city = has?.site === true ? await cityIn(database.owner) : undefined;
    if (city !== undefined && !readCity(city).demo) throw new Trouble(`“${city}”不是演示城市，不能清空。真实数据只能按规定处置`, `"${city}" is no demo city; its data cannot be cleared`);
    if (flags['yes'] !== true) throw new Trouble('将清空演示城市的全部数据。确认请加 --yes', 'This clears all data of the demo city. Add --yes to confirm');
    await whileAlone(database.owner, () => new Trouble('平台正在运行，请先停止再复位', 'The platform is running; stop it first'), () => clear(database.owner, config.dataDir));
    if (flags['json'] === true) json({ reset: true });
    else line(`${mark('ok')} 已清空。运行 rongcheng start 重新装载演示城市。 Cleared; rongcheng start loads it anew.`);
  } finally {
    await database.close();
  }
}

async function clear(owner: Pool, dataDir: string): Promise<void> {
  await owner.query('drop schema if exists rc cascade; drop schema if exists pub cascade; drop schema if exists graphile_worker cascade; drop table if exists public.rongcheng_migration');
  rmSync(join(dataDir, 'files'), { recursive: true, force: true });
  // The log begins anew, so it is another log: under the old key it would be a fork.
  for (const name of ['last-signed.json', 'logSeed.key']) rmSync(join(dataDir, 'keys', name), { force: true });
}

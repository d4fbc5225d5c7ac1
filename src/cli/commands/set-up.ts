/** 升级 migrate: brings the database to this program's version and loads the city's files, without serving anybody. */
import type { Command } from 'commander';
import { readConfig } from '../../config.ts';
import { addCommand, cityAsked, configFrom, databaseKeys, type Flags, withConfig } from '../command.ts';
import { json, line, say } from '../output.ts';
import type { Act } from '../program.ts';

export function setUpCommands(program: Command, done: Act): void {
  withConfig(addCommand(program, {
    usage: 'migrate', zh: '升级数据库并装载城市的区划、机构与规则', en: 'Upgrade the database and load the city’s areas, bodies and rules',
    examples: ['migrate', 'migrate --city fuzhou --empty --data /srv/rongcheng'],
  }), [...databaseKeys, 'city', 'empty']).option('--json', '以 JSON 输出 print JSON').action(async (flags: Flags) => done(await runMigrate(flags)));
}

async function runMigrate(flags: Flags): Promise<void> {
  const { openDatabase } = await import('../database.ts');
  const { prepare } = await import('../start/prepare.ts');
  const config = configFrom(flags);
  const database = await openDatabase(config, { mayMake: true });
  try {
    const ready = await prepare({ database, dataDir: config.dataDir, city: cityAsked(flags), cityDefault: readConfig({}, {}).city, empty: config.empty, say });
    if (flags['json'] === true) return json({ applied: ready.applied, version: ready.version, city: ready.city });
    line(ready.applied.length === 0 ? `数据库已是最新（${ready.version}），城市：${ready.city}。 Up to date.` : `已执行 ${ready.applied.join('、')}，城市：${ready.city}。 Applied.`);
  } finally {
    await database.close();
  }
}

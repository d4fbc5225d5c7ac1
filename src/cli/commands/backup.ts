/** 备份与恢复 backup, restore. */
import type { Command } from 'commander';
import { systemClock } from '../../clock.ts';
import { addCommand, configFrom, databaseKeys, type Flags, withConfig } from '../command.ts';
import { json, line, mark, say } from '../output.ts';
import type { Act } from '../program.ts';
import { exitCodes, Trouble } from '../trouble.ts';
import { printReport } from './checks.ts';

export function backupCommands(program: Command, done: Act): void {
  withConfig(addCommand(program, {
    usage: 'backup', zh: '备份：同一时刻的全部数据与附件，附清单；密钥另存一个文件', en: 'Back up all data and attachments of one moment; keys go to a file of their own',
    examples: ['backup -o /backup/2026-11-23', 'backup -o /backup/2026-11-23.tar', 'backup -o /backup/2026-11-23.tar --without-keys'],
  }), databaseKeys)
    .requiredOption('-o, --output <path>', '目标：尚不存在的目录，或以 .tar 结尾的文件 a new folder, or a file ending in .tar')
    .option('--without-keys', '不导出密钥 leave the keys out')
    .option('--json', '以 JSON 输出 print JSON')
    .action(async (flags: Flags) => done(await runBackup(flags)));
  withConfig(addCommand(program, {
    usage: 'restore <backup>', zh: '恢复到空的数据库，核对行数与日志根值，并全库复核', en: 'Restore into an empty database, compare counts and log root, and check everything',
    examples: ['restore /backup/2026-11-23.tar --data /srv/rongcheng-new', 'restore /backup/2026-11-23 --keys /safe/keys.json --data ./restored'],
  }), databaseKeys)
    .option('--keys <file>', '密钥文件；不在备份旁边时给出 the keys file, when it does not lie beside the backup')
    .option('--skip-numbers <n>', '备份之后每个编号、文号序列至多可能又用了多少号，一律跳过不再用；备份后没有再办理的（如迁移）写 0 how many numbers each series may have given since the backup; 0 when nothing was done since', String(skippedByDefault))
    .option('--json', '以 JSON 输出 print JSON')
    .action(async (source: string, flags: Flags) => done(await runRestore(source, flags)));
}

async function runBackup(flags: Flags): Promise<void> {
  const { withHouse } = await import('../database.ts');
  const { backup } = await import('../../store/backup.ts');
  await withHouse(configFrom(flags), async ({ house, database }) => {
    const made = await backup({ owner: database.owner, house, target: flags['output'] as string, withKeys: flags['withoutKeys'] !== true });
    const { manifest, path, keysPath, rows, bytes } = made;
    if (flags['json'] === true) json({ path, keysPath, rows, bytes, tables: manifest.tables.length, files: manifest.files.length, missing: manifest.missing, log: manifest.log });
    else {
      line(`${mark('ok')} 已备份到 ${path}：${manifest.tables.length} 张表 ${rows} 行、附件 ${manifest.files.length} 个，日志 ${manifest.log.leaves} 条${manifest.log.leaves === 0 ? '' : `（根值 ${manifest.log.root.slice(0, 16)}…）`}。 Backed up: ${rows} rows of ${manifest.tables.length} tables, ${manifest.files.length} files, ${manifest.log.leaves} leaves.`);
      if (manifest.missing.length > 0) line(`${mark('warn')} 有 ${manifest.missing.length} 个附件的文件不在：${manifest.missing.slice(0, 5).join('、')}。请运行 rongcheng fsck。 ${manifest.missing.length} files are missing: run rongcheng fsck.`);
    }
    if (keysPath !== null) say({ zh: `密钥在 ${keysPath}：谁同时拿到备份和密钥，谁就能读出全部内容。请立即移到另一处保管。`, en: `The keys are in ${keysPath}. Whoever has backup and keys can read everything: keep them apart.` });
    else say({ zh: '未导出密钥：没有密钥，身份号码与封存件无法解密，日志无法续签。请确认另有保管。', en: 'Keys were left out: without them nothing encrypted can be read and the log cannot go on.' });
  });
}

/** More than a day's work gives in any series but that of an import of thousands. */
const skippedByDefault = 1000;
const skippedMax = 50_000;

function skippedOf(flags: Flags): number {
  const asked = String(flags['skipNumbers']);
  if (/^\d{1,5}$/.test(asked) && Number(asked) <= skippedMax) return Number(asked);
  throw new Trouble(`--skip-numbers 应为 0 至 ${skippedMax} 的整数，现为“${asked}”`, `--skip-numbers must be a whole number from 0 to ${skippedMax}`);
}

async function runRestore(source: string, flags: Flags): Promise<number> {
  const skip = { numbers: skippedOf(flags), on: systemClock.today() };
  const { openDatabase } = await import('../database.ts');
  const { restore } = await import('../../store/backup/restore.ts');
  const { whileAlone } = await import('../start/instance.ts');
  const { registers } = await import('../../registers/catalog.ts');
  const { fsck } = await import('../../store/fsck.ts');
  const { wire } = await import('../../wiring.ts');
  const config = configFrom(flags);
  const database = await openDatabase(config, { mayMake: true });
  try {
    const keysPath = flags['keys'] as string | undefined;
    const refused = (): Error => new Trouble(`数据目录 ${config.dataDir} 正由运行中的平台使用，不能恢复到其中。请用 --data 指定一个新的数据目录`, 'The platform is running on this data folder. Choose a new one with --data');
    const manifest = await whileAlone(database.owner, refused, () =>
      restore({ source, owner: database.owner, registers: Object.values(registers), dataDir: config.dataDir, skip, ...(keysPath === undefined ? {} : { keysPath }) }));
    const house = await wire({ appUrl: database.urls.app, dataDir: config.dataDir, clock: systemClock, connections: 6 });
    try {
      const report = await fsck(house);
      const same = report.log.size === manifest.log.size && report.log.root === manifest.log.root && report.checked.leaves === manifest.log.leaves;
      if (flags['json'] === true) json({ restored: manifest.tables.map(({ table, rows }) => ({ table, rows })), log: manifest.log, sameRoot: same, skippedNumbers: skip.numbers, fsck: report });
      else {
        line(`${mark('ok')} 已恢复 ${manifest.tables.length} 张表 ${manifest.tables.reduce((sum, { rows }) => sum + rows, 0)} 行、附件 ${manifest.files.length} 个；行数与清单相符。 Restored; the counts are those of the manifest.`);
        line(`${mark(same ? 'ok' : 'bad')} 日志 ${report.checked.leaves} 条，根值${same ? '与清单相符' : '与清单不符'}。 The root is ${same ? 'that of the manifest' : 'not that of the manifest'}.`);
        line(skip.numbers === 0 ? `${mark('warn')} 编号、文号接着备份里的继续：备份之后如果又办理过，请换一个空的数据目录，以 --skip-numbers 重新恢复，否则会有重号。 Numbers go on from the backup.`
          : `${mark('ok')} ${skip.on.slice(0, 4)} 年的编号、文号各跳过 ${skip.numbers} 号：备份之后发出过的不会再用。备份之后用得更多的（如批量导入），请换一个空的数据目录，以更大的 --skip-numbers 重新恢复。 ${skip.numbers} numbers of each series were skipped.`);
        printReport(report);
      }
      return same && report.ok ? exitCodes.done : exitCodes.failed;
    } finally {
      await house.close();
    }
  } finally {
    await database.close();
  }
}

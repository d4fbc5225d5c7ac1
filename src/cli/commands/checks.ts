/** 复核与体检 fsck, doctor: whether what is stored is what was done, and whether the installation is fit to go on. */
import type { Command } from 'commander';
import { addCommand, configFrom, databaseKeys, type Flags, withConfig } from '../command.ts';
import { json, line, mark, say, styled } from '../output.ts';
import type { Act } from '../program.ts';
import { exitCodes, Trouble } from '../trouble.ts';
import type { FsckReport } from '../../store/fsck.ts';

export function checkCommands(program: Command, done: Act): void {
  withConfig(addCommand(program, {
    usage: 'fsck', zh: '全库复核：由条目重算整个日志，核对公示记录、办理记录、附件、核查答复与信用报告，指出被改动的行', en: 'Re-derive the log from its entries and check records, entries, attachments, answers and reports; name what was altered',
    examples: ['fsck', 'fsck --json', 'fsck --repair'],
  }), databaseKeys)
    .option('--repair', '由条目重建日志瓦片（条目与签署的根值相符时）rebuild the tiles from the entries')
    .option('--json', '以 JSON 输出 print JSON')
    .action(async (flags: Flags) => done(await runFsck(flags)));
  withConfig(addCommand(program, {
    usage: 'doctor', zh: '体检：运行环境、数据库、日历、密钥、任务队列，逐项说明怎么办', en: 'Check the installation and say what to do',
    examples: ['doctor', 'doctor --json'],
  }), databaseKeys).option('--json', '以 JSON 输出 print JSON').action(async (flags: Flags) => done(await runDoctor(flags)));
}

async function runFsck(flags: Flags): Promise<number> {
  const { withHouse } = await import('../database.ts');
  const { fsck, rebuildTiles } = await import('../../store/fsck.ts');
  return withHouse(configFrom(flags), async ({ house }) => {
    if (flags['repair'] === true) {
      const rebuilt = await rebuildTiles(house);
      if (!rebuilt.ok) throw new Trouble(rebuilt.zh, rebuilt.en, exitCodes.failed);
      say({ zh: `已由 ${rebuilt.size} 条日志重建 ${rebuilt.tiles} 块瓦片。`, en: `${rebuilt.tiles} tiles were rebuilt from ${rebuilt.size} leaves.` });
    }
    const report = await fsck(house);
    if (flags['json'] === true) json(report);
    else printReport(report);
    return report.ok ? exitCodes.done : exitCodes.failed;
  });
}

/** Prints what was checked and each finding with its next step. */
export function printReport(report: FsckReport): void {
  for (const finding of report.findings) {
    line(`${mark(finding.severity === 'error' ? 'bad' : 'warn')} ${styled('bold', `${finding.table} ${finding.row}${finding.column === undefined ? '' : ` ${finding.column}`}`)}  ${finding.zh}`);
    line(`    ${styled('dim', finding.en)}`);
    line(`    → ${finding.next.zh}\n      ${styled('dim', finding.next.en)}`);
  }
  for (const { kind, count } of report.overflow) line(`${mark('warn')} ${kind}：共 ${count} 处，仅列出前面的。 ${count} in all.`);
  const c = report.checked;
  line(`已核对 日志 ${c.leaves} 条、瓦片 ${c.tiles} 块、检查点 ${c.checkpoints} 个，公示记录 ${c.publicRecords} 条、已结束 ${c.endedRecords} 条、公告 ${c.posted} 则，事项 ${c.records} 件、办理记录 ${c.entries} 条，附件 ${c.attachments} 个，核查答复 ${c.answers} 份、信用报告 ${c.reports} 版。`);
  line(report.total === 0 ? `${mark('ok')} 未发现问题。 Nothing found.` : `${mark(report.ok ? 'warn' : 'bad')} 发现 ${report.total} 处。 ${report.total} findings.`);
}

async function runDoctor(flags: Flags): Promise<number> {
  const { withHouse } = await import('../database.ts');
  const { examine } = await import('../doctor.ts');
  return withHouse(configFrom(flags), async ({ house, database }) => {
    const checks = await examine({ house, owner: database.owner, dataDir: configFrom(flags).dataDir });
    if (flags['json'] === true) json({ ok: checks.every((check) => check.level !== 'bad'), checks });
    else {
      for (const check of checks) {
        line(`${mark(check.level)} ${check.name.zh} ${check.name.en}：${check.zh}`);
        if (check.en !== '') line(`    ${styled('dim', check.en)}`);
        if (check.next !== undefined) line(`    → ${check.next.zh}\n      ${styled('dim', check.next.en)}`);
      }
    }
    return checks.some((check) => check.level === 'bad') ? exitCodes.failed : exitCodes.done;
  });
}

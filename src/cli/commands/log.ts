/** 公示日志 log: what an operator does with the disclosure log itself. */
import type { Command } from 'commander';
import { addCommand, configFrom, databaseKeys, type Flags, withConfig } from '../command.ts';
import { json, line, mark } from '../output.ts';
import type { Act } from '../program.ts';
import type { Refilled } from '../../store/refill.ts';

export function logCommands(program: Command, done: Act): void {
  const log = addCommand(program, { usage: 'log', zh: '公示日志：恢复旧备份后，由副本补回', en: 'The disclosure log: refill it from a copy after an older backup was restored', examples: ['log refill https://credit.example.gov.cn/log/'] });
  withConfig(addCommand(log, {
    usage: 'refill <from>', zh: '由日志副本补回恢复旧备份时丢失的条目，核对签名与整棵树后继续签署；已终止的公示随即撤下', en: 'Refill leaves that a restore lost from a copy of the log, after checking signature and tree; take down what had ended',
    examples: ['log refill /srv/log-mirror', 'log refill https://credit.example.gov.cn/log/', 'log refill /srv/log-mirror --json'],
  }), databaseKeys)
    .option('--json', '以 JSON 输出 print JSON')
    .action(async (from: string, flags: Flags) => done(await runRefill(from, flags)));
}

async function runRefill(from: string, flags: Flags): Promise<void> {
  const { withHouse } = await import('../database.ts');
  const { refill } = await import('../../store/refill.ts');
  const { openMirror } = await import('../../store/refill/mirror.ts');
  const mirror = await openMirror(from);
  const refilled = await withHouse(configFrom(flags), ({ house }) => refill(house, mirror));
  if (flags['json'] === true) json(refilled);
  else printRefilled(refilled);
}

function printRefilled({ from, size, root, ended, correct, disclose, letters }: Refilled): void {
  if (size === from) {
    line(`${mark('ok')} 没有缺少的条目：日志共 ${size} 条，与副本一致。 Nothing was missing.`);
    return;
  }
  line(`${mark('ok')} 已补回 ${size - from} 条（第 ${from} 条至第 ${size - 1} 条），日志共 ${size} 条，根值 ${root.slice(0, 16)}…，已续签。 ${size - from} leaves refilled.`);
  for (const { no, leaf, on, reason } of ended) line(`${mark('ok')} ${no} 已于 ${on} 终止（日志第 ${leaf} 条，${reason}）：现已撤下并封存。 Taken down.`);
  for (const { no, leaf, on } of correct) line(`${mark('warn')} ${no} 在 ${on} 的更正（日志第 ${leaf} 条）已丢失，公众现在看到更正之前的内容。\n    → 在工作台重新申请更正，在此之前可先撤下。 To be corrected again.`);
  for (const { leaf, on } of disclose) line(`${mark('warn')} ${on} 的公示（日志第 ${leaf} 条）正文已丢失。\n    → 在工作台查找当日前后办理而状态已退回的事项，重新办理公示。 To be disclosed again.`);
  for (const { leaf, on } of letters) line(`${mark('warn')} ${on} 制发的文书（日志第 ${leaf} 条）已丢失，公众验证时会被告知“没有查到这份文书”。\n    → 核对已送达的原件，由经办人员重新制发并送达。 To be issued again.`);
  if (letters.length > 0) line(`${mark('ok')} 各类文书的文号已跳过 ${letters.length} 号：丢失的文书用过的文号不会再用。 Their numbers are not given again.`);
  line('请运行 rongcheng fsck 全面核对。 Now run rongcheng fsck.');
}

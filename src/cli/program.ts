/**
 * 命令行: `rongcheng <command>`: all commands, their help in both languages, and what every one does with an error: say it on
 * stderr with the next step and end with an exit code that programs can read.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { addCommand, type Flags, withConfig } from './command.ts';
import { backupCommands } from './commands/backup.ts';
import { checkCommands } from './commands/checks.ts';
import { dataCommands } from './commands/data.ts';
import { demoCommands } from './commands/demo.ts';
import { logCommands } from './commands/log.ts';
import { ruleCommands } from './commands/rules.ts';
import { setUpCommands } from './commands/set-up.ts';
import { userCommands } from './commands/user.ts';
import { verifyCommand } from './commands/verify.ts';
import { hearClosedPipe, sayTrouble } from './output.ts';
import { exitCodes, explain, explainUsage } from './trouble.ts';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8')) as { version: string };

/** What only the entry can do, because it wires the faces. */
export interface Entry {
  start(flags: Flags): Promise<never>;
}

const titles: Readonly<Record<string, string>> = { 'Usage:': '用法 Usage:', 'Arguments:': '参数 Arguments:', 'Options:': '选项 Options:', 'Commands:': '命令 Commands:' };

/** Runs a command line. @returns the exit code: 0 done, 1 what was asked about is not right, 2 wrongly called or not possible. */
export async function runCommandLine(args: readonly string[], entry: Entry): Promise<number> {
  let code: number = exitCodes.done;
  hearClosedPipe();
  const program = buildProgram(entry, (result) => { code = result ?? exitCodes.done; });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      const text = explainUsage(error, nameUnder(program, args));
      if (text === undefined) return error.code === 'commander.help' ? exitCodes.trouble : exitCodes.done;
      sayTrouble(text);
      return exitCodes.trouble;
    }
    // Whoever read the output has had enough of it.
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return code;
    const { text, exitCode } = explain(error);
    sayTrouble(text);
    return exitCode;
  }
}

/** The command that the arguments name, for "run … --help". */
function nameUnder(program: Command, args: readonly string[]): string {
  const names = ['rongcheng'];
  let at: Command | undefined = program;
  for (const arg of args) {
    at = at.commands.find((command) => command.name() === arg);
    if (at === undefined) break;
    names.push(arg);
  }
  return names.join(' ');
}

/** What a command's action gives: its exit code, or nothing for 0. */
export type Act = (result: number | void) => void;

/** All commands. `done` hears each action's exit code. */
export function buildProgram(entry: Entry, done: Act): Command {
  const program = new Command('rongcheng')
    .description('榕诚：让政府守信的开放平台\nRongcheng: an open platform that holds governments to their word')
    .exitOverride().showSuggestionAfterError(true).allowExcessArguments(false)
    .configureHelp({ styleTitle: (title) => titles[title] ?? title })
    .configureOutput({ outputError: () => undefined })
    .version(version, '-v, --version', '显示版本 show the version')
    .helpOption('-h, --help', '显示帮助 show help').helpCommand('help [command]', '显示某个命令的帮助 show help of a command');
  program.addHelpText('after', `
退出码 Exit codes:  0 完成 done · 1 所查的事项不符 what was asked about is not right · 2 用法或运行错误 wrong usage or trouble
`);
  withConfig(addCommand(program, {
    usage: 'start', zh: '启动平台：数据库、工作台与接口、公众网站；首次启动时建库并装载城市', en: 'Start the platform: database, console with API, portal; the first start makes database and city',
    examples: ['start', 'start --port 9000 --data /srv/rongcheng', 'start --city fuzhou --empty'],
  }), ['port', 'portalPort', 'host', 'dataDir', 'databaseUrl', 'city', 'empty', 'logLevel', 'publicUrl'])
    .option('--json', '就绪后输出一行 JSON，其后是运行日志 print one line of JSON when ready, the log after it').action((flags: Flags) => entry.start(flags));
  setUpCommands(program, done);
  dataCommands(program, done);
  verifyCommand(program, done);
  checkCommands(program, done);
  backupCommands(program, done);
  logCommands(program, done);
  userCommands(program, done);
  ruleCommands(program, done);
  demoCommands(program, done);
  return program;
}


/**
 * 命令行的出错: a command that cannot do what it was told says why, in both languages, and what to do next; programs read the
 * exit code: 0 done, 1 what was asked about is not as it should be, 2 wrongly called or not possible now.
 */
import type { CommanderError } from 'commander';
import type { Label } from '../core/label.ts';
import { ProblemError } from '../core/problem.ts';
import { ConfigError } from '../config.ts';
import { CityFileError } from '../rulebook/city-files.ts';
import { RefillRefused } from '../store/refill/refused.ts';
import { BackupError } from '../store/backup/manifest.ts';
import { ServerTrouble } from '../store/postgres/trouble.ts';

export const exitCodes = { done: 0, failed: 1, trouble: 2 } as const;

/** Why a command stops. `next` is what the person should do; exit code 2 unless said otherwise. */
export class Trouble extends Error {
  readonly text: Label;
  readonly exitCode: number;
  constructor(zh: string, en: string, exitCode: number = exitCodes.trouble) {
    super(zh);
    this.text = { zh, en };
    this.exitCode = exitCode;
  }
}

/** What to print for an error, and the exit code; a bug keeps its stack. */
export function explain(error: unknown): { text: Label; exitCode: number } {
  const exitCode = exitCodes.trouble;
  if (error instanceof Trouble) return error;
  if (error instanceof ServerTrouble) return { text: error.text, exitCode };
  if (error instanceof BackupError) return { text: { zh: error.message, en: error.en }, exitCode };
  if (error instanceof RefillRefused) return { text: { zh: error.message, en: error.en }, exitCode: exitCodes.failed };
  if (error instanceof CityFileError) return { text: { zh: error.message, en: error.en }, exitCode };
  // Says both itself.
  if (error instanceof ConfigError) return { text: { zh: error.message, en: '' }, exitCode };
  if (error instanceof ProblemError) return { text: error.problem.detail, exitCode };
  const { code = '', path = '', message = String(error), stack = '' } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return { text: { zh: `找不到文件：${path}，请检查路径`, en: `No such file: ${path}` }, exitCode };
  if (code === 'EACCES' || code === 'EPERM') return { text: { zh: `没有权限：${path}，请检查属主与权限`, en: `Permission denied: ${path}` }, exitCode };
  if (code === 'ENOSPC') return { text: { zh: '磁盘已满，请清理后重试', en: 'The disk is full' }, exitCode };
  if (code === 'ECONNREFUSED' || code.startsWith('08') || code.startsWith('57P')) return { text: { zh: `连不上数据库（${message}）。请确认 PostgreSQL 正在运行、DATABASE_URL 正确`, en: `The database cannot be reached: ${message}` }, exitCode };
  if (code === '28P01' || code === '28000') return { text: { zh: '数据库拒绝了账户或口令，请检查 DATABASE_URL', en: 'The database refused account or password: check DATABASE_URL' }, exitCode };
  // Messages of our own that carry both languages need no stack.
  if (/[\u4e00-\u9fff]/.test(message)) return { text: { zh: message, en: '' }, exitCode };
  return { text: { zh: `程序出错：${message}。请把以下内容发给维护人员`, en: `A bug: please report what follows\n${stack}` }, exitCode };
}

const between = (text: string, start: string, end: string): string => text.split(start)[1]?.split(end)[0] ?? '';

/** What commander has to say, in both languages; undefined when it only showed help or the version. */
export function explainUsage(error: CommanderError, name: string): Label | undefined {
  const what = between(error.message, "'", "'");
  const meant = between(error.message, '(Did you mean ', '?)').replace(/^one of /, '');
  const hintZh = `${meant === '' ? '' : `是不是想输入 ${meant}？`}`;
  const hintEn = `${meant === '' ? '' : ` Did you mean ${meant}?`}`;
  const help = `${name} --help`;
  switch (error.code) {
    case 'commander.helpDisplayed': case 'commander.version': case 'commander.help': return undefined;
    case 'commander.unknownCommand': return { zh: `没有命令“${what}”。${hintZh}运行 ${help} 查看全部命令。`, en: `There is no command "${what}".${hintEn} Run ${help}.` };
    case 'commander.unknownOption': return { zh: `没有选项“${what}”。${hintZh}运行 ${help} 查看用法。`, en: `There is no option "${what}".${hintEn} Run ${help}.` };
    case 'commander.missingArgument': return { zh: `缺少参数 ${what}。运行 ${help} 查看用法。`, en: `The argument ${what} is missing. Run ${help}.` };
    case 'commander.optionMissingArgument': return { zh: `选项 ${what} 后面缺少值。运行 ${help} 查看用法。`, en: `The option ${what} needs a value. Run ${help}.` };
    case 'commander.missingMandatoryOptionValue': return { zh: `必须给出选项 ${what}。运行 ${help} 查看用法。`, en: `The option ${what} is required. Run ${help}.` };
    case 'commander.excessArguments': return { zh: `参数过多。运行 ${help} 查看用法。`, en: `Too many arguments. Run ${help}.` };
    default: return { zh: `用法不对：${error.message.replace(/^error: /, '')}。运行 ${help} 查看用法。`, en: `Run ${help}.` };
  }
}

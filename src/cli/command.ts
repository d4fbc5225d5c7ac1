/**
 * 命令的样子: how every command is declared: a name, what it does in both languages, an example, the options it shares with
 * the table of the configuration. An action gives its exit code; whatever it throws is explained in one place.
 */
import { Command } from 'commander';
import { type Config, options, readConfig } from '../config.ts';
import type { Label } from '../core/label.ts';

/** What the command line said, by option. */
export type Flags = Readonly<Record<string, string | boolean | undefined>>;

export interface CommandText extends Label {
  /** Name and arguments, as commander reads them: 'verify <file>'. */
  readonly usage: string;
  /** What follows the program's name in each example. */
  readonly examples: readonly string[];
}

/** Adds a command. The action's arguments are the command's, then the flags. */
export function addCommand(parent: Command, { usage, zh, en, examples }: CommandText): Command {
  const command = parent.command(usage).description(`${zh}\n${en}`).summary(`${zh} ${en}`);
  if (examples.length > 0) command.addHelpText('after', `\n示例 Example:\n${examples.map((example) => `  $ rongcheng ${example}`).join('\n')}\n`);
  return command;
}

/** Adds options of the configuration's table to a command. */
export function withConfig(command: Command, keys: readonly (keyof Config)[]): Command {
  for (const option of options.filter(({ key }) => keys.includes(key))) {
    if (option.flag === undefined) {
      command.addHelpText('after', `\n环境变量 Environment:\n  ${option.variable}  ${option.label.zh} ${option.label.en}`);
      continue;
    }
    const fallback = option.default === undefined ? '' : `，默认 default ${option.default}`;
    command.option(option.value === undefined ? option.flag : `${option.flag} <${option.value}>`, `${option.label.zh} ${option.label.en}（${option.variable}${fallback}）`);
  }
  return command;
}

/** Options of every command that needs the database. */
export const databaseKeys = ['dataDir', 'databaseUrl'] as const satisfies readonly (keyof Config)[];

const nameOf = (flag: string): string => flag.replace(/^--/, '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The configuration as flags and environment say. Throws ConfigError. */
export function configFrom(flags: Flags): Config {
  return readConfig(said(flags));
}

const said = (flags: Flags): Partial<Record<keyof Config, string | boolean>> =>
  Object.fromEntries(options.flatMap(({ key, flag }) => {
    const value = flag === undefined ? undefined : flags[nameOf(flag)];
    return value === undefined ? [] : [[key, value]];
  }));

/** The city that was asked for; undefined when nobody said one and the default would apply. */
export function cityAsked(flags: Flags): string | undefined {
  const { city } = configFrom(flags);
  return flags['city'] !== undefined || city !== readConfig({}, {}).city ? city : undefined;
}

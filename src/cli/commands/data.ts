/** 数据进出 import, template, export: tables in through the same pipeline as the console, disclosed records out as open data. */
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import type { Actor } from '../../core/actor.ts';
import type { CatalogItem } from '../../core/catalog.ts';
import { getValue } from '../../core/problem.ts';
import type { PublicBody } from '../../core/publication.ts';
import type { BatchRow } from '../../imports/batch.ts';
import { findTable, officialsTable } from '../../imports/officials-table.ts';
import { keepingStaff } from '../../directory/officials.ts';
import type { Wired } from '../../wiring.ts';
import type { Opened } from '../database.ts';
import { addCommand, configFrom, databaseKeys, type Flags, withConfig } from '../command.ts';
import { json, line, mark, say } from '../output.ts';
import type { Act } from '../program.ts';
import { exitCodes, Trouble } from '../trouble.ts';

export function dataCommands(program: Command, done: Act): void {
  withConfig(addCommand(program, {
    usage: 'template <item>', zh: '生成某目录事项的导入模板（xlsx）', en: 'Write the import template of a catalogue item', examples: ['template civil-judgment -o 判决.xlsx'],
  }), databaseKeys).requiredOption('-o, --output <file>', '写入的文件 the file to write').option('--json', '以 JSON 输出结果 print the result as JSON').action(async (item: string, flags: Flags) => done(await template(item, flags)));
  withConfig(addCommand(program, {
    usage: 'import <file>', zh: '导入一张表（xlsx、csv、ndjson）：逐格检查，报告错误，导入有效行', en: 'Import a table: check every cell, report what is wrong, commit the valid rows',
    examples: ['import --item civil-judgment 判决.xlsx --dry-run', 'import --item civil-judgment --as fayuan1 判决.xlsx --dry-run', 'import --item civil-judgment --as fayuan1 判决.xlsx --errors 错误.xlsx', 'import --item arrears --as fayuan1 欠款.csv --all-or-nothing'],
  }), databaseKeys)
    .requiredOption('--item <item>', '目录事项 catalogue item').option('--as <login>', '经办人账号；正式导入时，有多名经办人就必须给出 login of the maker; required for a commit where there are several')
    .option('--dry-run', '只检查，不导入 check only').option('--errors <file>', '把错误行连同原因写入此文件（xlsx）write the failed rows here').option('--all-or-nothing', '有错误行时一行也不导入 commit nothing when a row is wrong')
    .option('--json', '以 JSON 输出 print JSON').action(async (file: string, flags: Flags) => done(await runImport(file, flags)));
  withConfig(addCommand(program, {
    usage: 'export', zh: '导出公示中的记录（NDJSON 或 CSV）', en: 'Export the disclosed records', examples: ['export -o records.ndjson', 'export --format csv --item civil-judgment -o 判决.csv'],
  }), databaseKeys)
    .option('-o, --output <file>', '写入文件；不给则打印 write to a file').option('--format <format>', 'ndjson 或 csv', 'ndjson').option('--item <item>', '只导出某事项 one item only')
    .option('--json', '写入文件后以 JSON 输出结果；须同时给出 --output print the result as JSON, with --output')
    .action(async (flags: Flags) => done(await exportRecords(flags)));
}

async function within<T>(flags: Flags, work: (house: Wired, database: Opened['database']) => Promise<T>): Promise<T> {
  const { withHouse } = await import('../database.ts');
  return withHouse(configFrom(flags), ({ house, database }) => work(house, database));
}

function itemOf(house: Wired, key: string): { body: CatalogItem; version: number } {
  const rules = house.rulesOn(house.clock.today());
  const rule = findTable(rules, key);
  if (rule === undefined) throw new Trouble(`目录中没有“${key}”。现有：${rules.all('item').map((r) => `${r.key}（${(r.body as CatalogItem).label.zh}）`).join('、')}；另有 officials（公务员名册）`, `There is no item "${key}". There are: ${rules.all('item').map((r) => r.key).join(', ')}`);
  return { body: rule.body, version: rule.version };
}

async function template(item: string, flags: Flags): Promise<void> {
  const { writeTemplate } = await import('../../imports/template.ts');
  await within(flags, async (house) => {
    const { body, version } = itemOf(house, item);
    await writeTemplate(body, flags['output'] as string, { version });
    if (flags['json'] === true) return json({ item, version, file: flags['output'] });
    say({ zh: `已写入 ${flags['output'] as string}（${body.label.zh}，第 ${version} 版）。`, en: `The template of ${body.label.en} was written.` });
  });
}

async function makerOf(house: Wired, login: string): Promise<Actor> {
  const { actorOf, findAccount } = await import('../../directory/accounts.ts');
  const account = await findAccount(house.pool, login);
  if (account === undefined) throw new Trouble(`没有启用的账号“${login}”。运行 rongcheng user list 查看全部`, `There is no active account "${login}". Run rongcheng user list`);
  return actorOf(account, house.areas());
}

interface Named {
  readonly login: string;
  /** Somebody has to lend an area to a dry run that nobody answers for; nothing of it may stay under that name. */
  readonly borrowed: boolean;
}

/** Whom an import runs as when nobody was named: the only maker there is. Of several one lends a dry run the widest area; what is stored must be somebody's own. */
async function makerFor(house: Wired, flags: Flags): Promise<Named> {
  if (flags['as'] !== undefined) return { login: flags['as'] as string, borrowed: false };
  const { rows } = await house.pool.query<{ login: string; name: string; body: string }>(
    `select a.login, a.name, b.name as body from rc.account a join rc.account_role r on r.account_id = a.id and r.role = 'maker' join rc.subject b on b.id = a.body_id
     where a.active and ($1::text[] is null or b.duties && $1) order by array_position(array['city', 'county', 'town'], b.level), a.login`, [flags['item'] === officialsTable ? keepingStaff : null]);
  const [first] = rows;
  if (first === undefined) throw new Trouble('还没有经办人账号：请先运行 rongcheng user add … --roles maker', 'There is no maker yet: run rongcheng user add … --roles maker');
  if (rows.length === 1) return { login: first.login, borrowed: false };
  const some = `${rows.slice(0, 10).map(({ login, name, body }) => `${login}（${body} ${name}）`).join('、')}${rows.length > 10 ? ' 等' : ''}`;
  const personal = flags['item'] === officialsTable || flags['errors'] !== undefined && itemOf(house, flags['item'] as string).body.subjectKind === 'official';
  if (flags['dryRun'] !== true || personal) {
    throw new Trouble(`有 ${rows.length} 名经办人，请用 --as 说明由谁${personal ? '查看这些涉及公职人员的数据' : '导入，记录归其单位'}：${some}`, `There are ${rows.length} makers: say with --as who ${personal ? 'reads these rows about officials' : 'imports; the records are that body’s'}, for example --as ${first.login}`);
  }
  say({ zh: `未给 --as：按全市范围试导入，不记在任何人名下。正式导入须用 --as 指明经办人：${some}`, en: `Without --as the dry run is in nobody’s name. A commit needs --as, for example --as ${first.login}` });
  return { login: first.login, borrowed: true };
}

async function runImport(file: string, flags: Flags): Promise<number> {
  if (!existsSync(file)) throw new Trouble(`找不到文件：${file}，请检查路径`, `No such file: ${file}`);
  const { startBatch } = await import('../../imports/batch.ts');
  return within(flags, async (house, database) => {
    itemOf(house, flags['item'] as string);
    const { login, borrowed } = await makerFor(house, flags);
    const actor = await makerOf(house, login);
    const { id, sameAs } = getValue(await startBatch(house, actor, { item: flags['item'] as string, fileName: basename(file), content: createReadStream(file) }));
    if (sameAs !== null) say({ zh: '同一文件此前已经导入过；重复的行会被识别，不会重复入库。', en: 'The same file was imported before; duplicates are recognised.' });
    try {
      return await checkAndCommit(house, actor, id, flags);
    } finally {
      if (borrowed) await database.owner.query('delete from rc.batch where id = $1', [id]);
    }
  });
}

async function checkAndCommit(house: Wired, actor: Actor, id: string, flags: Flags): Promise<number> {
  const { getBatch, cancelBatch } = await import('../../imports/batch.ts');
  const { checkBatch } = await import('../../imports/batch-check.ts');
  await checkBatch(house, actor, id, { unattended: true });
  const checked = await getBatch(house, id);
  refuseUnready(house, checked, await columnsOf(house, checked));
  const refused = checked.bad > 0 && flags['allOrNothing'] === true;
  if (flags['errors'] !== undefined && checked.bad > 0) await writeErrors(house, actor, checked, flags['errors'] as string);
  if (flags['dryRun'] === true || refused || checked.good + checked.warned === 0) await cancelBatch(house, id);
  else await commit(house, actor, id, flags['allOrNothing'] === true ? 'all' : 'valid');
  return report(house, await getBatch(house, id), flags);
}

async function columnsOf(house: Wired, batch: BatchRow): Promise<{ missing: readonly string[]; ambiguous: readonly string[] }> {
  const { matchHeaders } = await import('../../imports/headers.ts');
  const { body } = itemOf(house, batch.item);
  const cells = batch.header?.cells ?? [];
  const matched = matchHeaders(body, cells);
  return { missing: matched.missing.map((key) => body.fields.find((field) => field.key === key)?.label.zh ?? key), ambiguous: matched.ambiguous.map(({ column }) => cells[column] ?? '') };
}

function refuseUnready(_house: Wired, batch: BatchRow, columns: { missing: readonly string[]; ambiguous: readonly string[] }): void {
  if (batch.state === 'refused') throw new Trouble(batch.refusal?.zh ?? '文件无法读取', batch.refusal?.en ?? 'The file cannot be read', exitCodes.failed);
  if (batch.state !== 'mapping') return;
  const missing = columns.missing.length === 0 ? '' : `缺少必填列：${columns.missing.join('、')}。`;
  const ambiguous = columns.ambiguous.length === 0 ? '' : `不能确定这些列的含义：${columns.ambiguous.join('、')}。`;
  throw new Trouble(`${missing}${ambiguous}请按 rongcheng template ${batch.item} 的列名改正，或在工作台上传后逐列确认`, `Columns are missing or ambiguous. Use the headers of rongcheng template ${batch.item}, or confirm them in the console`, exitCodes.failed);
}

async function writeErrors(house: Wired, actor: Actor, batch: BatchRow, path: string): Promise<void> {
  const { writeErrorFile } = await import('../../imports/error-file.ts');
  const { failedRows } = await import('../../imports/failed-rows.ts');
  const { keepRowsLook } = await import('../../imports/row-looks.ts');
  if (itemOf(house, batch.item).body.subjectKind === 'official') await keepRowsLook(house, actor, batch, { what: '导入错误数据', status: 'bad', afterLine: 0, rowsMax: null, purpose: 'handling', because: null, allowed: true });
  await writeErrorFile(batch.header?.cells ?? [], failedRows(house, batch.id), path);
  say({ zh: `${batch.bad} 行错误数据连同原因已写入 ${path}，改正后可再次导入。`, en: `${batch.bad} failed rows were written to ${path}` });
}

/** Commits here and now: a command ends when the work is done, not when a job was ordered. */
async function commit(house: Wired, actor: Actor, id: string, mode: 'valid' | 'all'): Promise<void> {
  const { moveBatch } = await import('../../imports/batch.ts');
  const { commitBatch } = await import('../../imports/batch-commit.ts');
  getValue(await moveBatch(house, id, ['ready'], 'committing', { mode, committed_by: actor.accountId, started_at: house.clock.now(), finished_at: null }));
  await commitBatch(house, actor, id);
}

function report(_house: Wired, batch: BatchRow, flags: Flags): number {
  const { total, good, warned, bad, duplicate, committed, state } = batch;
  if (flags['json'] === true) json({ batch: batch.id, state, total, good, warned, bad, duplicate, committed });
  else {
    line(`共 ${total} 行：可导入 ${good + warned}（其中提示 ${warned}），错误 ${bad}，重复 ${duplicate}。 ${total} rows: ${good + warned} good (${warned} with warnings), ${bad} wrong, ${duplicate} duplicate.`);
    if (flags['dryRun'] === true) line('试导入，未写入任何记录。 Dry run: nothing was stored.');
    else line(state === 'done' ? `${mark('ok')} 已导入 ${committed} 行，批次 ${batch.id}。 ${committed} rows imported.` : `${mark('bad')} 没有导入任何行。 Nothing was imported.`);
  }
  return bad > 0 ? exitCodes.failed : exitCodes.done;
}

const pageRows = 500;

async function* disclosed(house: Wired, item: string | undefined): AsyncGenerator<{ id: string; leaf: number; body: PublicBody }> {
  for (let after = -1; ;) {
    const { rows } = await house.pool.query<{ id: string; leaf: number; body: PublicBody }>(`select id, leaf, body from pub.record where leaf > $1 and ($2::text is null or item = $2) order by leaf limit ${pageRows}`, [after, item ?? null]);
    yield* rows;
    if (rows.length < pageRows) return;
    after = (rows.at(-1) as { leaf: number }).leaf;
  }
}

const csvHeader = ['编号', '事项', '主体', '统一社会信用代码', '区划代码', '区域', '严重程度', '文书号', '认定单位', '认定日期', '摘要', '公示方式', '依据', '公示起', '公示止', '版本', '日志位置'];

async function exportRecords(flags: Flags): Promise<void> {
  const format = flags['format'];
  if (format !== 'ndjson' && format !== 'csv') throw new Trouble(`没有格式“${String(format)}”，请用 ndjson 或 csv`, 'The format is ndjson or csv');
  if (flags['json'] === true && flags['output'] === undefined) throw new Trouble('--json 输出的是导出结果，记录须写入文件：请同时给出 --output', '--json prints the result, so the records need a file: give --output as well');
  const { csvLine } = await import('../../imports/csv.ts');
  await within(flags, async (house) => {
    if (flags['item'] !== undefined) itemOf(house, flags['item'] as string);
    let records = 0;
    const lines = async function* (): AsyncGenerator<string> {
      if (format === 'csv') yield `\ufeff${csvLine(csvHeader)}`;
      for await (const { id, leaf, body } of disclosed(house, flags['item'] as string | undefined)) {
        records += 1;
        yield format === 'csv' ? csvLine(csvRow(body, leaf)) : `${JSON.stringify({ id, leaf, ...body })}\n`;
      }
    };
    const target = flags['output'] === undefined ? toStdout() : createWriteStream(flags['output'] as string);
    await pipeline(Readable.from(lines()), target);
    if (flags['json'] === true) json({ file: flags['output'], format, records });
  });
}

const csvRow = (b: PublicBody, leaf: number) => [
  b.no, b.item.label.zh, b.subject.name, b.subject.code, b.subject.areaCode, b.subject.areaName, b.severity.label.zh, b.documentNumber, b.decidedBy, b.decidedOn, b.summary,
  b.mode === 'full' ? '全文公示' : '摘要公示', b.ground.label.zh, b.from, b.until, b.version, leaf,
];

/** stdout that stays open when the lines end. */
const toStdout = (): Writable => new Writable({ write: (chunk: Buffer, _encoding, done) => void process.stdout.write(chunk, done) });

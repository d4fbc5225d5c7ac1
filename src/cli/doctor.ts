/**
 * 体检 doctor: what an operator should know before it hurts, each with what to do: software, database, time, disk, calendar,
 * keys, queue and log. A check that could not be made is never shown as good.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Label } from '../core/label.ts';
import { readCity, type City } from '../rulebook/city-files.ts';
import type { Pool } from '../store/db.ts';
import { rememberedIn } from '../store/fsck/parts.ts';
import { assertServer, serverFacts } from '../store/postgres/facts.ts';
import type { Wired } from '../wiring.ts';
import { pendingMigrations } from './database.ts';

/** One check. */
export interface Check {
  readonly name: Label;
  readonly level: 'ok' | 'warn' | 'bad';
  readonly zh: string;
  readonly en: string;
  /** What to do, when there is something. */
  readonly next?: Label;
}

interface Patient {
  readonly house: Wired;
  readonly owner: Pool;
  readonly dataDir: string;
}

const nodeMajorMin = 24;
const skewSecondsMax = 2;
const diskFreeMin = { bad: 1, warn: 5 };
const GiB = 1024 ** 3;
const failedJobDays = 7;
/** From this day on, the next year's holidays have usually been announced. */
const noticeFrom = '11-01';

type Exam = (patient: Patient, city: City) => Promise<Check> | Check;

/** All checks, in the order a person reads them; one that fails to run is bad. */
export async function examine(patient: Patient): Promise<Check[]> {
  const { rows: [site] } = await patient.house.pool.query<{ id: string }>("select value->>'id' as id from pub.site where key = 'city'");
  const city = readCity(site?.id ?? '');
  const found: Check[] = [];
  for (const [name, exam] of exams) {
    try {
      found.push({ ...(await exam(patient, city)), name });
    } catch (error) {
      const why = (error as Error).message;
      found.push({ name, level: 'bad', zh: `未能检查：${why}`, en: `Not checked: ${why}`, next: { zh: '排除原因后重新运行 rongcheng doctor', en: 'Mend that and run rongcheng doctor again' } });
    }
  }
  return found;
}

const unnamed = { zh: '', en: '' };
const ok = (zh: string, en: string): Check => ({ name: unnamed, level: 'ok', zh, en });
const warn = (zh: string, en: string, next: Label): Check => ({ name: unnamed, level: 'warn', zh, en, next });
const bad = (zh: string, en: string, next: Label): Check => ({ name: unnamed, level: 'bad', zh, en, next });

const exams: readonly (readonly [Label, Exam])[] = [
  [{ zh: '运行环境', en: 'Node' }, () => (Number.parseInt(process.versions.node, 10) >= nodeMajorMin ? ok(`Node.js ${process.versions.node}`, '') : bad(`Node.js ${process.versions.node} 过旧`, `Node.js ${process.versions.node} is too old`, { zh: `安装 Node.js ${nodeMajorMin} 或更高版本`, en: `Install Node.js ${nodeMajorMin} or newer` }))],
  [{ zh: '数据库', en: 'Database' }, database],
  [{ zh: '数据库版本', en: 'Migrations' }, async ({ owner }) => { const pending = await pendingMigrations(owner); return pending.length === 0 ? ok('与程序相符', 'Up to date') : bad(`有 ${pending.length} 项升级未执行`, `${pending.length} migrations wait`, { zh: '运行 rongcheng migrate', en: 'Run rongcheng migrate' }); }],
  [{ zh: '时间', en: 'Clock' }, clock],
  [{ zh: '磁盘', en: 'Disk' }, ({ dataDir }) => disk(dataDir)],
  [{ zh: '工作日历', en: 'Calendar' }, ({ house }) => calendar(house)],
  [{ zh: '暂定期限', en: 'Provisional due days' }, provisional],
  [{ zh: '页脚标识', en: 'Footer' }, (_patient, city) => footer(city)],
  [{ zh: '演示账号', en: 'Demo accounts' }, demoAccounts],
  [{ zh: '中文字体', en: 'CJK font' }, font],
  [{ zh: '任务队列', en: 'Job queue' }, queue],
  [{ zh: '公开日志', en: 'Log' }, logLag],
  [{ zh: '密钥', en: 'Keys' }, ({ house }) => keys(house.keys.folder)],
];

async function database({ owner }: Patient): Promise<Check> {
  const facts = await serverFacts(owner);
  assertServer(facts);
  const size = `${(facts.sizeBytes / 1024 ** 2).toFixed(0)} MB`;
  const said = `PostgreSQL ${facts.version}，${facts.encoding}，${size}`;
  if (!facts.fsync || !facts.fullPageWrites || facts.synchronousCommit === 'off') return bad(`${said}；断电可能丢失已确认的数据（fsync、full_page_writes、synchronous_commit 须为 on）`, 'A power cut may lose what was confirmed: fsync, full_page_writes and synchronous_commit must be on', { zh: '在 postgresql.conf 中打开这三项并重启数据库', en: 'Switch them on in postgresql.conf and restart the database' });
  if (!facts.checksums) return warn(`${said}；未启用数据校验和`, 'Data checksums are off', { zh: '停机后执行 pg_checksums --enable', en: 'Stop the database and run pg_checksums --enable' });
  return ok(said, '');
}

async function clock({ house }: Patient): Promise<Check> {
  const { rows: [row] } = await house.pool.query<{ at: Date }>('select clock_timestamp() as at');
  const skew = Math.abs(house.clock.now().getTime() - (row as { at: Date }).at.getTime()) / 1000;
  const now = `北京时间 ${new Date(house.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')}`;
  return skew <= skewSecondsMax ? ok(`${now}，与数据库相差 ${skew.toFixed(1)} 秒`, `${skew.toFixed(1)} s apart from the database`)
    : bad(`${now}，与数据库相差 ${skew.toFixed(0)} 秒：期限会算错`, `${skew.toFixed(0)} s apart from the database: due days come out wrong`, { zh: '在两台机器上启用 NTP（chrony 或 systemd-timesyncd）对时', en: 'Set both machines by NTP (chrony or systemd-timesyncd)' });
}

function disk(dataDir: string): Check {
  const { bavail, bsize } = statfsSync(dataDir);
  const free = (Number(bavail) * Number(bsize)) / GiB;
  const said = `${dataDir} 剩余 ${free.toFixed(1)} GB`;
  const en = `${free.toFixed(1)} GB left`;
  if (free < diskFreeMin.bad) return bad(said, en, { zh: '立即清理磁盘或扩容：磁盘写满时平台会停止接收数据', en: 'Make room at once: with a full disk the platform takes nothing in' });
  return free < diskFreeMin.warn ? warn(said, en, { zh: '安排清理或扩容', en: 'Plan for more room' }) : ok(said, en);
}

function calendar(house: Wired): Check {
  const today = house.clock.today();
  const year = Number(today.slice(0, 4));
  const { officialYears } = house.rulesOn(today).calendar;
  if (!officialYears.includes(year)) return bad(`${year} 年的放假通知尚未装载，本年的期限都是暂定的`, `The holidays of ${year} are not loaded: all due days of the year are provisional`, { zh: `在工作台“规则”中提出工作日历变更，加入 ${year} 年`, en: `Propose a change of the calendar with ${year} in the console` });
  if (!officialYears.includes(year + 1) && today.slice(5) >= noticeFrom) {
    return warn(`${year + 1} 年的放假通知尚未装载`, `The holidays of ${year + 1} are not loaded`, { zh: `国务院办公厅公布后，在工作台“规则”中提出工作日历变更，加入 ${year + 1} 年；在此之前跨年的期限是暂定的`, en: `Once the State Council has announced them, propose a change of the calendar with ${year + 1}; until then due days across the year are provisional` });
  }
  return ok(`已装载 ${officialYears.join('、')} 年`, `Loaded: ${officialYears.join(', ')}`);
}

async function provisional({ house }: Patient): Promise<Check> {
  const { rows: [row] } = await house.pool.query<{ n: number }>("select count(*) as n from rc.record where due_on is not null and (due->>'provisional')::boolean");
  return row?.n === 0 ? ok('没有', 'None') : warn(`有 ${row?.n} 件事项的期限按未公布的日历推算`, `${row?.n} due days rest on a calendar that was not announced yet`, { zh: '装载相应年度的放假通知后会重新计算', en: 'They are reckoned again once the holidays of that year are loaded' });
}

const footerFields: Readonly<Record<string, Label>> = {
  sponsor: { zh: '主办单位', en: 'sponsor' }, operator: { zh: '承办单位', en: 'operator' }, phone: { zh: '联系电话', en: 'telephone' }, siteCode: { zh: '网站标识码', en: 'site code' }, icp: { zh: 'ICP 备案号', en: 'ICP number' }, policeFiling: { zh: '公安备案号', en: 'police filing' },
};

function footer(city: City): Check {
  const missing = Object.entries(footerFields).filter(([key]) => (city.site[key] ?? '') === '').map(([, label]) => label);
  if (missing.length === 0) return ok('齐全', 'Complete');
  const file = `cities/${city.id}/city.yaml`;
  return warn(`未填写：${missing.map(({ zh }) => zh).join('、')}`, `Missing: ${missing.map(({ en }) => en).join(', ')}`, {
    zh: `在 ${file} 的 site 中填写后重新启动${city.demo ? '（演示城市可以不填）' : '；政府网站须在首页底部列明（国办发〔2017〕47号）'}`, en: `Fill them in under site in ${file} and start again${city.demo ? ' (an invented city may leave them out)' : '; a government site must show them'}`,
  });
}

async function demoAccounts({ house }: Patient, city: City): Promise<Check> {
  const { rows: [row] } = await house.pool.query<{ n: number }>('select count(*) as n from rc.account where is_demo and active');
  const n = row?.n ?? 0;
  if (n === 0) return ok('没有', 'None');
  if (!city.demo) return bad(`有 ${n} 个口令公开的演示账号`, `${n} demo accounts whose password everybody knows`, { zh: '立即逐个停用：rongcheng user lock <账号>', en: 'Close each at once: rongcheng user lock <login>' });
  return warn(`演示城市，有 ${n} 个口令公开的账号`, `An invented city with ${n} accounts whose password everybody knows`, { zh: '不要录入真实数据，不要对外开放', en: 'Enter no real data and open it to nobody' });
}

function font(): Check {
  const listed = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' });
  const families = listed.status === 0 ? listed.stdout.split('\n').filter((family) => family !== '') : [];
  if (families.length > 0) return ok(families[0] as string, '');
  const folders = ['C:\\Windows\\Fonts\\msyh.ttc', '/System/Library/Fonts/PingFang.ttc'];
  return folders.some((path) => existsSync(path)) ? ok('系统自带', 'The system’s own') : warn('本机没有中文字体，服务器端生成的文书会缺字', 'No Chinese font: documents made here will lack characters', { zh: '安装开源字体，如 apt install fonts-noto-cjk', en: 'Install one, such as fonts-noto-cjk' });
}

async function queue({ house }: Patient): Promise<Check> {
  const { rows: [row] } = await house.pool.query<{ failed: number; late: number }>(
    `select count(*) filter (where attempts >= max_attempts and last_error is not null and updated_at > now() - make_interval(days => ${failedJobDays})) as failed, count(*) filter (where attempts < max_attempts and run_at < now() - interval '10 minutes') as late from graphile_worker.jobs`);
  const { failed = 0, late = 0 } = row ?? {};
  if (failed > 0) return bad(`有 ${failed} 个任务反复失败后放弃`, `${failed} jobs were given up after failing again and again`, { zh: '查看运行日志中“后台任务失败”的原因', en: 'Look into the log for why jobs failed' });
  return late > 0 ? warn(`有 ${late} 个任务等了 10 分钟以上`, `${late} jobs have waited for over 10 minutes`, { zh: '平台未运行时属正常；运行中仍如此，请查看运行日志', en: 'As it should be while the platform is stopped; otherwise look into the log' }) : ok('没有积压', 'Nothing waits');
}

async function logLag({ house }: Patient): Promise<Check> {
  const { rows: [row] } = await house.pool.query<{ next: number; size: number; waiting: number | null }>(
    `select (select next from rc.log_head) as next, coalesce((select max(size) from pub.checkpoint), 0) as size,
      (select extract(epoch from now() - min(at)) from pub.log_leaf where idx >= coalesce((select max(size) from pub.checkpoint), 0)) as waiting`);
  const { next = 0, size = 0, waiting = null } = row ?? {};
  const remembered = rememberedIn(house.keys.folder);
  if (remembered.size > next) return bad(`曾签署 ${remembered.size} 条，数据库里只有 ${next} 条：平台拒绝签署`, `${remembered.size} leaves were signed, the database has ${next}: nothing more is signed`, { zh: '数据库是从较旧的备份恢复的。请恢复较新的备份，或用 rongcheng log refill 由日志副本补回，再运行 rongcheng fsck', en: 'The database was restored from an older backup: restore a newer one, or refill the log with rongcheng log refill, then run rongcheng fsck' });
  if (next === size) return ok(`${size} 条，均已签署`, `${size} leaves, all signed`);
  return (waiting ?? 0) > 60 ? bad(`有 ${next - size} 条超过一分钟未签署`, `${next - size} leaves have not been signed for over a minute`, { zh: '确认平台正在运行；运行中仍如此，请运行 rongcheng fsck', en: 'Make sure that the platform runs; if it does, run rongcheng fsck' }) : ok(`${size} 条已签署，${next - size} 条正在签署`, `${size} leaves signed, ${next - size} under way`);
}

function keys(folder: string): Check {
  if (process.platform === 'win32') return warn('Windows 上未检查权限', 'Not checked on Windows', { zh: '确认只有运行平台的账户能读 keys 目录', en: 'Make sure that only the platform’s account reads the folder keys' });
  const open = [folder, ...readdirSync(folder).map((name) => join(folder, name))].filter((path) => (statSync(path).mode & 0o077) !== 0);
  return open.length === 0 ? ok(`${folder} 仅属主可读`, 'Read by their owner alone') : bad(`其他用户可以读到 ${open.join('、')}`, `Others can read ${open.join(', ')}`, { zh: `执行 chmod -R go-rwx ${folder}`, en: `Run chmod -R go-rwx ${folder}` });
}

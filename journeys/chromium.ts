// 浏览器程序 Chromium: an installed browser, or where there is none the one that the lockfile carries together with its system
// libraries, so that the tests need nothing of the machine.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { readJourneyRun } from '../src/config.ts';

const root = join(import.meta.dirname, '..');

const args = [
  '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic', '--no-first-run',
  '--disable-dev-shm-usage', '--font-render-hinting=none',
];

const installedAt = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'].flatMap((name) => [`/usr/bin/${name}`, `/usr/local/bin/${name}`, `/snap/bin/${name}`]),
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe', 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Starts a browser without a window. Throws, saying what to install, where none runs. */
export async function launchBrowser(): Promise<Browser> {
  const { browser: asked, environment } = readJourneyRun();
  const path = asked === 'carried' ? undefined : asked ?? installedAt.find((each) => existsSync(each));
  if (path !== undefined) return chromium.launch({ executablePath: path, args, env: stringsOf(environment) });
  const folder = unpackCarried();
  const env = {
    ...environment,
    LD_LIBRARY_PATH: [join(folder, 'al2023', 'lib'), environment['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter),
    // The machine's own fonts where it has any: the carried ones know no Chinese, which the tests do not need to see.
    ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') }),
  };
  return chromium.launch({ executablePath: join(folder, 'chromium'), args: [...args, '--no-zygote', '--headless=shell'], env: stringsOf(env) }).catch((error: Error) => {
    throw new Error(`没有可用的浏览器:请安装 Chromium 或 Chrome,或用 RONGCHENG_TEST_BROWSER 指明其路径。\nNo browser runs here: install Chromium or Chrome, or name its path in RONGCHENG_TEST_BROWSER.\n${error.message}`);
  });
}

/** Unpacks the carried browser once per version; half an unpacking is never taken for a whole one. */
function unpackCarried(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/@sparticuz/chromium/package.json'), 'utf8')) as { version: string };
  const folder = join(tmpdir(), `rongcheng-chromium-${version}-${userInfo().username}`);
  if (existsSync(folder)) return folder;
  const made = mkdtempSync(`${folder}-`);
  // The package unpacks into the temporary folder, and its libraries only where it believes to be on that platform.
  const script = "import carried from '@sparticuz/chromium'; await carried.executablePath();";
  const done = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root, encoding: 'utf8', env: { ...readJourneyRun().environment, TMPDIR: made, TMP: made, TEMP: made, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  });
  if (done.status !== 0) {
    rmSync(made, { recursive: true, force: true });
    throw new Error(`The carried browser could not be unpacked: ${done.stderr}`);
  }
  try {
    renameSync(made, folder);
  } catch {
    rmSync(made, { recursive: true, force: true });
  }
  return folder;
}

const stringsOf = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter((pair): pair is [string, string] => pair[1] !== undefined));

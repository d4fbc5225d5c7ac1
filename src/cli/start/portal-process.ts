/**
 * 公众网站进程: starts the portal as a process that knows one secret only, the password of the role that may read what was
 * disclosed; watches it, starts it again when it dies, and ends it with us.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Label } from '../../core/label.ts';
import { listenTrouble } from './ports.ts';

/** What the portal is told, by message. */
export interface PortalOrder {
  readonly databaseUrl: string;
  readonly host: string;
  /** A free port: 0 would be another one after each restart. */
  readonly port: number;
  readonly publicUrl: string;
}

/** What the portal answers. */
export type PortalAnswer = { readonly ready: true } | { readonly ready: false; readonly code: string; readonly message: string };

export interface PortalProcess {
  readonly port: number;
  stop(): Promise<void>;
}

const stopSecondsMax = 10;
const restartSecondsMax = 30;

/**
 * Starts the portal and waits until it listens. Throws Trouble when its port is taken. `environment` must hold nothing of
 * ours: DATABASE_URL belongs to a role that can read everything.
 */
export async function startPortal(order: PortalOrder, environment: NodeJS.ProcessEnv, say: (text: Label) => void): Promise<PortalProcess> {
  let child = spawnPortal(environment);
  const first = await ask(child, order);
  if (!first.ready) throw listenTrouble(Object.assign(new Error(first.message), { code: first.code }), { host: order.host, port: order.port, flag: '--portal-port', variable: 'RONGCHENG_PORTAL_PORT' });
  let stopping = false;
  let pauseSeconds = 1;
  let timer: NodeJS.Timeout | undefined;
  const again = async (): Promise<void> => {
    child = spawnPortal(environment);
    watch();
    const answer = await ask(child, order);
    if (answer.ready) pauseSeconds = 1;
    else say({ zh: `公众网站未能重新启动：${answer.message}`, en: 'The portal could not be started again' });
  };
  const watch = (): void => void child.once('exit', (code, signal) => {
    if (stopping) return;
    say({ zh: `公众网站进程意外结束（${signal ?? code}），${pauseSeconds} 秒后重新启动`, en: `The portal ended (${signal ?? code}); starting it again in ${pauseSeconds} s` });
    timer = setTimeout(() => void again(), pauseSeconds * 1000);
    pauseSeconds = Math.min(pauseSeconds * 2, restartSecondsMax);
  });
  watch();
  return {
    port: order.port,
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      await end(child);
    },
  };
}

const spawnPortal = (env: NodeJS.ProcessEnv): ChildProcess => fork(join(import.meta.dirname, '..', '..', 'portal-main.ts'), [], { env, execArgv: [] });

function ask(child: ChildProcess, order: PortalOrder): Promise<PortalAnswer> {
  return new Promise((resolve) => {
    child.once('message', (answer) => resolve(answer as PortalAnswer));
    child.once('error', (error) => resolve({ ready: false, code: '', message: error.message }));
    child.once('exit', (code) => resolve({ ready: false, code: '', message: `exit code ${code}` }));
    child.send(order);
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), stopSecondsMax * 1000);
    child.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    if (child.connected) child.disconnect();
    else child.kill('SIGTERM');
  });
}

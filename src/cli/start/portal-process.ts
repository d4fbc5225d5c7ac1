/**
 * 公众网站进程: starts the portal as a process that knows one secret only, the password of the role that may read what was
 * disclosed; watches it, starts it again when it dies, and ends it with us.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Counter, CounterAsk } from '../../core/counter.ts';
import type { Label } from '../../core/label.ts';
import { fail, type Outcome } from '../../core/problem.ts';
import { listenTrouble } from './ports.ts';

/** What the portal is told, by message. */
export interface PortalOrder {
  readonly databaseUrl: string;
  readonly host: string;
  /** A free port: 0 would be another one after each restart. */
  readonly port: number;
  readonly publicUrl: string;
  /** Signs what a form carries from page to page; the same after a restart of the portal, so that nobody types twice. */
  readonly formKey: Uint8Array;
}

/** What the portal answers. */
export type PortalAnswer = { readonly ready: true } | { readonly ready: false; readonly code: string; readonly message: string };

/** What the portal asks of the counter, by message, and what it hears. */
export interface CounterCall {
  readonly ask: number;
  readonly what: CounterAsk;
}
export interface CounterReply {
  readonly answer: number;
  readonly outcome: Outcome<unknown>;
}

/** So many are answered at once; who comes later is told that the counter is busy. */
const callsMax = 16;

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
export async function startPortal(order: PortalOrder, environment: NodeJS.ProcessEnv, say: (text: Label) => void, counter: () => Counter | undefined = () => undefined): Promise<PortalProcess> {
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
  const serve = answering(counter);
  const watch = (): void => void child.on('message', serve(child)).once('exit', (code, signal) => {
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

const spawnPortal = (env: NodeJS.ProcessEnv): ChildProcess => fork(join(import.meta.dirname, '..', '..', 'portal-main.ts'), [], { env, execArgv: [], serialization: 'advanced' });

/** Answers the portal's asks; nothing it says can make us throw. */
function answering(counter: () => Counter | undefined): (child: ChildProcess) => (call: unknown) => void {
  let open = 0;
  const busy = fail('unavailable', 'counter-busy', '窗口正忙，请过几分钟再试', 'The counter is busy');
  return (child) => (said) => {
    const { ask: number, what } = (said ?? {}) as Partial<CounterCall>;
    if (typeof number !== 'number' || what === undefined) return;
    const reply = (outcome: Outcome<unknown>): void => { if (child.connected) child.send({ answer: number, outcome } satisfies CounterReply); };
    const there = counter();
    if (there === undefined || open >= callsMax) return reply(busy);
    open += 1;
    void there.ask(what).then(reply, () => reply(busy)).finally(() => { open -= 1; });
  };
}

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

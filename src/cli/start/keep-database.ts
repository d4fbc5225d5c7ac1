/**
 * 看护数据库: the embedded server is watched while the platform runs. If it was killed it is started again; the pools connect
 * anew by themselves, and nothing that was acknowledged is lost.
 */
import type { Label } from '../../core/label.ts';
import { type Embedded, startEmbedded } from '../../store/postgres/embedded.ts';
import { isAlive } from '../../store/postgres/processes.ts';

const lookMs = 500;
const restartsMax = 5;
const calmMs = 60_000;

export interface Keeping {
  readonly embedded: Embedded;
  readonly dataDir: string;
  readonly say: (text: Label) => void;
  /** The server is back; its old connections are gone. */
  readonly onBack: () => Promise<void>;
  /** The server cannot be kept up. */
  readonly giveUp: (error: unknown) => void;
}

/** Watches; gives what ends the watch, and with it a server that was started again meanwhile. */
export function keepDatabase({ embedded, dataDir, say, onBack, giveUp }: Keeping): () => Promise<void> {
  let current = embedded;
  let restarts = 0;
  let busy: Promise<void> = Promise.resolve();
  let calm: NodeJS.Timeout | undefined;
  const restart = async (): Promise<void> => {
    restarts += 1;
    say({ zh: '内置数据库意外结束，正在重新启动……', en: 'The embedded database ended unexpectedly; starting it again …' });
    const again = await startEmbedded({ dataDir, log: say });
    if (again.ownerUrl !== embedded.ownerUrl) throw new Error('the database came back at another address');
    current = again;
    await onBack();
    say({ zh: '内置数据库已恢复。', en: 'The embedded database is back.' });
    clearTimeout(calm);
    calm = setTimeout(() => { restarts = 0; }, calmMs).unref();
  };
  let looking = true;
  const timer = setInterval(() => {
    if (!looking || isAlive(current.pid)) return;
    looking = false;
    busy = (restarts >= restartsMax ? Promise.reject(new Error('内置数据库反复结束，请查看数据目录中的 postgres.log (the database keeps ending)')) : restart()).then(() => { looking = true; }, giveUp);
  }, lookMs);
  return async () => {
    clearInterval(timer);
    clearTimeout(calm);
    await busy;
    if (current !== embedded) await current.stop();
  };
}

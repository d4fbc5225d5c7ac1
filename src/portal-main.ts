/**
 * 公众网站的进程: listens where its parent says, with the one connection string it is given, whose role can read schema `pub`
 * and nothing else. It ends when its parent does, however that happened.
 */
import { buildPortal } from './portal/app.ts';
import { counterLine } from './portal/counter-line.ts';
import { systemClock } from './clock.ts';
import type { PortalAnswer, PortalOrder } from './cli/start/portal-process.ts';
import { openPool, portalSettings } from './store/db.ts';

const connections = 8;
const answer = (said: PortalAnswer): void => void process.send?.(said);

async function serve({ databaseUrl, host, port, publicUrl, formKey }: PortalOrder): Promise<void> {
  const pool = openPool(databaseUrl, connections, portalSettings);
  const app = await buildPortal({
    pool, clock: systemClock, publicUrl, formKey, counter: counterLine(process),
    onFailure: ({ requestId, route, error }) => process.stderr.write(`${JSON.stringify({ at: systemClock.now().toISOString(), process: 'portal', requestId, route, error: error instanceof Error ? error.message : String(error) })}\n`),
  });
  let closing = false;
  const close = (): void => {
    if (closing) return;
    closing = true;
    void app.close().then(() => pool.end()).finally(() => process.exit(0));
  };
  process.on('disconnect', close);
  process.on('SIGTERM', close);
  try {
    await app.listen({ host, port });
    answer({ ready: true });
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    answer({ ready: false, code, message });
    process.disconnect();
  }
}

// A terminal's Ctrl-C reaches every process of its group; the parent decides when we end.
process.on('SIGINT', () => undefined);
process.once('disconnect', () => setTimeout(() => process.exit(0), 5000).unref());
process.once('message', (order) => void serve(order as PortalOrder).catch((error: Error) => {
  answer({ ready: false, code: '', message: error.message });
  process.exit(1);
}));

/**
 * 跨进程知会: rules and areas are kept in memory by every process that serves. The database itself says when they changed, in the
 * transaction that changed them (010-told.sql); each process hears it on a connection of its own. A connection that broke may
 * have missed something: once it is back, everything is read again.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** What may have changed elsewhere. */
export const topics = ['rules', 'areas'] as const;
export type Topic = (typeof topics)[number];

const channel = 'rongcheng';
const againSeconds = 1;
/** A line that went dead without a word is noticed after this long. */
const pulseSeconds = 15;
const pulseAnswerSeconds = 5;

export interface Listener {
  /** Whether it hears now. */
  hears(): boolean;
  close(): Promise<void>;
}

/** Listens until closed. @param heard must not throw; told of every topic whenever the connection was (re)made */
export function listen(url: string, heard: (topic: Topic) => void): Listener {
  let closed = false;
  let current: pg.Client | undefined;
  const waking = new AbortController();
  const life = async (): Promise<void> => {
    while (!closed) {
      await hearOnce(url, heard, (client) => { current = client; }, () => closed).catch(() => undefined);
      current = undefined;
      if (!closed) await sleep(againSeconds * 1000, undefined, { ref: false, signal: waking.signal }).catch(() => undefined);
    }
  };
  const living = life();
  return {
    hears: () => current !== undefined,
    close: async () => {
      closed = true;
      waking.abort();
      await current?.end().catch(() => undefined);
      await living;
    },
  };
}

/** One connection's life, from the moment it listens to its end. */
async function hearOnce(url: string, heard: (topic: Topic) => void, open: (client: pg.Client) => void, isClosed: () => boolean): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'rongcheng notices', keepAlive: true, connectionTimeoutMillis: 10_000, query_timeout: pulseAnswerSeconds * 1000 });
  let pulse: NodeJS.Timeout | undefined;
  const ended = new Promise<void>((resolve) => { client.on('error', () => resolve()).on('end', () => resolve()); });
  client.on('notification', ({ payload = '' }) => {
    const topic = topics.find((t) => t === payload);
    if (topic !== undefined) heard(topic);
  });
  try {
    await client.connect();
    await client.query(`listen ${channel}`);
    if (isClosed()) return;
    open(client);
    // What was said while nobody listened.
    for (const topic of topics) heard(topic);
    pulse = setInterval(() => { client.query('select 1').catch(() => client.end().catch(() => undefined)); }, pulseSeconds * 1000);
    pulse.unref();
    await ended;
  } finally {
    clearInterval(pulse);
    await client.end().catch(() => undefined);
  }
}

/**
 * 窗口专线: the portal's end of the line to the counter in the process that started it. The portal itself can write nowhere; what
 * people hand in goes over this line as plain data, and when nobody answers it says so in good time.
 */
import type { AnswerTo, Counter, CounterAsk } from '../core/counter.ts';
import { fail, type Outcome } from '../core/problem.ts';

const patienceMs = 20_000;
const away = fail('unavailable', 'counter-away', '窗口暂时不能办理，请过几分钟再试', 'The counter cannot answer now: try again in a few minutes');

/** What the line needs of a process that was forked with a channel to its parent. */
export interface Channel {
  readonly connected?: boolean | undefined;
  send?: ((message: any, callback?: any) => boolean) | undefined;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

/** The counter at the other end of the channel. */
export function counterLine(channel: Channel): Counter {
  const waiting = new Map<number, (outcome: Outcome<unknown>) => void>();
  let last = 0;
  channel.on('message', (said) => {
    const { answer, outcome } = (said ?? {}) as { answer?: number; outcome?: Outcome<unknown> };
    if (answer === undefined || outcome === undefined) return;
    waiting.get(answer)?.(outcome);
  });
  return {
    ask: <A extends CounterAsk>(what: A) => new Promise<Outcome<AnswerTo<A>>>((resolve) => {
      const number = ++last;
      const end = (outcome: Outcome<unknown>): void => {
        clearTimeout(timer);
        waiting.delete(number);
        resolve(outcome as Outcome<AnswerTo<A>>);
      };
      const timer = setTimeout(() => end(away), patienceMs);
      waiting.set(number, end);
      if (channel.connected !== true || channel.send === undefined) return end(away);
      channel.send({ ask: number, what }, (error: Error | null) => { if (error !== null) end(away); });
    }),
  };
}

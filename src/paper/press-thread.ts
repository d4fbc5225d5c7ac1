/** 印刷间的线程: the program of a {@link Press}. */
import { parentPort } from 'node:worker_threads';
import { composeSheet } from './compose.ts';
import { printSheet } from './pdf.ts';
import type { PrintAnswer, PrintOrder } from './press.ts';

// One after the other, so that answers come in the order of the orders.
let tail: Promise<void> = Promise.resolve();

async function print({ blocks, running, about }: PrintOrder): Promise<void> {
  try {
    const pdf = new Uint8Array((await printSheet(await composeSheet(blocks, running), about)).pdf);
    parentPort?.postMessage({ pdf } satisfies PrintAnswer, [pdf.buffer]);
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) } satisfies PrintAnswer);
  }
}

parentPort?.on('message', (order: PrintOrder) => { tail = tail.then(() => print(order)); });

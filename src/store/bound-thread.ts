/** 备好部分的线程: the program of a {@link BindingThread}. */
import { parentPort, workerData } from 'node:worker_threads';
import { Binding, type BoundBy } from './bound.ts';
import type { Packed } from './packed.ts';

parentPort?.on('message', ({ bytes, at, shared }: Omit<Packed, 'bytes'> & { bytes: Uint8Array }) => {
  const packed: Packed = { bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), at, shared };
  const binding = new Binding(workerData as BoundBy, bytes.byteLength);
  for (let index = 0; index < at.length; index++) binding.add(packed, index);
  const bound = binding.done();
  parentPort?.postMessage(bound, [bound.bytes.buffer as ArrayBuffer]);
});

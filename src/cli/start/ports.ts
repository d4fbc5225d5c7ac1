/** 端口: whether a port is free, asked before the long part of a start, so that a taken one is said at once. */
import { type AddressInfo, createServer } from 'node:net';
import { Trouble } from '../trouble.ts';

export interface Port {
  readonly host: string;
  readonly port: number;
  /** How a person chooses another. */
  readonly flag: string;
  readonly variable: string;
}

/** The port if it is free, any free one for 0. Throws Trouble, naming flag and variable, if something listens there already. */
export async function findFree({ host, port, flag, variable }: Port): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(listenTrouble(error, { host, port, flag, variable })));
    probe.listen(port, host, () => {
      const found = (probe.address() as AddressInfo).port;
      probe.close(() => resolve(found));
    });
  });
}

/** What a failed listen means for a person. */
export function listenTrouble(error: NodeJS.ErrnoException, { host, port, flag, variable }: Port): Error {
  const where = `${host}:${port}`;
  if (error.code === 'EADDRINUSE') return new Trouble(`端口 ${port} 已被占用。请停止占用它的程序，或用 ${flag}（${variable}）换一个端口`, `Port ${port} is taken. Stop what uses it, or choose another with ${flag} (${variable})`);
  if (error.code === 'EACCES') return new Trouble(`无权使用端口 ${port}（小于 1024 的端口须有特权）。请用 ${flag}（${variable}）换一个端口`, `Not allowed to listen on port ${port}. Choose another with ${flag} (${variable})`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') return new Trouble(`本机没有地址 ${where}。请用 --host（RONGCHENG_HOST）换一个监听地址`, `${where} is no address of this machine. Choose another with --host (RONGCHENG_HOST)`);
  return error;
}

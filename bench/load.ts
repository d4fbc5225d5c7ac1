/**
 * 施压: asks a server over kept connections as fast as it answers, with so little work per request that the server is the
 * limit. Understands what it needs of HTTP: a status, a length or chunks.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { quantile } from './measure.ts';
import type { Order } from './serve.ts';

export interface Load {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** A running server. */
export interface Served {
  readonly name: string;
  readonly port: number;
  stop(): void;
}

/** Starts one of our servers and waits for its port. */
export async function serve(order: Order): Promise<Served> {
  const child = fork(fileURLToPath(new URL('serve.ts', import.meta.url)), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  child.send(order);
  const [said] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [{ port: number } | number | null];
  if (typeof said !== 'object' || said === null) throw new Error('the server did not start');
  return { name: 'bare Node', port: said.port, stop: () => child.disconnect() };
}

/** nginx over a folder of files, or nothing where it is not installed. */
export async function serveNginx(folder: string, files: Readonly<Record<string, string>>): Promise<Served | undefined> {
  const program = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx'].find((path) => existsSync(path));
  if (program === undefined) return undefined;
  const root = join(folder, 'nginx');
  mkdirSync(join(root, 'files'), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, 'files', name), text);
  const port = await freePort();
  writeFileSync(join(root, 'nginx.conf'), `daemon off; master_process off; error_log stderr error; pid ${root}/pid; events { worker_connections 256; }
    http { access_log off; sendfile on; keepalive_requests 1000000; open_file_cache max=1000; client_body_temp_path ${root}; proxy_temp_path ${root}; fastcgi_temp_path ${root}; uwsgi_temp_path ${root}; scgi_temp_path ${root};
      server { listen 127.0.0.1:${port}; root ${root}/files; default_type text/html; } }`);
  const child: ChildProcess = spawn(program, ['-c', join(root, 'nginx.conf'), '-p', root], { stdio: ['ignore', 'ignore', 'inherit'] });
  const stop = (): void => void child.kill('SIGTERM');
  process.once('exit', stop);
  for (let tries = 0; tries < 100 && !(await answers(port)); tries++) await sleep(20);
  return { name: 'nginx', port, stop: () => { process.off('exit', stop); stop(); } };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

const answers = (port: number): Promise<boolean> => new Promise((resolve) => {
  const socket = connect(port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
  socket.on('error', () => resolve(false));
});

/** Asks for one address; the answer's status and body. */
export async function ask(port: number, path: string): Promise<{ status: number; body: string }> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { 'accept-encoding': 'identity' } });
  return { status: response.status, body: await response.text() };
}

/** Where the first answer in the buffer ends, or -1. Answers that are not 200 fail the run. */
function endOf(buffer: Buffer): number {
  const head = buffer.indexOf('\r\n\r\n');
  if (head < 0) return -1;
  const text = buffer.toString('latin1', 0, head);
  if (!text.startsWith('HTTP/1.1 200')) throw new Error(`the server answered ${text.slice(0, 60)}`);
  const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
  if (length !== undefined) return buffer.length >= head + 4 + Number(length) ? head + 4 + Number(length) : -1;
  const end = buffer.indexOf('\r\n0\r\n\r\n', head);
  return end < 0 ? -1 : end + 7;
}

function openConnection(port: number, next: () => string | undefined, took: (ms: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let rest: Buffer = Buffer.alloc(0);
    let begun = 0;
    const socket: Socket = connect(port, '127.0.0.1', go);
    function go(): void {
      const path = next();
      if (path === undefined) {
        socket.destroy();
        return resolve();
      }
      begun = performance.now();
      socket.write(`GET ${path} HTTP/1.1\r\nhost: bench\r\n\r\n`);
    }
    socket.setNoDelay(true);
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      try {
        rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
        const end = endOf(rest);
        if (end < 0) return;
        rest = rest.subarray(end);
        took(performance.now() - begun);
        go();
      } catch (error) {
        socket.destroy();
        reject(error as Error);
      }
    });
  });
}

/** Asks for the addresses in turn over `connections` until the time is over. */
export async function press(port: number, paths: readonly string[], { connections = 16, milliseconds = 2000 } = {}): Promise<Load> {
  const latencies: number[] = [];
  let at = 0;
  const start = performance.now();
  const next = (): string | undefined => (performance.now() - start < milliseconds ? (paths[at++ % paths.length] as string) : undefined);
  await Promise.all(Array.from({ length: connections }, () => openConnection(port, next, (ms) => latencies.push(ms))));
  const seconds = (performance.now() - start) / 1000;
  return { perSecond: latencies.length / seconds, p50Ms: quantile(latencies, 0.5), p95Ms: quantile(latencies, 0.95), p99Ms: quantile(latencies, 0.99) };
}

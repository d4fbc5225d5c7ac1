// 数据库参数 Settings: how the embedded server is set, given on its command line so that they always hold.

import { totalmem } from 'node:os';

const MB = 1024 * 1024;

/** Server settings. Not durable (no fsync) is for tests only: faster, and a power cut may lose everything. */
export function serverSettings({ durable, socketDir, port }: { durable: boolean; socketDir: string | undefined; port: number }): Record<string, string> {
  const memory = process.constrainedMemory() || totalmem();
  const buffersMb = Math.floor(Math.max(32 * MB, Math.min(256 * MB, Math.min(memory, totalmem()) / 8)) / MB);
  const safety = durable ? 'on' : 'off';
  return {
    // Nobody but this machine: a socket in a folder of the server's account, or loopback where there are no sockets.
    listen_addresses: socketDir ? '' : '127.0.0.1',
    unix_socket_directories: socketDir ?? '',
    port: String(port),
    max_connections: '100',
    shared_buffers: `${buffersMb}MB`,
    maintenance_work_mem: `${Math.floor(buffersMb / 2)}MB`,
    fsync: safety,
    synchronous_commit: safety,
    full_page_writes: safety,
    wal_level: 'replica',
    max_wal_size: '2GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    // Statements carry personal data: neither they nor their parameters go to the log.
    log_statement: 'none',
    log_min_error_statement: 'panic',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    log_connections: '',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
    logging_collector: 'off',
  };
}

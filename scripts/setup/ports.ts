/** Taken ports: who holds them, and the sentence that names port, setting and holder. Reads /proc, needs no tool. */
import { createSocket } from 'node:dgram';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';

/** A port that is about to be listened on. */
export interface WantedPort {
  /** What for, in words: "the pages". */
  readonly use: string;
  /** The line of ringmaster.yaml that sets it. */
  readonly setting: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
}

export interface Holder {
  readonly pid: number;
  readonly command: string;
}

/** @param holder who has it, when that can be seen */
export function takenPortSentence(wanted: WantedPort, holder: Holder | undefined): string {
  const who = holder ? `held by ${holder.command} (process ${holder.pid})` : 'held by another program';
  return `Port ${wanted.port} (${wanted.protocol} on ${wanted.host}) for ${wanted.use} is taken, ${who}: end that program or set ${wanted.setting} in config/ringmaster.yaml to another port, and start again.`;
}

/** For an address that is none of this machine's, and the like. */
export function unusablePortSentence(wanted: WantedPort, code: string): string {
  if (code === 'EACCES')
    return `Port ${wanted.port} for ${wanted.use} may only be used by root: set ${wanted.setting} in config/ringmaster.yaml to a port from 1024 on, and start again.`;
  return `${wanted.host} is not an address that this machine can listen on (${code}) for ${wanted.use}: correct ${wanted.setting.replace(/[pP]ort$/, (p) => (p === 'Port' ? 'Host' : 'host'))} in config/ringmaster.yaml and start again.`;
}

/** Two settings that name the same port: told before anything is started. @returns the sentence, or undefined */
export function clashSentence(wanted: readonly WantedPort[]): string | undefined {
  for (const [at, one] of wanted.entries())
    for (const other of wanted.slice(at + 1))
      if (one.port === other.port && one.protocol === other.protocol && one.setting !== other.setting)
        return `${one.setting} and ${other.setting} in config/ringmaster.yaml are both ${one.port}: set one of them to another port and start again.`;
  return undefined;
}

/**
 * Inodes of sockets on a local port, from /proc/net/{tcp,tcp6,udp,udp6}.
 * @param table content of one of these files
 * @param listening only TCP sockets in state LISTEN (0A); UDP has no such state
 */
export function socketInodes(table: string, port: number, listening: boolean): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((f) => f[1]?.endsWith(`:${hex}`) && (!listening || f[3] === '0A'))
    .flatMap((f) => (f[9] ? [f[9]] : []));
}

const readable = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // a process that has gone, or one of somebody else
  }
};

/** Who holds a port; undefined when that cannot be seen (another user's process). */
export function findHolder(wanted: Pick<WantedPort, 'port' | 'protocol'>): Holder | undefined {
  const tables = [wanted.protocol, `${wanted.protocol}6`].map((name) => readable(`/proc/net/${name}`));
  const links = new Set(
    tables.flatMap((t) =>
      socketInodes(t, wanted.port, wanted.protocol === 'tcp').map((inode) => `socket:[${inode}]`),
    ),
  );
  if (links.size === 0) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      for (const fd of readdirSync(`/proc/${pid}/fd`))
        if (links.has(readlinkSync(`/proc/${pid}/fd/${fd}`)))
          return { pid: Number(pid), command: readable(`/proc/${pid}/comm`).trim() || 'a program' };
    } catch {
      // not ours to look into, or gone in between
    }
  }
  return undefined;
}

/** Tries to listen and lets go again. @returns the code of the system's refusal, or undefined when it is free */
export async function refusal(wanted: WantedPort): Promise<string | undefined> {
  return new Promise((resolve) => {
    const told = (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown');
    if (wanted.protocol === 'tcp') {
      const server = createServer();
      server.once('error', told);
      server.listen({ host: wanted.host, port: wanted.port, exclusive: true }, () =>
        server.close(() => resolve(undefined)),
      );
    } else {
      const socket = createSocket(wanted.host.includes(':') ? 'udp6' : 'udp4');
      socket.once('error', told);
      socket.bind({ address: wanted.host, port: wanted.port, exclusive: true }, () =>
        socket.close(() => resolve(undefined)),
      );
    }
  });
}

/** @returns the sentence for the first port that cannot be had, or undefined when all are free */
export async function portFault(wanted: readonly WantedPort[]): Promise<string | undefined> {
  const clash = clashSentence(wanted);
  if (clash) return clash;
  for (const one of wanted) {
    const code = await refusal(one);
    if (code === undefined) continue;
    return code === 'EADDRINUSE' ? takenPortSentence(one, findHolder(one)) : unusablePortSentence(one, code);
  }
  return undefined;
}

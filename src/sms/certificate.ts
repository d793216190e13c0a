/** The certificate of the gateway's doors, read again when its files change. */
import { readFile, stat } from 'node:fs/promises';
import type { Log } from '../runtime/log.js';

export interface CertificateFiles {
  /** PEM, with the chain. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
}
/** As `node:tls` wants it. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** How often the files are looked at. */
const LOOK_MS = 10_000;

/** @throws Error of the file system */
export async function readCertificate({ certificate, key }: CertificateFiles): Promise<Certificate> {
  const [cert, secret] = await Promise.all([readFile(certificate, 'utf8'), readFile(key, 'utf8')]);
  return { cert, key: secret };
}

/**
 * Calls `use` whenever the files have changed. One that cannot be used is told, and the one before stays.
 * @returns stops looking
 */
export function watchCertificate(
  files: CertificateFiles,
  use: (certificate: Certificate) => void,
  log: Log,
  lookMs = LOOK_MS,
): () => void {
  let known: string | undefined;
  let looking = false;
  const look = async (): Promise<void> => {
    const stats = await Promise.all([stat(files.certificate), stat(files.key)]);
    const now = stats.map(({ mtimeMs, size }) => `${mtimeMs}/${size}`).join(' ');
    const before = known;
    known = now;
    if (before === undefined || before === now) return;
    use(await readCertificate(files));
    log.info('the doors of the message gateway have a new certificate');
  };
  const timer = setInterval(() => {
    if (looking) return;
    looking = true;
    look()
      .catch((error: unknown) =>
        log.error({ error }, 'the new certificate cannot be used; the one before stays'),
      )
      .finally(() => (looking = false));
  }, lookMs);
  timer.unref();
  void look().catch(() => undefined);
  return () => clearInterval(timer);
}

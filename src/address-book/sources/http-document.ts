/** Documents of a source over HTTP: octets, within a limit, page by page. */
import { sourceErrors } from '../errors.js';
import type { HttpSource } from './settings.js';

/** Pages of one run; a source that gives the last one again and again must end. */
const MOST_PAGES = 10_000;

/** Addresses of the pages in order; the address itself without paging. */
export function* pageUrls({ url, paging }: Pick<HttpSource, 'url' | 'paging'>): Generator<string, void> {
  if (!paging) {
    yield url;
    return;
  }
  for (let page = paging.first; page < paging.first + MOST_PAGES; page++) {
    const address = new URL(url);
    address.searchParams.set(paging.parameter, String(page));
    yield address.href;
  }
}

/**
 * One document. No redirection is followed: the secret is for the host that is configured.
 * @param left octets that may still come
 * @throws sourceErrors unreachable, refused, tooLarge
 */
export async function readDocument(
  url: string,
  header: { readonly name: string; readonly value: string } | null,
  left: number,
): Promise<Buffer> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      redirect: 'manual',
      headers: {
        Accept: 'application/json, text/csv;q=0.9, */*;q=0.1',
        ...(header && { [header.name]: header.value }),
      },
    });
    if (answer.status !== 200) {
      await answer.body?.cancel();
      throw sourceErrors.refused(`HTTP ${answer.status}`);
    }
    const pieces: Uint8Array[] = [];
    let size = 0;
    for await (const piece of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
      size += piece.byteLength;
      if (size > left) throw sourceErrors.tooLarge('more megabytes than maxMegabytes');
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  } catch (error) {
    if (error instanceof Error && 'status' in error) throw error;
    const { cause } = error as Error & { cause?: { code?: string } };
    throw sourceErrors.unreachable(cause?.code ?? 'connection lost');
  }
}

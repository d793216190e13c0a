/** The answer to a digest challenge (RFC 7616, RFC 3261 22.4): MD5 and SHA-256, with and without qop=auth. */
import { createHash } from 'node:crypto';

export interface Credentials {
  readonly user: string;
  readonly secret: string;
}

/** `name=value, name="value"` as a record with lower-case names. */
function fields(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const match of text.matchAll(/([A-Za-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))/g))
    found[match[1]!.toLowerCase()] = match[2] !== undefined ? match[2].replace(/\\(.)/g, '$1') : match[3]!;
  return found;
}

/**
 * The value of Authorization or Proxy-Authorization.
 * @param challenges the values of WWW-Authenticate or Proxy-Authenticate; the first with a known algorithm is taken
 * @param cnonce any unpredictable text
 * @throws Error when none of the challenges can be answered
 */
export function answerChallenge(
  challenges: readonly string[],
  request: { method: string; uri: string },
  credentials: Credentials,
  cnonce: string,
): string {
  for (const challenge of challenges) {
    if (!/^digest\s/i.test(challenge)) continue;
    const { realm, nonce, opaque, algorithm = 'MD5', qop } = fields(challenge.replace(/^digest\s+/i, ''));
    const digest = { MD5: 'md5', 'SHA-256': 'sha256' }[algorithm.toUpperCase()];
    if (digest === undefined || realm === undefined || nonce === undefined) continue;
    if (qop !== undefined && !qop.split(',').some((one) => one.trim() === 'auth')) continue;
    const hash = (text: string): string => createHash(digest).update(text).digest('hex');
    const secretHash = hash(`${credentials.user}:${realm}:${credentials.secret}`);
    const requestHash = hash(`${request.method}:${request.uri}`);
    // A fresh challenge is answered once, so the count is always 1.
    const middle = qop === undefined ? nonce : `${nonce}:00000001:${cnonce}:auth`;
    const parts = [
      `username="${credentials.user}"`,
      `realm="${realm}"`,
      `nonce="${nonce}"`,
      `uri="${request.uri}"`,
      `response="${hash(`${secretHash}:${middle}:${requestHash}`)}"`,
      `algorithm=${algorithm}`,
      ...(qop === undefined ? [] : ['qop=auth', 'nc=00000001', `cnonce="${cnonce}"`]),
      ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
    ];
    return `Digest ${parts.join(', ')}`;
  }
  throw new Error(`no digest challenge that can be answered among: ${challenges.join(' | ') || 'none'}`);
}

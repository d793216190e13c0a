/** The operations of ARI that are used, as a list, and the making of one request from it. No I/O. */
import { createRequire } from 'node:module';

/** The part of ari-client that is used. Only lodash behind it: no connection, no global. */
const { parseBodyParams } = createRequire(import.meta.url)('ari-client/lib/utils.js') as {
  parseBodyParams: (
    parameters: readonly { name: string; paramType: string }[],
    options: Record<string, unknown>,
  ) => { body?: string };
};

interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `{name}` is a part of the path; everything else goes into the query or, when named in `body`, into the body. */
  readonly path: string;
  /** `variables` and `fields` are wrapped under their own name, `json` is the body itself. */
  readonly body?: 'variables' | 'fields' | 'json';
}

const operation = (method: Operation['method'], path: string, body?: Operation['body']): Operation => ({
  method,
  path,
  ...(body && { body }),
});

/** What of ARI is used, by resource and operation. */
export const OPERATIONS = {
  'asterisk.getInfo': operation('GET', '/asterisk/info'),
  'asterisk.updateObject': operation(
    'PUT',
    '/asterisk/config/dynamic/{configClass}/{objectType}/{id}',
    'fields',
  ),
  'asterisk.deleteObject': operation('DELETE', '/asterisk/config/dynamic/{configClass}/{objectType}/{id}'),
  'applications.filter': operation('PUT', '/applications/{applicationName}/eventFilter', 'json'),
  'channels.originate': operation('POST', '/channels', 'variables'),
  'channels.ring': operation('POST', '/channels/{channelId}/ring'),
  'channels.answer': operation('POST', '/channels/{channelId}/answer'),
  'channels.hangup': operation('DELETE', '/channels/{channelId}'),
  'channels.play': operation('POST', '/channels/{channelId}/play'),
  'channels.startMoh': operation('POST', '/channels/{channelId}/moh'),
  'channels.stopMoh': operation('DELETE', '/channels/{channelId}/moh'),
  'channels.snoop': operation('POST', '/channels/{channelId}/snoop/{snoopId}'),
  'channels.mute': operation('POST', '/channels/{channelId}/mute'),
  'channels.unmute': operation('DELETE', '/channels/{channelId}/mute'),
  'channels.sendDtmf': operation('POST', '/channels/{channelId}/dtmf'),
  'channels.ringStop': operation('DELETE', '/channels/{channelId}/ring'),
  'playbacks.stop': operation('DELETE', '/playbacks/{playbackId}'),
  'bridges.list': operation('GET', '/bridges'),
  'bridges.create': operation('POST', '/bridges/{bridgeId}'),
  'bridges.destroy': operation('DELETE', '/bridges/{bridgeId}'),
  'bridges.addChannel': operation('POST', '/bridges/{bridgeId}/addChannel', 'json'),
  'bridges.removeChannel': operation('POST', '/bridges/{bridgeId}/removeChannel'),
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
export type AriParameters = Readonly<Record<string, string | number | object | undefined>>;
export type AriFault = 'refused' | 'deadline' | 'closed' | 'status' | 'answer';

/** `status` is the HTTP status when `kind` is `status`, else 0. `message` is what the switch said. */
export class AriError extends Error {
  constructor(
    readonly kind: AriFault,
    message: string,
    readonly status = 0,
  ) {
    super(message);
    this.name = 'AriError';
  }
}

/** Path with query, and body, of one request. Exported for its test. */
export function shape(operation: Operation, parameters: AriParameters): { path: string; body?: string } {
  const rest: Record<string, string | number | object> = {};
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) rest[name] = value;
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest[name];
    delete rest[name];
    if (
      (typeof value !== 'string' && typeof value !== 'number') ||
      value === '' ||
      value === '.' ||
      value === '..'
    )
      throw new AriError('answer', `ARI: "${name}" is missing`);
    return encodeURIComponent(value);
  });
  let body: string | undefined;
  const { body: bodyName } = operation;
  if (bodyName && rest[bodyName] !== undefined) {
    const value = rest[bodyName];
    delete rest[bodyName];
    // Wrapped here: ari-client leaves a map that holds a variable called "variables" unwrapped.
    const wrapped = bodyName === 'json' ? value : { [bodyName]: value };
    body = parseBodyParams([{ name: 'json', paramType: 'body' }], { json: wrapped }).body;
  }
  const query = Object.entries(rest).map(([name, value]) => {
    if (typeof value === 'object')
      throw new AriError('answer', `ARI: "${name}" does not fit into an address`);
    return `${name}=${encodeURIComponent(value)}`;
  });
  return {
    path: query.length > 0 ? `${path}?${query.join('&')}` : path,
    ...(body !== undefined && { body }),
  };
}

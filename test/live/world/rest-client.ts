/** A program that uses the REST interface as one user: an agent's own application, a supervisor's script. */

/** What the centre answered; `body` is undefined when there was none or it is no JSON. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** The password that users of a fresh centre on this machine have. */
export const FIRST_PASSWORD = 'demo-ringmaster';

export class RestClient {
  private constructor(
    private readonly url: string,
    readonly user: string,
    /** Of the session, for `Authorization: Bearer`. */
    readonly token: string,
  ) {}

  /** @param url of the centre, without path */
  static async logIn(url: string, user: string, password = FIRST_PASSWORD): Promise<RestClient> {
    const { status, body } = await ask(url, 'POST', '/session', {
      body: { user, password },
      headers: { 'X-Ringmaster-Token': 'yes', 'X-Requested-With': 'ringmaster' },
    });
    if (status !== 200) throw new Error(`${user} could not log in: ${status} ${JSON.stringify(body)}`);
    return new RestClient(url, user, (body as { token: string }).token);
  }

  /** Whatever the answer is. */
  async ask(method: string, path: string, body?: unknown): Promise<RestAnswer> {
    return ask(this.url, method, path, { body, headers: this.authorization });
  }

  /** @throws Error when it is refused */
  async get<T>(path: string): Promise<T> {
    return this.wanted<T>('GET', path);
  }

  /** @throws Error when it is refused */
  async post<T = unknown>(path: string, body?: unknown): Promise<T> {
    return this.wanted<T>('POST', path, body);
  }

  /** A file. @throws Error when it is refused */
  async file(path: string): Promise<Uint8Array> {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      headers: this.authorization,
      signal: AbortSignal.timeout(15_000),
    });
    if (!answer.ok) throw new Error(`${this.user}: GET ${path}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  }

  private get authorization(): Record<string, string> {
    return { Authorization: `Bearer ${this.token}` };
  }

  private async wanted<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.ask(method, path, body);
    if (answer.status >= 300)
      throw new Error(
        `${this.user}: ${method} ${path}: ${answer.status} ${JSON.stringify(answer.body) ?? ''}`,
      );
    return answer.body as T;
  }
}

/**
 * One request to the interface.
 * @param path below `/api/v1`
 * @param options.body sent as JSON; a string is sent as it is
 */
export async function ask(
  url: string,
  method: string,
  path: string,
  options: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<RestAnswer> {
  const { body, headers = {} } = options;
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

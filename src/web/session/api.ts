/** What a request came to when it did not succeed. */
export class ApiError extends Error {
  constructor(
    /** Stable code of the centre; `NETWORK` when there was no answer, `UNREADABLE` when it was not understood. */
    readonly code: string,
    /** HTTP status; 0 without an answer. */
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** What is used of a zod schema. */
export interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

/** What is used of a request and its answer; the browser's fetch fits. */
export interface PageRequest {
  readonly method: string;
  readonly credentials: 'same-origin';
  readonly cache: 'no-store';
  readonly headers: Record<string, string>;
  readonly body?: string | Blob;
}
export interface PageAnswer {
  readonly ok: boolean;
  readonly status: number;
  text(): Promise<string>;
}
export type Fetch = (url: string, request: PageRequest) => Promise<PageAnswer>;

/** The centre's REST interface. Every method rejects with ApiError only. */
export interface Api {
  get<T>(path: string, schema: Schema<T>): Promise<T>;
  /** Without a schema the body of the answer is not looked at. */
  post<T>(path: string, body: unknown, schema: Schema<T>): Promise<T>;
  post(path: string, body?: unknown): Promise<void>;
  /** A file as it is. */
  upload<T>(path: string, file: Blob, schema: Schema<T>): Promise<T>;
  put(path: string, body: unknown): Promise<void>;
  delete(path: string): Promise<void>;
}

/**
 * @param fetchPage the browser's fetch, or a test's
 * @param onLocked called when the centre says that the session is locked
 * @param onSignedOut called when the centre says that there is no session any more (401 with anything but a log-in)
 */
export function createApi(
  fetchPage: Fetch,
  onSignedOut: () => void = () => {},
  onLocked: () => void = () => {},
): Api {
  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const file = body instanceof Blob ? body : undefined;
    let response: PageAnswer;
    try {
      response = await fetchPage(`/api/v1${path}`, {
        method,
        credentials: 'same-origin',
        cache: 'no-store',
        headers: {
          Accept: 'application/json',
          // Proof that the request was made by a page of ours: other sites cannot set it.
          'X-Requested-With': 'ringmaster',
          ...(body === undefined
            ? {}
            : { 'Content-Type': file ? 'application/octet-stream' : 'application/json' }),
        },
        ...(body === undefined ? {} : { body: file ?? JSON.stringify(body) }),
      });
    } catch {
      throw new ApiError('NETWORK', 0, 'no answer from the centre');
    }
    const text = await response.text().catch(() => '');
    const value = parse(text);
    if (response.ok) return value;
    const told = (value as { error?: { code?: unknown; message?: unknown } } | undefined)?.error;
    const error = new ApiError(
      typeof told?.code === 'string' ? told.code : 'UNREADABLE',
      response.status,
      typeof told?.message === 'string' ? told.message : `status ${response.status}`,
    );
    const password = method === 'POST' && (path === '/session' || path === '/session/unlock');
    if (error.status === 401 && !password) onSignedOut();
    if (error.code === 'IDENTITY_LOCKED') onLocked();
    throw error;
  }
  function read<T>(value: unknown, schema: Schema<T>): T {
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new ApiError('UNREADABLE', 200, 'the answer does not fit its schema');
    return parsed.data;
  }
  return {
    get: async (path, schema) => read(await ask('GET', path), schema),
    post: async <T>(path: string, body?: unknown, schema?: Schema<T>) => {
      const value = await ask('POST', path, body);
      return (schema ? read(value, schema) : undefined) as T;
    },
    upload: async (path, file, schema) => read(await ask('POST', path, file), schema),
    put: async (path, body) => {
      await ask('PUT', path, body);
    },
    delete: async (path) => {
      await ask('DELETE', path);
    },
  };
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

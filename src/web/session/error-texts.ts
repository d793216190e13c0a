/** Keys under `error.` in the language files. */
export type ErrorTextKey =
  | 'network'
  | 'unreadable'
  | 'invalid'
  | 'wrongPassword'
  | 'signedOut'
  | 'forbidden'
  | 'notFound'
  | 'conflict'
  | 'tooLarge'
  | 'tooMany'
  | 'locked'
  | 'notCovered'
  | 'templateVariables'
  | 'templateOwn'
  | 'switchDown'
  | 'switchDeadline'
  | 'phoneUnreachable'
  | 'legGone'
  | 'server';

/** Codes with a text of their own; all others get the text of their status. */
const byCode: ReadonlyMap<string, ErrorTextKey> = new Map(
  Object.entries({
    NETWORK: 'network',
    UNREADABLE: 'unreadable',
    SWITCH_DOWN: 'switchDown',
    SWITCH_DEADLINE: 'switchDeadline',
    SWITCH_UNREACHABLE: 'phoneUnreachable',
    SWITCH_NO_SUCH_LEG: 'legGone',
    MESSAGES_TEMPLATE_VARIABLES: 'templateVariables',
    MESSAGES_TEMPLATE_OWN: 'templateOwn',
  } as const),
);

/**
 * Which text says what went wrong. `purpose` `log-in`: 401 means wrong name or password, not an ended session.
 * Codes this page does not know yet fall back to the meaning of their HTTP status, so there is always a sentence.
 */
export function errorTextKey(
  error: { readonly code: string; readonly status: number },
  purpose: 'log-in' | 'other' = 'other',
): ErrorTextKey {
  const own = byCode.get(error.code);
  if (own && !(own === 'unreadable' && error.status >= 400)) return own;
  switch (error.status) {
    case 400:
    case 422:
      return 'invalid';
    case 401:
      return purpose === 'log-in' ? 'wrongPassword' : 'signedOut';
    case 402:
      return 'notCovered';
    case 423:
      return 'locked';
    case 403:
      return 'forbidden';
    case 404:
    case 410:
      return 'notFound';
    case 409:
      return 'conflict';
    case 413:
      return 'tooLarge';
    case 429:
      return 'tooMany';
    default:
      return 'server';
  }
}

import { RingmasterError } from '../../kernel/error.js';

/** What somebody hears on the phone whose wish was refused: prompts of sounds/prompts.csv by the code of the error. */
const WORDS: Readonly<Record<string, string>> = {
  CALL_TARGET_UNKNOWN: 'number-unknown',
  CALL_NOT_ALLOWED: 'number-not-allowed',
  CALL_TARGET_BUSY: 'sorry-busy',
};

/** The prompt for an error; one that says no more than that it cannot be for all that have none of their own. */
export const wordOf = (error: unknown): string =>
  (error instanceof RingmasterError ? WORDS[error.code] : undefined) ?? 'not-possible';

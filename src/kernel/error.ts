/**
 * The base of every error that leaves a subject. `code` is stable and documented (test/shape keeps the list in
 * ARCHITECTURE.md true); `message` is for people and holds no personal data.
 */
export class RingmasterError extends Error {
  constructor(
    /** Stable, upper case with underscores, e.g. `AGENT_NOT_READY`. */
    readonly code: string,
    message: string,
    /** HTTP status this becomes at the rim; 500 unless told. */
    readonly status: number = 500,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

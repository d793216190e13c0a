export class SetupFault extends Error {}
export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly logFile?: string;
  readonly input?: string;
}
export function step<T>(title: string, work: () => Promise<T>, out?: NodeJS.WritableStream): Promise<T>;
export function run(
  command: string,
  args: readonly string[],
  options?: RunOptions,
): Promise<{ code: number; output: string }>;
export function sentenceOf(error: unknown): string;
export function endWith(main: () => Promise<number | void>): Promise<void>;

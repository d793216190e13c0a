export interface Need {
  readonly proof: string;
  readonly package: string;
}
export const needs: {
  readonly compile: readonly Need[];
  readonly prompts: readonly Need[];
  readonly debianSwitch: readonly Need[];
  readonly tests: readonly Need[];
};
export function missingPackages(wanted: readonly Need[], there: (proof: string) => boolean): string[];
export function installFault(facts: {
  readonly missing: readonly string[];
  readonly root: boolean;
  readonly apt: boolean;
}): string | undefined;
export function tellsNoNetwork(output: string): boolean;
export function commandFault(facts: {
  readonly what: string;
  readonly output: string;
  readonly logFile: string;
}): string;
export function isThere(proof: string): boolean;
export function provideSystemPackages(wanted: readonly Need[], logFile: string): Promise<void>;

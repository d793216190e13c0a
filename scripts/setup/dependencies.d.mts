export function nodeFault(version: string, engines: string): string | undefined;
export function mustInstall(facts: {
  readonly present: boolean;
  readonly link: boolean;
  readonly stamp: string | undefined;
  readonly wanted: string;
}): boolean;
export function provideDependencies(project: string, logFolder: string): Promise<void>;

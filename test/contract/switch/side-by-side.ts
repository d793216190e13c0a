/** The report of the contract suite: every switch that it knows beside the others, counted by subject. */
import type { Suite, Test } from 'mocha';

export interface SceneCounts {
  readonly passed: number;
  readonly failed: number;
  readonly notRun: number;
}

/** Counts of one switch by subject, in the order of the suite; without any for a switch that was not at hand. */
export type CountsOfSwitch = ReadonlyMap<string, SceneCounts>;

/** What stands before the name of the switch in the title of its suite. */
export const SUITE_OF = 'switch contract: ';

/** @param root mocha's root suite, after the run */
export function countsOf(root: Suite, name: string): CountsOfSwitch {
  const suite = suiteOf(root, `${SUITE_OF}${name}`);
  return new Map(suite?.suites.map((subject) => [subject.title, countsIn(testsIn(subject))]));
}

const suiteOf = (suite: Suite, title: string): Suite | undefined =>
  suite.title === title
    ? suite
    : suite.suites.map((each) => suiteOf(each, title)).find((found) => found !== undefined);

const testsIn = (suite: Suite): Test[] => [...suite.tests, ...suite.suites.flatMap(testsIn)];

function countsIn(tests: readonly Test[]): SceneCounts {
  const of = (state: 'passed' | 'failed'): number => tests.filter((test) => test.state === state).length;
  const [passed, failed] = [of('passed'), of('failed')];
  return { passed, failed, notRun: tests.length - passed - failed };
}

/**
 * A table in text: a line for each subject and one for all, three columns for each switch. What a switch does not have
 * of a subject that another one has counts as not run. Pure; empty without any subject.
 */
export function sideBySide(switches: readonly { name: string; counts: CountsOfSwitch }[]): string {
  const subjects = new Map<string, number>();
  for (const { counts } of switches)
    for (const [subject, { passed, failed, notRun }] of counts)
      subjects.set(subject, Math.max(subjects.get(subject) ?? 0, passed + failed + notRun));
  if (subjects.size === 0) return '';
  const rows = [...subjects].map(([subject, scenes]) => ({
    subject,
    cells: switches.map(({ counts }) => counts.get(subject) ?? { passed: 0, failed: 0, notRun: scenes }),
  }));
  const all = {
    subject: 'all',
    cells: switches.map((_one, at) => sumOf(rows.map(({ cells }) => cells[at]!))),
  };
  const [first, wide] = [Math.max(...rows.map(({ subject }) => subject.length)), 24];
  return [
    `${' '.repeat(first)}  ${switches.map(({ name }) => name.padStart(wide)).join('')}`,
    `${' '.repeat(first)}  ${switches.map(() => 'passed failed not run'.padStart(wide)).join('')}`,
    ...[...rows, all].map(
      ({ subject, cells }) =>
        `${subject.padEnd(first)}  ${cells
          .map(({ passed, failed, notRun }) =>
            `${String(passed).padStart(6)} ${String(failed).padStart(6)} ${String(notRun).padStart(7)}`.padStart(
              wide,
            ),
          )
          .join('')}`,
    ),
  ].join('\n');
}

const sumOf = (counts: readonly SceneCounts[]): SceneCounts =>
  counts.reduce(
    (sum, each) => ({
      passed: sum.passed + each.passed,
      failed: sum.failed + each.failed,
      notRun: sum.notRun + each.notRun,
    }),
    { passed: 0, failed: 0, notRun: 0 },
  );

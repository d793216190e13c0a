import assert from 'node:assert/strict';
import type { Language } from '../../../src/kernel/localized.js';
import type { Prompt } from '../../../src/switch/port.js';
import { parseFlow, type KnownNames } from '../../../src/ivr/loader.js';
import { begin, step, type IvrResult } from '../../../src/ivr/rules.js';
import type { Flow, IvrInput, IvrOutcome, IvrOutput, IvrRun, IvrStep } from '../../../src/ivr/types.js';

export const KNOWN: KnownNames = {
  queues: ['personal', 'securities'],
  agents: ['anna'],
  prompts: ['hello', 'menu', 'wrong', 'silent', 'ask', 'bye', 'sorry-technical'],
};

type Wiring = { kind: string; settings?: unknown; exits?: Record<string, string> };

/** A flow file of these nodes; the first one is the start. */
export function flowText(nodes: Record<string, Wiring>, changes: Record<string, unknown> = {}): string {
  const start = Object.keys(nodes)[0];
  return JSON.stringify({ flow: 'test', name: { en: 'Test', zh: '测试' }, start, nodes, ...changes });
}

/** The same, loaded with all checks. JSON is YAML. */
export function flowOf(nodes: Record<string, Wiring>): Flow {
  return parseFlow(flowText(nodes), 'test.yaml', KNOWN);
}

/**
 * A caller in a flow with a switch that keeps the books: which playback runs, which timer is set. Every answer of the
 * interpreter is held against the promise that nobody stays without waiting for something.
 */
export class Caller {
  run: IvrRun | undefined;
  outcome: IvrOutcome | undefined;
  fault: string | undefined;
  /** Of the last answer. */
  outputs: readonly IvrOutput[] = [];
  readonly steps: IvrStep[] = [];
  readonly playing = new Map<string, readonly Prompt[]>();
  readonly timers = new Map<string, number>();
  readonly used = new Set<string>();

  constructor(
    readonly flow: Flow,
    language: Language = 'en',
    key = 'play_1',
  ) {
    this.take(begin(flow, language, key, 0));
  }

  give(input: IvrInput): void {
    assert.ok(this.run, 'the run has ended');
    if (input.kind === 'playback-ended') this.playing.delete(input.playback);
    if (input.kind === 'timeout') this.timers.delete(input.timer);
    this.take(step(this.flow, this.run, input, 0));
  }

  dial(digits: string): void {
    for (const digit of digits) this.give({ kind: 'digit', digit });
  }

  /** The playback in progress ends. */
  hearOut(outcome: 'completed' | 'stopped' | 'failed' = 'completed'): void {
    const [playback] = this.playing.keys();
    assert.ok(playback, 'nothing is being played');
    this.give({ kind: 'playback-ended', playback, outcome });
  }

  /** The timer that runs goes off. */
  wait(): void {
    const [timer] = this.timers.keys();
    assert.ok(timer, 'no timer is set');
    this.give({ kind: 'timeout', timer });
  }

  /** What is heard now, e.g. `wrong menu`; digits as they are spoken. */
  get hears(): string {
    return [...this.playing.values()]
      .flat()
      .map((p) => (p.kind === 'prompt' ? p.name : p.kind === 'digits' ? p.digits : JSON.stringify(p)))
      .join(' ');
  }

  /** Milliseconds of the timer that runs, if one does. */
  get timerMs(): number | undefined {
    return [...this.timers.values()][0];
  }

  /** The exits taken so far, as `node:exit`. */
  get way(): string[] {
    return this.steps.flatMap((s) => (s.type === 'node-left' ? [`${s.node}:${s.exit}`] : []));
  }

  private take(result: IvrResult): void {
    this.run = result.run;
    this.outcome = result.outcome;
    this.fault = result.fault ?? this.fault;
    this.outputs = result.outputs;
    this.steps.push(...result.steps);
    for (const output of result.outputs) this.keepBooks(output);
    const ending = result.outputs.filter((o) => o.do === 'queue' || o.do === 'hang-up');
    if (this.run) {
      assert.deepEqual(ending, [], 'a run that goes on has not sent the caller away');
      assert.ok(this.playing.size + this.timers.size > 0, 'whoever stays waits for a playback or a timer');
      assert.ok(this.playing.size <= 1 && this.timers.size <= 1, 'one playback and one timer at most');
    } else {
      assert.equal(ending.length, 1, 'a run ends with one word to the call');
      assert.equal(result.outputs.at(-1), ending[0], 'which is the last');
      assert.equal(this.playing.size + this.timers.size, 0, 'nothing is left running');
      assert.ok(this.outcome);
    }
  }

  private keepBooks(output: IvrOutput): void {
    switch (output.do) {
      case 'play':
        assert.ok(!this.used.has(output.playback), 'ids are never used twice');
        this.used.add(output.playback);
        this.playing.set(output.playback, output.prompts);
        return;
      case 'timer':
        assert.ok(!this.used.has(output.timer), 'ids are never used twice');
        assert.ok(output.afterMs > 0);
        this.used.add(output.timer);
        this.timers.set(output.timer, output.afterMs);
        return;
      case 'stop-play':
        assert.ok(this.playing.delete(output.playback), 'only what is playing is stopped');
        return;
      case 'cancel-timer':
        assert.ok(this.timers.delete(output.timer), 'only what is set is cancelled');
        return;
      default:
    }
  }
}

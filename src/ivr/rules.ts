/**
 * The interpreter: where a caller goes in a flow, and what the caller hears. Pure; the kinds of nodes decide, this
 * file leads from one to the next and keeps two promises for all of them: whoever stays in a node waits for a
 * playback or a timer, and nothing that comes late or makes no sense does any harm.
 */
import type { Language } from '../kernel/localized.js';
import type { Instant } from '../kernel/time.js';
import { nodeKind } from './nodes/index.js';
import type { NodeContext, NodeInput, NodeKind, NodeResult, Surroundings } from './nodes/kind.js';
import type {
  Flow,
  FlowNode,
  IvrInput,
  IvrOutcome,
  IvrOutput,
  IvrRun,
  IvrStep,
  NodeMemory,
} from './types.js';

/** After this many nodes without waiting for anything the run is cut: the flow goes round in a circle. */
export const MAX_TRANSITIONS = 100;

/** The prompt that a caller hears when a flow fails; every installation has it. */
export const SORRY_PROMPT = 'sorry-technical';

/** Where a failed run stands while the caller hears the sorry prompt. No flow can have a node of this name. */
const FAILED_NODE = '$failed';
const FAILED: FlowNode = { kind: 'hang-up', settings: { prompts: [SORRY_PROMPT] }, exits: {} };

/** What one input led to. */
export type IvrResult = {
  /** In order. `queue`, `callback` and `hang-up` come last and only when the run has ended. */
  readonly outputs: readonly IvrOutput[];
  readonly steps: readonly IvrStep[];
  /** Set when the flow is at fault (or a kind of node is): one sentence for the log, without personal data. */
  readonly fault?: string;
} & (
  | { readonly run: IvrRun; readonly outcome?: undefined }
  | { readonly run?: undefined; readonly outcome: IvrOutcome }
);

/** A flow on its own, e.g. one that is checked: whoever asks for what is around it fails. */
const NOTHING_AROUND: Surroundings = {
  opening: (calendar) => {
    throw new Error(`there is no calendar "${calendar}"`);
  },
};

/**
 * Starts a run and enters the first node, or the one that a run of a former process had come to.
 * @param key unique for the run on all switches; the ids of its playbacks and timers start with it
 */
export function begin(
  flow: Flow,
  language: Language,
  key: string,
  now: Instant,
  from: { readonly node: string; readonly collected: Readonly<Record<string, string>> } = {
    node: flow.start,
    collected: {},
  },
  around: Surroundings = NOTHING_AROUND,
): IvrResult {
  const run: IvrRun = {
    key,
    flow: flow.flow,
    version: flow.version,
    node: from.node,
    language,
    memory: {},
    collected: from.collected,
    counter: 0,
  };
  return new Walk(flow, run, now, around).enter(from.node);
}

/**
 * Goes on with a run. An input that does not concern the node in progress (a late end of an earlier playback, an
 * unknown timer, a second `started`, something that is no key) changes nothing.
 */
export function step(
  flow: Flow,
  run: IvrRun,
  input: IvrInput,
  now: Instant,
  around: Surroundings = NOTHING_AROUND,
): IvrResult {
  const memory = memoryAfter(run.memory, input);
  if (!memory || input.kind === 'started') return { run, outputs: [], steps: [] };
  return new Walk(flow, run, now, around).handle(memory, input);
}

/** The memory without what has just ended; `undefined` when the input does not concern this node. */
function memoryAfter(memory: NodeMemory, input: IvrInput): NodeMemory | undefined {
  switch (input.kind) {
    case 'digit':
      return /^[0-9*#A-D]$/.test(input.digit) ? memory : undefined;
    case 'playback-ended': {
      const { playback, ...rest } = memory;
      return playback !== undefined && playback === input.playback ? rest : undefined;
    }
    case 'timeout': {
      const { timer, ...rest } = memory;
      return timer !== undefined && timer === input.timer ? rest : undefined;
    }
    default:
      return undefined;
  }
}

/** One input's way through the flow; lives for one call of `begin` or `step`. */
class Walk {
  private readonly outputs: IvrOutput[] = [];
  private readonly steps: IvrStep[] = [];
  private transitions = 0;
  private fault: string | undefined;

  constructor(
    private readonly flow: Flow,
    private run: IvrRun,
    private readonly now: Instant,
    private readonly around: Surroundings,
  ) {}

  handle(memory: NodeMemory, input: NodeInput): IvrResult {
    this.run = { ...this.run, memory };
    return this.attempt((kind, settings, context) => kind.handle(settings, memory, input, context));
  }

  enter(name: string): IvrResult {
    this.letGo({});
    this.run = { ...this.run, node: name, memory: {} };
    const node = this.nodeOf(name);
    if (!node) return this.fail(`node "${name}" does not exist`);
    if (name !== FAILED_NODE) this.steps.push({ type: 'node-entered', node: name, kind: node.kind });
    return this.attempt((kind, settings, context) => kind.enter(settings, context));
  }

  private nodeOf(name: string): FlowNode | undefined {
    if (name === FAILED_NODE) return FAILED;
    return Object.hasOwn(this.flow.nodes, name) ? this.flow.nodes[name] : undefined;
  }

  /** Lets the node in progress decide and follows its decision. A node that throws fails the run, not the process. */
  private attempt(
    decide: (kind: NodeKind, settings: unknown, context: NodeContext) => NodeResult,
  ): IvrResult {
    let result: NodeResult;
    const node = this.nodeOf(this.run.node);
    if (!node) return this.fail(`node "${this.run.node}" does not exist`);
    try {
      result = decide(nodeKind(node.kind), node.settings, this.context());
    } catch (error) {
      return this.fail(
        `node "${this.run.node}" failed: ${error instanceof Error ? error.message : 'unknown'}`,
      );
    }
    switch (result.then) {
      case 'wait':
        return this.wait(result.memory, result.outputs);
      case 'leave':
        return this.leave(node, result.exit, result.outputs);
      case 'queue':
        return this.end({ do: 'queue', request: result.request }, 'queue');
      case 'callback': {
        const { request, prompts } = result;
        return this.end({ do: 'callback', request, prompts }, 'callback');
      }
      case 'ring':
        return this.end({ do: 'ring', number: result.number }, 'ring');
      case 'return':
        return this.end({ do: 'return' }, 'return');
      case 'hang-up':
        return this.end({ do: 'hang-up' }, this.run.node === FAILED_NODE ? 'failed' : 'hang-up');
    }
  }

  private context(): NodeContext {
    return {
      language: this.run.language,
      collected: this.run.collected,
      now: this.now,
      around: this.around,
      newId: () => {
        this.run = { ...this.run, counter: this.run.counter + 1 };
        return `${this.run.key}-${this.run.counter}`;
      },
    };
  }

  private wait(memory: NodeMemory, outputs: readonly IvrOutput[]): IvrResult {
    if (memory.playback === undefined && memory.timer === undefined)
      return this.fail(`node "${this.run.node}" stays without waiting for anything`);
    this.letGo(memory);
    this.emit(outputs);
    this.run = { ...this.run, memory };
    return { ...this.told(), run: this.run };
  }

  private leave(node: FlowNode, exit: string, outputs: readonly IvrOutput[]): IvrResult {
    this.letGo({});
    this.emit(outputs);
    this.steps.push({ type: 'node-left', node: this.run.node, exit });
    const next = Object.hasOwn(node.exits, exit) ? node.exits[exit] : undefined;
    if (next === undefined) return this.fail(`node "${this.run.node}" has no exit "${exit}"`);
    this.transitions += 1;
    if (this.transitions >= MAX_TRANSITIONS)
      return this.fail(
        `${MAX_TRANSITIONS} nodes without waiting for anything, the last is "${this.run.node}"`,
      );
    return this.enter(next);
  }

  /** The caller hears that we are sorry, then is hung up on; at once when even that fails. */
  private fail(why: string): IvrResult {
    this.fault ??= `Flow "${this.flow.flow}" (version ${this.flow.version}): ${why}.`;
    if (this.run.node === FAILED_NODE) return this.end({ do: 'hang-up' }, 'failed');
    return this.enter(FAILED_NODE);
  }

  private end(last: IvrOutput, outcome: IvrOutcome): IvrResult {
    this.letGo({});
    this.outputs.push(last);
    return { ...this.told(), outcome };
  }

  /** Stops and cancels what the node waited for and waits for no longer. */
  private letGo(after: NodeMemory): void {
    const { playback, timer } = this.run.memory;
    if (playback !== undefined && playback !== after.playback)
      this.outputs.push({ do: 'stop-play', playback });
    if (timer !== undefined && timer !== after.timer) this.outputs.push({ do: 'cancel-timer', timer });
    this.run = { ...this.run, memory: {} };
  }

  private emit(outputs: readonly IvrOutput[]): void {
    for (const output of outputs) {
      this.outputs.push(output);
      if (output.do === 'set-language') this.run = { ...this.run, language: output.language };
      if (output.do === 'collected')
        this.run = { ...this.run, collected: { ...this.run.collected, [output.name]: output.value } };
    }
  }

  private told(): Pick<IvrResult, 'outputs' | 'steps' | 'fault'> {
    const { outputs, steps, fault } = this;
    return fault === undefined ? { outputs, steps } : { outputs, steps, fault };
  }
}

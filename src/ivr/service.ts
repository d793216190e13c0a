import type { CallId, IdSource } from '../kernel/ids.js';
import type { Draft } from '../kernel/event.js';
import type { Language } from '../kernel/localized.js';
import type { Millis } from '../kernel/time.js';
import type { QueueRequest } from '../call/types.js';
import type { Clock } from '../runtime/clock.js';
import type { Prompt } from '../switch/port.js';
import { UnknownFlowError } from './errors.js';
import type { FlowLibrary } from './library.js';
import type { Surroundings } from './nodes/kind.js';
import { begin, step, type IvrResult } from './rules.js';
import type { Flow, IvrEvent, IvrInput, IvrOutcome, IvrOutput, IvrRun } from './types.js';

/**
 * The call, as a flow sees it; `call/` implements it. The methods take an order and return at once; what comes of it
 * is told later by `IvrService.input`, never from within the method. They must not throw.
 */
export interface IvrHost {
  /** Ends with one `playback-ended` of this id. A second play stops the first. */
  play(call: CallId, playback: string, prompts: readonly Prompt[], language: Language): void;
  stopPlay(call: CallId, playback: string): void;
  /** Fires once, as `timeout` of this id, unless it is cancelled. */
  timer(call: CallId, timer: string, afterMs: Millis): void;
  cancelTimer(call: CallId, timer: string): void;
  collected(call: CallId, name: string, value: string): void;
  setLanguage(call: CallId, language: Language): void;
  /** The flow is over; the caller goes into the queue. */
  queue(call: CallId, request: QueueRequest): void;
  /** The flow is over; the caller is called back by the queue of the request. `prompts`: by name, default the queue's. */
  callBack(call: CallId, request: QueueRequest, prompts: readonly string[]): void;
  /** The flow is over; the caller is led to this extension or ring group. */
  ring(call: CallId, number: string): void;
  /** The recording is silent from here on, or not any more. */
  recording(call: CallId, paused: boolean): void;
  /** The flow is over; the caller goes back to who sent the caller here. */
  giveBack(call: CallId): void;
  /** The flow is over; the caller is hung up on, now. Whatever should be heard before has been heard. */
  hangUp(call: CallId): void;
  /** Facts for the journal, in order; always before the orders of the same step. */
  publish(call: CallId, events: readonly Draft<IvrEvent>[]): void;
}

export interface IvrServiceParts {
  readonly flows: FlowLibrary;
  readonly host: IvrHost;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** What flows can ask of the centre, e.g. whether it is open. */
  readonly around?: Surroundings;
  /** A flow or a kind of node is at fault; one sentence for the log, without personal data. */
  readonly onFault: (call: CallId, sentence: string) => void;
}

/** Stands for the version of a flow that is not there. */
const NOT_LOADED = 'not-loaded';

interface Running {
  readonly flow: Flow;
  readonly run: IvrRun;
}

/**
 * Keeps where each caller is in a flow and hands what the flow wants to the call. To be called from within the mailbox
 * of the call; it waits for nothing and has no timers of its own.
 */
export class IvrService {
  private readonly running = new Map<CallId, Running>();

  constructor(private readonly parts: IvrServiceParts) {}

  /**
   * Sends a caller into a flow; a flow that this call is in already ends as `failed` first. When there is no such flow
   * the fault is told, the caller hears the sorry prompt and is hung up on: the way of every flow that fails.
   */
  start(call: CallId, flowName: string, language: Language): void {
    this.end(call, 'failed');
    const { host, clock, ids } = this.parts;
    const flow = this.take(call, flowName);
    host.publish(call, [{ type: 'ivr.started', call, data: { flow: flowName, version: flow.version } }]);
    this.follow(
      call,
      flow,
      language,
      begin(flow, language, ids.next('play'), clock.now(), undefined, this.parts.around),
    );
  }

  /**
   * Goes on where a caller was when a former process ended: the node is entered again, with its prompts from the
   * beginning. A node that the flow does not have any more: the flow from its start.
   */
  resume(
    call: CallId,
    place: { readonly flow: string; readonly node: string },
    language: Language,
    collected: Readonly<Record<string, string>>,
  ): void {
    const flow = this.take(call, place.flow);
    const node = Object.hasOwn(flow.nodes, place.node) ? place.node : flow.start;
    const { ids, clock } = this.parts;
    this.follow(
      call,
      flow,
      language,
      begin(flow, language, ids.next('play'), clock.now(), { node, collected }, this.parts.around),
    );
  }

  /** Something happened to a caller in a flow. Does nothing when the call is in none (the input came too late). */
  input(call: CallId, input: IvrInput): void {
    const running = this.running.get(call);
    if (!running) return;
    const { flow, run } = running;
    this.follow(call, flow, run.language, step(flow, run, input, this.parts.clock.now(), this.parts.around));
  }

  /**
   * The call leaves the flow for a reason of its own (caller gone, longest stay reached, link lost). What the flow
   * waits for is stopped. Does nothing when the call is in none.
   */
  end(call: CallId, outcome: 'caller-gone' | 'taken-back' | IvrOutcome): void {
    const running = this.running.get(call);
    if (!running) return;
    const { host } = this.parts;
    const { playback, timer } = running.run.memory;
    this.forget(call, running.flow);
    host.publish(call, [{ type: 'ivr.ended', call, data: { flow: running.flow.flow, outcome } }]);
    if (timer !== undefined) host.cancelTimer(call, timer);
    // A leg that is gone has ended its playback itself.
    if (playback !== undefined && outcome !== 'caller-gone') host.stopPlay(call, playback);
  }

  /** Where the caller is; `undefined` when in no flow. */
  runOf(call: CallId): IvrRun | undefined {
    return this.running.get(call)?.run;
  }

  /** Callers in flows now. */
  get size(): number {
    return this.running.size;
  }

  private follow(call: CallId, flow: Flow, before: Language, result: IvrResult): void {
    const { host, onFault } = this.parts;
    if (result.run) this.running.set(call, { flow, run: result.run });
    else this.forget(call, flow);
    if (result.fault !== undefined && flow.version !== NOT_LOADED) onFault(call, result.fault);
    const facts = eventsOf(call, flow.flow, result);
    if (facts.length > 0) host.publish(call, facts);
    let language = before;
    for (const output of result.outputs) {
      if (output.do === 'set-language') language = output.language;
      this.hand(call, output, language);
    }
  }

  private hand(call: CallId, output: IvrOutput, language: Language): void {
    const { host } = this.parts;
    switch (output.do) {
      case 'play':
        return host.play(call, output.playback, output.prompts, language);
      case 'stop-play':
        return host.stopPlay(call, output.playback);
      case 'timer':
        return host.timer(call, output.timer, output.afterMs);
      case 'cancel-timer':
        return host.cancelTimer(call, output.timer);
      case 'collected':
        return host.collected(call, output.name, output.value);
      case 'set-language':
        return host.setLanguage(call, output.language);
      case 'queue':
        return host.queue(call, output.request);
      case 'callback':
        return host.callBack(call, output.request, output.prompts);
      case 'ring':
        return host.ring(call, output.number);
      case 'recording':
        return host.recording(call, output.paused);
      case 'return':
        return host.giveBack(call);
      case 'hang-up':
        return host.hangUp(call);
    }
  }

  /** The current version, or a flow without nodes, which fails at its first step. */
  private take(call: CallId, name: string): Flow {
    try {
      return this.parts.flows.take(name);
    } catch (error) {
      if (!(error instanceof UnknownFlowError)) throw error;
      this.parts.onFault(call, error.message);
      return { flow: name, name: { en: name, zh: name }, version: NOT_LOADED, start: '', nodes: {} };
    }
  }

  private forget(call: CallId, flow: Flow): void {
    this.running.delete(call);
    this.parts.flows.release(flow);
  }
}

function eventsOf(call: CallId, flow: string, result: IvrResult): Draft<IvrEvent>[] {
  const events = result.steps.map((fact): Draft<IvrEvent> => {
    if (fact.type === 'node-entered')
      return { type: 'ivr.node-entered', call, data: { flow, node: fact.node, kind: fact.kind } };
    return { type: 'ivr.node-left', call, data: { flow, node: fact.node, exit: fact.exit } };
  });
  if (result.outcome !== undefined)
    events.push({ type: 'ivr.ended', call, data: { flow, outcome: result.outcome } });
  return events;
}

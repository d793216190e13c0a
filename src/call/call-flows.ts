import type { IvrHost, IvrOutput, IvrService } from '../ivr/index.js';
import type { IvrEvent } from '../ivr/types.js';
import type { IdSource } from '../kernel/ids.js';
import type { Recorder } from '../runtime/bus.js';
import type { Clock } from '../runtime/clock.js';
import type { Mailboxes } from '../runtime/mailbox.js';
import type { Scheduler } from '../runtime/scheduler.js';
import type { FlowPlace } from './take-over.js';
import type { CallEffect, CallInput, CallState, QueueRequest, Reach, Target } from './types.js';

export interface CallFlowsParts {
  /** Made with the host of this object. */
  readonly ivr: (host: IvrHost) => IvrService;
  readonly recorder: Recorder;
  readonly mailboxes: Mailboxes;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  /** Undefined: no flow for this number; the caller is told so. */
  readonly flowOf: (dialled: string) => string | undefined;
  readonly musicOf: (queue: string) => string;
  readonly ids: IdSource;
  /** Whom a number of the centre means. @throws UnknownTargetError */
  readonly ringOf: (number: string) => { readonly to: Target; readonly reach: Reach };
  /** The number that a dialled number rings; undefined: it walks a flow. */
  readonly rungBy: (dialled: string) => string | undefined;
  /** What it means that a flow asks for a callback; undefined: this caller cannot be called back. */
  readonly callbackOf: (
    call: string,
    request: QueueRequest,
    prompts: readonly string[],
  ) => CallInput | undefined;
  /** Grade (VIP, 0-100) of the customer who calls; 0 when not recognised. The flow's grade counts where it is greater. */
  readonly gradeOf: (call: string) => number;
}

/** Calls in flows: what the flow wants becomes an input of the call, in the same turn, and the other way round. */
export class CallFlows {
  private readonly ivr: IvrService;
  /** Where callers of a former process were, until they are back in their flows. */
  private readonly interrupted = new Map<string, FlowPlace>();

  constructor(
    private readonly parts: CallFlowsParts,
    private readonly feed: (call: string, input: CallInput) => void,
    private readonly stateOf: (call: string) => CallState | undefined,
  ) {
    this.ivr = parts.ivr(this.host());
  }

  interruptedAt(call: string, place: FlowPlace): void {
    this.interrupted.set(call, place);
  }

  forget(call: string): void {
    this.interrupted.delete(call);
  }

  /** Effects that concern flows; others are ignored. */
  perform(call: string, effect: CallEffect): void {
    switch (effect.do) {
      case 'start-flow': {
        const flow = this.parts.flowOf(effect.dialled);
        const ring = this.parts.rungBy(effect.dialled);
        if (ring !== undefined) this.ring(call, ring);
        else if (flow) this.ivr.start(call, flow, effect.language);
        else this.feed(call, { kind: 'flow-failed', reason: 'no-flow-for-number' });
        return;
      }
      case 'visit-flow':
        return this.ivr.start(call, effect.flow, effect.language);
      case 'flow-input':
        return this.ivr.input(call, effect.input);
      case 'end-flow':
        return this.ivr.end(call, effect.outcome);
      case 'resume-flow':
        return this.resume(call);
      default:
        return;
    }
  }

  /** Leads the caller to an extension or ring group. */
  private ring(call: string, number: string): void {
    try {
      const offer = this.parts.ids.next('offer');
      this.feed(call, { kind: 'route', offer, ...this.parts.ringOf(number) });
    } catch {
      // The loader has made sure of the number; a flow of a former configuration may name another.
      this.feed(call, { kind: 'flow-failed', reason: 'no-such-number' });
    }
  }

  private host(): IvrHost {
    const output = (call: string, wanted: IvrOutput): void =>
      this.feed(call, { kind: 'flow', output: wanted, musicOf: this.parts.musicOf });
    const timerKey = (call: string, timer: string): string => `call:${call}:flow:${timer}`;
    const { scheduler, clock, mailboxes, recorder, gradeOf, callbackOf } = this.parts;
    const graded = (call: string, request: QueueRequest): QueueRequest => ({
      ...request,
      grade: Math.max(request.grade, gradeOf(call)),
    });
    return {
      play: (call, playback, prompts) => output(call, { do: 'play', playback, prompts }),
      stopPlay: (call, playback) => output(call, { do: 'stop-play', playback }),
      timer: (call, timer, afterMs) =>
        scheduler.set(timerKey(call, timer), clock.now() + afterMs, () => {
          void mailboxes.post(`call:${call}`, () => this.ivr.input(call, { kind: 'timeout', timer }));
        }),
      cancelTimer: (call, timer) => scheduler.cancel(timerKey(call, timer)),
      collected: (call, name, value) => output(call, { do: 'collected', name, value }),
      setLanguage: (call, language) => output(call, { do: 'set-language', language }),
      recording: (call, paused) => output(call, { do: 'recording', paused }),
      queue: (call, request) => output(call, { do: 'queue', request: graded(call, request) }),
      callBack: (call, request, prompts) => {
        const wanted = graded(call, request);
        const asked = callbackOf(call, wanted, prompts);
        if (asked) this.feed(call, asked);
        else output(call, { do: 'queue', request: wanted });
      },
      ring: (call, number) => this.ring(call, number),
      giveBack: (call) => output(call, { do: 'return' }),
      hangUp: (call) => output(call, { do: 'hang-up' }),
      publish: (_call, events) => void recorder.record<IvrEvent>(events),
    };
  }

  private resume(call: string): void {
    const run = this.ivr.runOf(call);
    const state = this.stateOf(call);
    if (run) {
      const { playback } = run.memory;
      if (playback !== undefined)
        this.ivr.input(call, { kind: 'playback-ended', playback, outcome: 'completed' });
    } else if (state) {
      const { language, dialled, collected, flowVisit } = state;
      const place = this.interrupted.get(call);
      this.interrupted.delete(call);
      // Without a step of its own the flow was not entered yet.
      if (place && (!flowVisit || flowVisit.flow === place.flow))
        this.ivr.resume(call, place, language, collected);
      else if (flowVisit) this.perform(call, { do: 'visit-flow', flow: flowVisit.flow, language });
      else this.perform(call, { do: 'start-flow', dialled, language });
    }
  }
}

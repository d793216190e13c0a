/** What can happen to a call, what its rules may ask of the outside, and what a decision comes to. */
import type { Draft } from '../kernel/event.js';
import type { AgentId, CallId, LegId, OfferId, QueueId, UserId } from '../kernel/ids.js';
import type { Language } from '../kernel/localized.js';
import type { Instant, Millis } from '../kernel/time.js';
import type { IvrInput, IvrOutput } from '../ivr/types.js';
import type { LegTags, PlayRequest, Prompt, SwitchEvent, SwitchSnapshot } from '../switch/port.js';
import type { OverflowTarget } from '../waiting/types.js';
import type { CallEvent } from './events.js';
import type { Aside, EndedBy, ListenMode, OfferFailure, QueueRequest, Reach, Target } from './types.js';

/** What the rules may ask of the outside. */
export type CallEffect =
  | { readonly do: 'answer'; readonly leg: LegId }
  | { readonly do: 'tag'; readonly leg: LegId; readonly tags: LegTags }
  | { readonly do: 'play'; readonly leg: LegId; readonly request: PlayRequest }
  | { readonly do: 'stop-play'; readonly leg: LegId; readonly playback: string }
  | { readonly do: 'music'; readonly leg: LegId; readonly music: string }
  | { readonly do: 'stop-music'; readonly leg: LegId }
  /** A ringing tone, until music, a bridge or a playback. */
  | { readonly do: 'ringing'; readonly leg: LegId }
  | {
      readonly do: 'ring';
      readonly leg: LegId;
      readonly to: { readonly phone: string } | { readonly trunk: string; readonly number: string };
      readonly caller: { readonly number: string; readonly name: string };
      readonly ringMs: Millis;
      readonly tags: LegTags;
      readonly autoAnswer: boolean;
      /** Where the call lives. */
      readonly switch: string;
    }
  | { readonly do: 'bridge'; readonly bridge: string; readonly legs: readonly LegId[] }
  | { readonly do: 'unbridge'; readonly bridge: string; readonly leg: LegId }
  | { readonly do: 'end-bridge'; readonly bridge: string }
  | { readonly do: 'mute'; readonly leg: LegId; readonly on: boolean }
  | { readonly do: 'send-digits'; readonly leg: LegId; readonly digits: string }
  | {
      readonly do: 'listen';
      readonly listen: string;
      readonly target: LegId;
      readonly listener: LegId;
      readonly whisper: boolean;
    }
  | { readonly do: 'stop-listening'; readonly listen: string }
  | {
      readonly do: 'hang-up';
      readonly leg: LegId;
      readonly cause: 'normal' | 'busy' | 'rejected' | 'failure';
    }
  | { readonly do: 'deadline'; readonly name: string; readonly at: Instant }
  | { readonly do: 'cancel-deadline'; readonly name: string }
  /** Walk the flow of the dialled number. */
  | { readonly do: 'start-flow'; readonly dialled: string; readonly language: Language }
  /** Walk this flow, by an agent's hand. */
  | { readonly do: 'visit-flow'; readonly flow: string; readonly language: Language }
  | { readonly do: 'flow-input'; readonly input: IvrInput }
  | { readonly do: 'end-flow'; readonly outcome: 'caller-gone' | 'taken-back' }
  /** What the flow was playing when the link was lost has ended by now, or will not be missed. */
  | { readonly do: 'resume-flow' }
  /** The phone of this agent is to be rung again, if page and phone are there: told as `agent-back`. */
  | { readonly do: 'rejoin'; readonly agent: AgentId }
  /** The feature code that was dialled from a phone of the centre: its outcome is told as `phone-told`. */
  | { readonly do: 'phone-code' }
  /** Compare the legs of this call with the switch; those it does not have are told as ended, inferred. */
  | { readonly do: 'verify-legs' }
  /** Look where each leg's sound is at the switch; told as `media-seen`. */
  | { readonly do: 'verify-media' };

export type CallDraft = Draft<CallEvent>;

/** What a decision comes to: facts first, then what to ask of the outside, in order. */
export interface CallStep {
  readonly events: readonly CallDraft[];
  readonly effects: readonly CallEffect[];
}

/** A leg-level fact from the switch, as the port tells it. */
export type LegFact = Extract<SwitchEvent, { leg: LegId }>;

/** Commands without anything to say beside. */
export interface PlainCallCommand {
  readonly do:
    | 'mute'
    | 'unmute'
    | 'consult/cancel'
    | 'swap'
    | 'conference'
    | 'flow/take-back'
    | 'recording/pause'
    | 'recording/resume'
    | 'hang-up';
}

/**
 * What an agent asks of the call in hand. `offer` and `consult` are new ids, chosen by the shell; `reach` is how the
 * target is rung; `party`: the leg of a member, default the party outside the desk.
 */
export type CallCommand =
  | { readonly do: 'hold' | 'resume'; readonly party?: LegId }
  | PlainCallCommand
  | { readonly do: 'digits'; readonly digits: string }
  /** `reach`: absent for a queue, whose line says who. */
  | { readonly do: 'consult'; readonly to: Target; readonly reach?: Reach; readonly offer: OfferId }
  /** Without `to`: to the consulted party. `reach`: absent for queues and flows. */
  | {
      readonly do: 'transfer';
      readonly to?: Target;
      readonly reach?: Reach;
      readonly offer: OfferId;
      /** Music of the queue transferred to. */
      readonly music?: string;
    }
  | { readonly do: 'flow'; readonly flow: string; readonly wait: boolean }
  | { readonly do: 'park'; readonly slot: string }
  | { readonly do: 'remove-party'; readonly party: LegId };

/** Everything that can happen to a call. */
export type CallInput =
  | { readonly kind: 'switch'; readonly fact: LegFact; readonly inferred?: true }
  /** The link is back; `legs`: those of this call that are at the switch. */
  | {
      readonly kind: 'link-up';
      readonly legs: SwitchSnapshot['legs'];
      /** Where they were looked for; a call of another switch is not concerned. Absent: everywhere. */
      readonly switch?: string;
      /** The first link of a process that has taken this call over from a former one. */
      readonly takenOver?: true;
    }
  /** What a look at the switch has found; `legs` as in `link-up`. */
  | { readonly kind: 'media-seen'; readonly legs: SwitchSnapshot['legs'] }
  /** What the flow asks for. */
  | { readonly kind: 'flow'; readonly output: IvrOutput; readonly musicOf: (queue: QueueId) => string }
  /** The caller wants to be called back: by a key while in line, or by the flow. */
  | {
      readonly kind: 'callback';
      /** Id of the call that is opened for it, or of the one that is there already. */
      readonly callback: CallId;
      readonly known: boolean;
      readonly reach: Reach;
      /** Heard before the caller is hung up on. */
      readonly prompts: readonly Prompt[];
      /** What the flow asks for; absent: the place that the caller has. */
      readonly request?: QueueRequest;
    }
  /** The flow could not go on. */
  | { readonly kind: 'flow-failed'; readonly reason: string }
  /** The agent's page shows the pop: ring the phone now. `queue`: absent for a direct offer without one. */
  | {
      readonly kind: 'ring-agent';
      readonly offer: OfferId;
      readonly fence: number;
      readonly agent: AgentId;
      readonly queue?: QueueId;
      readonly phone: string;
      /** The switch at which the phone is; a call that has no leg anywhere goes there. */
      readonly switch?: string;
      readonly ringMs: Millis;
    }
  /** A ring that was held back until the switch had room goes out now: its time begins. */
  | { readonly kind: 'ring-let-through'; readonly leg: LegId; readonly ringMs: Millis }
  /** The line says that the caller stands elsewhere in it, or in another one. */
  | {
      readonly kind: 'place-changed';
      readonly queue: QueueId;
      /** Undefined: as before. */
      readonly priority?: number;
      readonly music: string;
    }
  /** The caller in line is to be told something. */
  | { readonly kind: 'announce'; readonly playback: string; readonly prompts: readonly Prompt[] }
  /** A rule takes the caller out of this queue; `music`: of the queue that is the target, if it is one. */
  | {
      readonly kind: 'overflow';
      readonly queue: QueueId;
      readonly rule: number;
      readonly target: OverflowTarget;
      readonly music: string;
    }
  /** The offer is over by somebody else's word: refused at the desk, desk lost, lease run out. */
  | { readonly kind: 'withdraw-offer'; readonly offer: OfferId; readonly reason: OfferFailure }
  | { readonly kind: 'agent-lost'; readonly agent: AgentId }
  /** The agent's page and phone are gone for the moment. */
  | { readonly kind: 'agent-away'; readonly agent: AgentId }
  /** The agent's page and phone are there again. */
  | { readonly kind: 'agent-back'; readonly agent: AgentId; readonly phone: string; readonly offer: OfferId }
  /** The line has an agent for a consult that stands in it. */
  | {
      readonly kind: 'consult-agent';
      readonly consult: string;
      readonly agent: AgentId;
      readonly offer: OfferId;
    }
  /** @throws CallStateError when it does not fit, CallNotYoursError when `by` takes no part in the call */
  | { readonly kind: 'command'; readonly by: AgentId; readonly command: CallCommand }
  /** This agent takes a parked call, or one that rings elsewhere. `leg`: the phone from which it is asked for. */
  | {
      readonly kind: 'pick-up';
      readonly by: AgentId;
      readonly offer: OfferId;
      readonly name: string;
      readonly leg?: LegId;
    }
  /** A flow or the dialled number leads the caller to somebody. */
  | { readonly kind: 'route'; readonly to: Target; readonly reach: Reach; readonly offer: OfferId }
  /** What came of a feature code: heard last on the phone that dialled it. */
  | { readonly kind: 'phone-told'; readonly prompts: readonly Prompt[]; readonly reason: string }
  /** Something is said on the phone that dialled a code, and the call goes on. */
  | { readonly kind: 'phone-asked'; readonly playback: string; readonly prompts: readonly Prompt[] }
  /** The agent alone is told something. @throws CallStateError when it cannot be told now */
  | {
      readonly kind: 'tell-agent';
      readonly agent: AgentId;
      readonly playback: string;
      readonly prompts: readonly Prompt[];
      /** The agent's; absent: the call's. */
      readonly language?: Language;
      readonly then?: Aside['then'];
    }
  | { readonly kind: 'hang-up'; readonly by: EndedBy }
  | {
      readonly kind: 'listen';
      readonly listen: string;
      readonly user: UserId;
      readonly phone: string;
      readonly mode?: ListenMode;
    }
  | { readonly kind: 'listen-mode'; readonly user: UserId; readonly mode: ListenMode }
  | { readonly kind: 'stop-listening'; readonly user: UserId }
  /** A command to the switch failed or came too late. */
  | { readonly kind: 'command-failed'; readonly effect: CallEffect; readonly code: string }
  /** `token` tells the newest deadline of a name from one that was moved in the moment it fired. */
  | { readonly kind: 'deadline'; readonly name: string; readonly token?: number };

import type { OfferFailure } from '../call/types.js';
import type { OfferPurpose } from './types.js';

/** Everything that can happen to an agent. */
export type AgentInput =
  | { readonly kind: 'log-in'; readonly user: string }
  | {
      readonly kind: 'log-out';
      readonly by: 'agent' | 'supervisor' | 'system';
      readonly reason: string;
      readonly user?: string;
    }
  /** `user`: the supervisor who does it. */
  | { readonly kind: 'ready'; readonly user?: string }
  | { readonly kind: 'not-ready'; readonly reason: string; readonly user?: string }
  | { readonly kind: 'extend-wrap-up' }
  | {
      readonly kind: 'offer';
      readonly offer: string;
      readonly fence: number;
      readonly call: string;
      readonly queue: string;
      readonly ringMs: number;
      readonly wrapUpMs: number;
    }
  /** Straight to this agent, past the line. */
  | {
      readonly kind: 'wanted';
      readonly offer: string;
      readonly fence: number;
      readonly call: string;
      readonly queue?: string | undefined;
      readonly purpose: Exclude<OfferPurpose, 'serve'>;
      readonly ringMs: number;
      readonly wrapUpMs: number;
    }
  /** The own phone is to be rung for the call that this agent places. */
  | {
      readonly kind: 'own-phone-wanted';
      readonly offer: string;
      readonly fence: number;
      readonly call: string;
      readonly ringMs: number;
    }
  | { readonly kind: 'direct-offer-failed'; readonly offer: string; readonly reason: OfferFailure }
  /** The agent places this call. */
  | {
      readonly kind: 'placed';
      readonly call: string;
      readonly queue?: string | undefined;
      readonly purpose: 'dial' | 'internal';
    }
  | { readonly kind: 'pop-shown'; readonly offer: string; readonly by: 'desk'; readonly paintedMs: number }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'ringing'; readonly offer: string }
  /** `at`: when it happened for the call; the agent's talk time counts from the same moment. */
  | { readonly kind: 'connected'; readonly offer: string; readonly call: string; readonly at: number }
  | {
      readonly kind: 'offer-ended';
      readonly offer: string;
      readonly outcome: OfferFailure | 'lease-expired' | 'confirmed';
    }
  /**
   * The conversation is over: the call has ended, or goes on without this agent. `at`: as in `connected`. `consultOver`:
   * the agent was asked for advice only, and is again what it was.
   */
  | { readonly kind: 'call-over'; readonly call: string; readonly at: number; readonly consultOver?: true }
  | {
      readonly kind: 'result';
      readonly call: string;
      readonly result: string;
      readonly note: string;
      readonly finish: boolean;
    }
  | { readonly kind: 'desk-connected' }
  | { readonly kind: 'desk-disconnected' }
  /** Another page of this agent has opened; the one before it, and the phone in it, are gone. */
  | { readonly kind: 'desk-taken-over' }
  | { readonly kind: 'deadline'; readonly name: 'state' | 'desk' };

export type AgentEffect =
  | { readonly do: 'deadline'; readonly name: 'state' | 'desk'; readonly at: number }
  | { readonly do: 'cancel-deadline'; readonly name: 'state' | 'desk' };

export interface AgentLimits {
  /** How long the phone waits for the page to show the pop. */
  readonly popMs: number;
  /** How long a page may be away. */
  readonly deskLostMs: number;
  /** Beyond the ring time, for the call's word; then the offer is given back. */
  readonly ringSlackMs: number;
  readonly maxTalkMs: number;
  /** How long a call that the agent places may take to connect. */
  readonly maxDialMs: number;
  /** Whether colleagues reach an agent who is not ready. */
  readonly directWhileNotReady: boolean;
  /** What a queue asks of its agents; undefined: for a call that no queue has a part in. */
  readonly rulesOf: (queue: string | undefined) => QueueRules;
}

/** What a queue asks of its agents beyond the offer itself. */
export interface QueueRules {
  /** Length of wrap-up; 0: none. An offer of the line brings its own. */
  readonly wrapUpMs: number;
  /** Offers let ring, one after the other, until the agent is set aside; before, only the caller goes on. From 1. */
  readonly missesToNotReady: number;
  /** Offers let ring in a shift for each alarm. From 1. */
  readonly missesToAlarm: number;
  /** One extension of the wrap-up. */
  readonly extensionStepMs: number;
  /** All extensions of one wrap-up together; 0: none. */
  readonly extensionMaxMs: number;
  /** The agent cannot end wrap-up without a result. */
  readonly resultRequired: boolean;
  /** The result where one is required and none was given by the end. */
  readonly resultAtDeadline: string;
}

/** What is fixed about an agent. */
export interface AgentProfile {
  readonly agent: string;
  /** Account of the phone to ring. */
  readonly phone: string;
  /** With a browser phone the page is the phone: no page, no calls. */
  readonly phoneKind: 'browser' | 'sip';
}

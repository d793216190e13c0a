import type { OfferFailure } from '../call/types.js';

/** Everything that can happen to an agent. */
export type AgentInput =
  | { readonly kind: 'log-in'; readonly user: string }
  | { readonly kind: 'log-out'; readonly by: 'agent' | 'supervisor' | 'system'; readonly reason: string }
  | { readonly kind: 'ready' }
  | { readonly kind: 'not-ready'; readonly reason: string; readonly by: 'agent' | 'supervisor' }
  | {
      readonly kind: 'offer';
      readonly offer: string;
      readonly fence: number;
      readonly call: string;
      readonly queue: string;
      readonly ringMs: number;
      readonly wrapUpMs: number;
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
  /** The conversation is over: the call has ended, or goes on without this agent. `at`: as in `connected`. */
  | { readonly kind: 'call-over'; readonly call: string; readonly at: number }
  | {
      readonly kind: 'result';
      readonly call: string;
      readonly result: string;
      readonly note: string;
      readonly finish: boolean;
    }
  | { readonly kind: 'desk-connected' }
  | { readonly kind: 'desk-disconnected' }
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
}

/** What is fixed about an agent. */
export interface AgentProfile {
  readonly agent: string;
  /** Account of the phone to ring. */
  readonly phone: string;
  /** With a browser phone the page is the phone: no page, no calls. */
  readonly phoneKind: 'browser' | 'sip';
}

/** What crosses the wire between the desk and the centre (REST bodies and the desk's view). Shared with web/. */
import { z } from 'zod';

export const agentStateName = z.enum([
  'logged-out',
  'not-ready',
  'ready',
  'reserved',
  'ringing',
  'dialling',
  'talking',
  'wrap-up',
]);

export const notReadyBody = z.strictObject({ reason: z.string().min(1).max(32) });
/** Result of a call; `result` is one of the configured codes. Ends wrap-up when `finish` is true. */
export const resultBody = z.strictObject({
  call: z.string().min(1).max(64),
  result: z.string().min(1).max(32),
  note: z.string().max(2000).default(''),
  finish: z.boolean().default(true),
});

export const messagePath = z.object({ message: z.string().min(1).max(64) });

export const customerCard = z.object({
  customer: z.string(),
  name: z.string(),
  number: z.string(),
  segment: z.string(),
  grade: z.number(),
  language: z.enum(['en', 'zh']),
  note: z.string(),
});

/** One earlier call of this caller, newest first, at most 10. */
export const historyEntry = z.object({
  call: z.string(),
  at: z.number(),
  queue: z.string().nullable(),
  agent: z.string().nullable(),
  outcome: z.string(),
  result: z.string().nullable(),
  note: z.string(),
  talkMs: z.number(),
  /** Those that this desk's agent may hear. */
  recordings: z.array(z.string()),
});

/** The pop: everything about the call the agent is offered or in. */
export const pop = z.object({
  /** The customer asked to be called back, and is rung when the agent has answered. */
  callback: z.boolean(),
  call: z.string(),
  offer: z.string(),
  number: z.string(),
  callerName: z.string(),
  dialled: z.string(),
  language: z.enum(['en', 'zh']),
  queue: z.string(),
  queueName: z.object({ en: z.string(), zh: z.string() }),
  arrivedAt: z.number(),
  /** Start of the waiting clock. */
  queuedAt: z.number(),
  /** Null until the bridge is confirmed. */
  connectedAt: z.number().nullable(),
  collected: z.array(z.object({ name: z.string(), value: z.string() })),
  customer: customerCard.nullable(),
  history: z.array(historyEntry),
  result: z.string().nullable(),
  note: z.string(),
});

/**
 * What a desk can ask of the call in hand: the path of the command below `/agent/`. Which of them fit now stands in
 * `control.may`.
 */
export const callCommand = z.enum([
  'hold',
  'resume',
  'mute',
  'unmute',
  'digits',
  'consult',
  'consult/cancel',
  'swap',
  'conference',
  'transfer',
  'flow',
  'flow/take-back',
  'park',
  'recording/pause',
  'recording/resume',
  'remove-party',
  'hang-up',
]);

/** Where a party's sound belongs: in the talk with this agent, on music, in the consult, in a flow, not there yet, gone for a moment. */
export const partyPlace = z.enum(['conversation', 'held', 'consult', 'flow', 'ringing', 'away']);

export const callParty = z.object({
  /** The leg: names the party in `hold`, `resume`, `remove-party`. */
  party: z.string(),
  kind: z.enum(['caller', 'agent', 'guest', 'supervisor']),
  name: z.string(),
  number: z.string(),
  place: partyPlace,
  muted: z.boolean(),
  /** This desk's own agent. */
  me: z.boolean(),
  /** When the party came to hold, consult or ringing; null in the conversation. */
  since: z.number().nullable(),
});

/** A call's control as one agent has it; everything the call bar shows. */
export const deskControl = z.object({
  call: z.string(),
  phase: z.enum(['arriving', 'ivr', 'waiting', 'dialling', 'talking', 'transferring', 'parked', 'leaving']),
  direction: z.enum(['in', 'out', 'internal']),
  parties: z.array(callParty),
  /** At most one; `withCaller`: swapped, the agent talks with the caller and the consulted one hears music. */
  consult: z
    .object({
      to: z.object({
        kind: z.enum(['agent', 'queue', 'extension', 'group', 'outside', 'flow']),
        name: z.object({ en: z.string(), zh: z.string() }),
      }),
      /** `waiting`: in the line of a queue, for one of its agents. */
      state: z.enum(['waiting', 'wanted', 'ringing', 'joining', 'up']),
      withCaller: z.boolean(),
      since: z.number().nullable(),
    })
    .nullable(),
  recording: z.enum(['on', 'paused', 'off']),
  /** Who is on the line besides, as far as the configuration lets agents see it. */
  listeners: z.array(
    z.object({ name: z.string(), mode: z.enum(['listen', 'whisper', 'join', 'take-over']) }),
  ),
  /** The flow that the caller is in while this agent has the call. */
  flow: z.object({ flow: z.string(), name: z.object({ en: z.string(), zh: z.string() }) }).nullable(),
  parkedSlot: z.string().nullable(),
  /** The page was away in mid-call: the caller hears music until the call is given back. */
  away: z.boolean(),
  may: z.array(callCommand),
});

/** A word from a supervisor, shown until it is acknowledged. */
export const deskMessage = z.object({ id: z.string(), from: z.string(), text: z.string(), at: z.number() });

/** What a supervisor last did to this agent, until the agent does something. */
export const deskIntervention = z.object({
  what: z.enum(['ready', 'not-ready', 'log-out', 'hang-up']),
  /** Name of the supervisor; null when it is not known any more. */
  by: z.string().nullable(),
  at: z.number(),
});

/** Why the agent's own phone refused a code or a number. */
export const refusalWord = z.enum([
  'code-unknown',
  'number-unknown',
  'number-not-allowed',
  'sorry-busy',
  'not-possible',
]);

/** Whom a desk can call, consult, transfer to, pick up: asked for when a picker opens. */
export const deskDirectory = z.object({
  /** Without the asking agent. */
  agents: z.array(z.object({ agent: z.string(), name: z.string(), state: agentStateName })),
  queues: z.array(
    z.object({
      queue: z.string(),
      name: z.object({ en: z.string(), zh: z.string() }),
      /** Ready agents and callers in line now. */
      ready: z.number(),
      waiting: z.number(),
      /** Shown to whoever is called out for this queue; null: the centre's. */
      callerId: z.string().nullable(),
    }),
  ),
  extensions: z.array(z.object({ extension: z.string(), name: z.string() })),
  /** Ring groups by number. */
  groups: z.array(z.object({ group: z.string(), name: z.object({ en: z.string(), zh: z.string() }) })),
  flows: z.array(z.object({ flow: z.string(), name: z.object({ en: z.string(), zh: z.string() }) })),
  /** Whether this agent may call outside numbers. */
  outside: z.boolean(),
  /** Calls that this agent can pick up: parked anywhere, or in line in an own queue. */
  calls: z.array(
    z.object({
      call: z.string(),
      number: z.string(),
      queue: z.string().nullable(),
      slot: z.string().nullable(),
      since: z.number(),
    }),
  ),
});

/** The whole state of a desk: a fold over the journal, sent whole at every change (it is small), so that a reloaded page is complete with the first message. */
export const deskView = z.object({
  agent: z.string(),
  name: z.string(),
  state: agentStateName,
  /** Milliseconds since 1970 at the centre. */
  since: z.number(),
  reason: z.string().nullable(),
  /** When the state ends by itself: end of ringing, of wrap-up. */
  until: z.number().nullable(),
  /** Asked for after this call. */
  next: z.object({ to: z.enum(['not-ready', 'logged-out']), reason: z.string().nullable() }).nullable(),
  pop: pop.nullable(),
  /** In wrap-up only. */
  wrapUp: z
    .object({
      /** What one more request for time would give, in milliseconds; 0: no more. */
      extensionMs: z.number(),
      /** The agent cannot end it without a result, and there is none yet. */
      resultMissing: z.boolean(),
    })
    .nullable(),
  /** Queues this agent serves with the number of callers waiting now. */
  queues: z.array(
    z.object({ queue: z.string(), name: z.object({ en: z.string(), zh: z.string() }), waiting: z.number() }),
  ),
  /** The call in hand; null when there is none. */
  control: deskControl.nullable(),
  /** Not acknowledged yet, oldest first. */
  messages: z.array(deskMessage),
  intervention: deskIntervention.nullable(),
  /** What the agent's own phone said last why something cannot be; until the agent goes on to something else. */
  refusal: z.object({ word: refusalWord, at: z.number() }).nullable(),
  /** Since log-in. */
  today: z.object({ answered: z.number(), talkMs: z.number(), wrapUpMs: z.number(), missed: z.number() }),
  /** Switches that count as gone (`lostSwitchSeconds` without link): a page whose phone is at one asks for a new account. */
  lostSwitches: z.array(z.string()),
});

/** Fixed choices of the desk. */
export const deskOptions = z.object({
  notReadyReasons: z.array(z.object({ id: z.string(), name: z.object({ en: z.string(), zh: z.string() }) })),
  resultCodes: z.array(z.object({ id: z.string(), name: z.object({ en: z.string(), zh: z.string() }) })),
});

/** A softphone account for a browser (agent, supervisor or caller page). */
export const phoneLine = z.object({
  /** False: the user has a plain SIP phone; the page shows no softphone. */
  browser: z.boolean(),
  /** Name of the switch at which it registers; empty for a plain SIP phone. */
  switch: z.string(),
  websocketUrl: z.string(),
  /** `sip:<account>@<domain>` */
  uri: z.string(),
  secret: z.string(),
  displayName: z.string(),
  /** The number the caller page calls; empty elsewhere. */
  dial: z.string(),
});

export type CallCommand = z.infer<typeof callCommand>;
export type CallParty = z.infer<typeof callParty>;
export type DeskControl = z.infer<typeof deskControl>;
export type DeskDirectory = z.infer<typeof deskDirectory>;
export type RefusalWord = z.infer<typeof refusalWord>;
export type DeskMessage = z.infer<typeof deskMessage>;
export type DeskView = z.infer<typeof deskView>;
export type DeskOptions = z.infer<typeof deskOptions>;
export type Pop = z.infer<typeof pop>;
export type PhoneLine = z.infer<typeof phoneLine>;
export type CustomerCard = z.infer<typeof customerCard>;
export type HistoryEntry = z.infer<typeof historyEntry>;

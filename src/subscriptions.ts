/**
 * The map of the system: who hears of what, in the order of a call's path. One line, one arrow. A handler only posts
 * into the mailbox of its key (call, agent, pool), so the order within a line never matters to what comes out, and a
 * handler never waits for another.
 */
import type { AcdService } from './acd/index.js';
import type { AcdEvent } from './acd/types.js';
import type { AgentService } from './agent/index.js';
import type { AgentEvent } from './agent/types.js';
import type { CallService } from './call/index.js';
import type { CallEvent } from './call/types.js';
import type { CdrService } from './cdr/index.js';
import type { IdentityEvent } from './identity/index.js';
import type { Event } from './kernel/event.js';
import type { LiveService } from './live/index.js';
import type { PhoneService } from './phone/index.js';
import type { RecordingService } from './recording/index.js';
import type { RecordingEvent } from './recording/types.js';
import type { Bus } from './runtime/bus.js';
import type { SupervisorService } from './supervisor/index.js';
import type { SwitchEvent, SwitchPort } from './switch/port.js';
import type { WaitingService } from './waiting/index.js';
import type { WaitingEvent } from './waiting/types.js';

export interface Subjects {
  readonly calls: CallService;
  readonly acd: AcdService;
  readonly waiting: WaitingService;
  readonly agents: AgentService;
  readonly supervisors: SupervisorService;
  readonly recordings: RecordingService;
  readonly cdrs: CdrService;
  readonly live: LiveService;
  readonly phones: PhoneService;
  /** The event stream; absent where there is no HTTP (stories). */
  readonly stream?: {
    publish(event: Event): void;
    endSession(session: string): void;
    lockSession(session: string, locked: boolean): void;
  };
}

type Known = CallEvent | AcdEvent | AgentEvent | RecordingEvent | IdentityEvent | WaitingEvent;
type Handlers = { readonly [T in Known['type']]?: readonly ((event: Extract<Known, { type: T }>) => void)[] };
type SwitchHandlers = {
  readonly [T in SwitchEvent['type']]: readonly ((event: Extract<SwitchEvent, { type: T }>) => void)[];
};

/** What the switch tells. */
export const fromSwitch = ({ calls, acd, recordings, phones, live }: Subjects): SwitchHandlers => ({
  'link.up': [
    (e) => calls.onLinkUp(e),
    () => acd.onLinksChanged(),
    (e) => void phones.provideTablePhones(e.switch),
    (e) => void recordings.onLinkUp(e.switch),
    (e) => live.onLinkUp(e),
  ],
  'link.down': [() => acd.onLinksChanged(), () => live.onLinkChanged()],
  'switch.gone': [(e) => calls.onSwitchGone(e), (e) => live.onSwitchGone(e)],
  'leg.arrived': [(e) => calls.onLegArrived(e)],
  'leg.ringing': [(e) => calls.onLegFact(e)],
  'leg.answered': [(e) => calls.onLegFact(e)],
  'leg.digit': [(e) => calls.onLegFact(e)],
  'playback.ended': [(e) => calls.onLegFact(e)],
  'bridge.joined': [(e) => calls.onLegFact(e)],
  'bridge.left': [(e) => calls.onLegFact(e)],
  'leg.ended': [(e) => calls.onLegFact(e), (e) => live.onLegEnded(e)],
  'recording.started': [(e) => recordings.onStarted(e)],
  'recording.ended': [(e) => recordings.onEnded(e)],
  'recording.failed': [(e) => recordings.onFailed(e)],
  // Device state is a hint, never the truth about an agent (DESIGN.md 3.2): it only gives a call back to a page that was away.
  'phone.registered': [(e) => calls.presence.onRegistered(e), (e) => acd.onPhoneRegistered(e)],
  'phone.unregistered': [(e) => calls.presence.onUnregistered(e)],
});

/** What the subjects tell each other. */
export const betweenSubjects = (subjects: Subjects): Handlers => {
  const { calls, acd, waiting, agents, supervisors, recordings, cdrs, live, stream } = subjects;
  return {
    // A caller arrives, walks the flow, stands in line.
    'call.arrived': [(e) => live.onCallArrived(e)],
    'call.collected': [(e) => live.onCollected(e)],
    'call.queued': [(e) => acd.onCallQueued(e)],
    'acd.priority-changed': [(e) => calls.onPlaceChanged(e)],
    'acd.moved': [(e) => calls.onPlaceChanged(e)],
    'call.wait-expired': [(e) => acd.onWaitExpired(e)],

    // While they wait, callers are told where they stand, and go elsewhere by rule.
    'acd.queue-entered': [(e) => waiting.onQueueEntered(e)],
    'waiting.announcement-due': [(e) => calls.onAnnouncementDue(e)],
    'waiting.overflow-due': [(e) => calls.onOverflowDue(e)],
    'call.overflowed': [(e) => acd.onOverflowed(e)],

    // A caller would rather be called back: the call that is opened for it keeps the place.
    'call.callback-asked': [(e) => acd.onCallbackAsked(e), (e) => calls.callbacks.onAsked(e)],
    'call.callback-opened': [(e) => live.onCallArrived(e)],

    // An agent is reserved; the desk pops; only then the phone rings.
    'agent.logged-in': [(e) => acd.onAgentLoggedIn(e), (e) => waiting.onAgentChanged(e)],
    'agent.ready': [(e) => acd.onAgentReady(e), (e) => waiting.onAgentChanged(e)],
    'agent.not-ready': [(e) => acd.onAgentGone(e), (e) => waiting.onAgentChanged(e)],
    'agent.desk-lost': [(e) => acd.onAgentGone(e), (e) => calls.presence.onDeskLost(e)],
    'agent.desk-connected': [(e) => calls.presence.onDeskConnected(e)],
    'agent.logged-out': [
      (e) => acd.onAgentGone(e),
      (e) => calls.onAgentLoggedOut(e),
      (e) => waiting.onAgentChanged(e),
    ],
    'acd.offer-made': [(e) => agents.onOfferMade(e)],
    'agent.reserved': [(e) => acd.onAgentGone(e)],
    'agent.pop-shown': [(e) => calls.onPopShown(e)],
    'call.agent-ringing': [(e) => agents.onAgentRinging(e)],

    // An agent has answered for a callback; the customer is rung, and reached or not.
    'call.callback-taken': [(e) => acd.onCallbackTaken(e), (e) => agents.onCallbackTaken(e)],
    'call.callback-failed': [(e) => acd.onCallbackFailed(e)],

    // Past the line: an agent is asked for directly, or places a call.
    'call.agent-wanted': [(e) => agents.onWanted(e)],
    'call.placed': [(e) => agents.onCallPlaced(e)],
    'agent.dialling': [(e) => acd.onAgentGone(e)],
    'call.consult-queued': [(e) => acd.onConsultQueued(e)],
    'acd.consult-matched': [(e) => calls.onConsultMatched(e)],
    'call.consult-connected': [(e) => acd.onConsultSettled(e), (e) => agents.onConnected(e)],
    'call.consult-ended': [(e) => acd.onConsultSettled(e)],
    'call.party-connected': [(e) => agents.onConnected(e)],

    // The offer is confirmed by the bridge, or comes to nothing.
    'call.agent-answered': [(e) => recordings.onAgentAnswered(e)],
    'call.party-answered': [(e) => recordings.onPartyAnswered(e)],
    'call.recording-paused': [(e) => recordings.onPaused(e)],
    'call.recording-resumed': [(e) => recordings.onResumed(e)],
    'call.connected': [
      (e) => acd.onConnected(e),
      (e) => agents.onConnected(e),
      (e) => supervisors.onConnected(e),
    ],
    'call.offer-failed': [(e) => acd.onOfferFailed(e), (e) => agents.onDirectOfferFailed(e)],
    'agent.offer-returned': [(e) => calls.onOfferReturned(e), (e) => acd.onOfferReturned(e)],
    'acd.offer-ended': [(e) => agents.onOfferEnded(e), (e) => calls.onOfferEnded(e)],

    // A supervisor is on the line: the agent is told, where the law says so.
    'call.listen-connected': [(e) => supervisors.onListening(e)],
    'call.listen-mode-changed': [(e) => supervisors.onListening(e)],

    // The conversation ends; the agent wraps up; the record is written.
    'call.agent-lost': [(e) => agents.onConversationOver(e)],
    'call.agent-left': [(e) => agents.onConversationOver(e)],
    'call.ended': [
      (e) => acd.onCallEnded(e),
      (e) => waiting.onCallEnded(e),
      (e) => agents.onConversationOver(e),
      (e) => recordings.onCallEnded(e),
    ],
    'call.closed': [(e) => cdrs.onCallClosed(e)],
    'acd.queue-left': [(e) => waiting.onQueueLeft(e), (e) => cdrs.onLateFact(e)], // a caller who goes in the moment of an offer: the queue's word comes last
    'agent.result-set': [(e) => cdrs.onLateFact(e)],
    'recording.stored': [(e) => cdrs.onLateFact(e)],

    // Whoever locks the screen is shown nothing on any page. A session that ends takes its pages along.
    'identity.locked': [(e) => stream?.lockSession(e.data.session, true)],
    'identity.unlocked': [(e) => stream?.lockSession(e.data.session, false)],
    'identity.logged-out': [(e) => stream?.endSession(e.data.session)],
  };
};

/** Draws all arrows. The live fold reads every event first, so that whatever is shown after an event contains it. */
export function subscribe(bus: Bus, switchPort: SwitchPort, subjects: Subjects): void {
  bus.subscribe('*', (event) => subjects.live.onEvent(event));
  for (const [type, handlers] of Object.entries(betweenSubjects(subjects)))
    for (const handler of handlers as readonly ((event: Event) => void)[]) bus.subscribe(type, handler);
  const { stream } = subjects;
  if (stream) bus.subscribe('*', (event) => stream.publish(event));
  const table = fromSwitch(subjects);
  switchPort.onEvent((event) => {
    for (const handler of table[event.type] as readonly ((event: SwitchEvent) => void)[]) handler(event);
  });
}

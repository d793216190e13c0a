/**
 * The `data-testid` of every part that live tests use. Pages take them from here, tests may import this file (it has no
 * imports and no DOM).
 *
 * Attributes beside the id:
 *  - `phoneStatus`, `data-status`: offline | registered | ringing | talking
 *  - `callerStatus`, `data-status`: idle | connecting | ringing | talking | ended
 *  - `connection`, `data-status`: connecting | online | offline | replaced
 *  - `stateName`, `data-state`: the agent's state (logged-out, not-ready, ready, reserved, ringing, talking, wrap-up)
 *  - `pop`, `data-offer` and `data-call`: what the pop belongs to
 *  - `wrapUp`, `data-until`: when wrap-up ends, milliseconds since 1970 at the centre
 *  - `conservation`, `data-holds`: true | false
 *  - `switchLink`, `data-status`: up | down
 *  - `listening`, `data-call` and `data-status`: asked | ringing | talking
 */
export const testIds = {
  // Log in (desk and supervisor)
  loginUser: 'login-user',
  loginPassword: 'login-password',
  loginSubmit: 'login-submit',
  loginError: 'login-error',
  language: 'language',
  connection: 'connection',
  signOut: 'sign-out',
  // Desk: state
  stateName: 'state-name',
  stateTimer: 'state-timer',
  stateReason: 'state-reason',
  stateNext: 'state-next',
  ready: 'ready',
  notReady: 'not-ready',
  notReadyReason: (reason: string): string => `not-ready-reason-${reason}`,
  logout: 'logout',
  startShift: 'start-shift',
  takeOver: 'take-over',
  deskQueue: (queue: string): string => `desk-queue-${queue}`,
  // Desk: pop
  pop: 'pop',
  popNumber: 'pop-number',
  popCustomer: 'pop-customer',
  popCollected: (name: string): string => `pop-collected-${name}`,
  popQueue: 'pop-queue',
  popWaited: 'pop-waited',
  // Softphone
  phoneStatus: 'phone-status',
  phoneProblem: 'phone-problem',
  phoneReconnect: 'phone-reconnect',
  answer: 'answer',
  refuse: 'refuse',
  mute: 'mute',
  hangUp: 'hang-up',
  // Desk: wrap-up and result
  wrapUp: 'wrap-up',
  result: (code: string): string => `result-${code}`,
  note: 'note',
  finish: 'finish',
  // Supervisor
  queueRow: (queue: string): string => `queue-${queue}`,
  agentRow: (agent: string): string => `agent-${agent}`,
  callRow: (call: string): string => `call-${call}`,
  listen: (call: string): string => `listen-${call}`,
  listenAgent: (agent: string): string => `listen-agent-${agent}`,
  listenStop: 'listen-stop',
  listening: 'listening',
  conservation: 'conservation',
  switchLink: 'switch-link',
  tabLive: 'tab-live',
  tabCalls: 'tab-calls',
  record: (call: string): string => `record-${call}`,
  callDetail: 'call-detail',
  timelineStep: 'timeline-step',
  decision: 'decision',
  player: (recording: string): string => `player-${recording}`,
  // Caller page
  callerCall: 'caller-call',
  callerHangUp: 'caller-hang-up',
  callerStatus: 'caller-status',
  /** `0`-`9`, `star`, `hash`. */
  key: (digit: string): string => `key-${digit === '*' ? 'star' : digit === '#' ? 'hash' : digit}`,
} as const;

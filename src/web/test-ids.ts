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
 *  - `party`, `data-party` (the leg) and `data-place`: conversation | held | consult | flow | ringing | away
 *  - `markRecording`, `data-status`: on | paused | off
 *  - `messageQuote`, `data-parts` and `data-coding`: of the text as it stands
 *  - `messagePreview`, `data-messages` and `data-cost`: whom it would go to, and for how much (ten-thousandths)
 *  - `sendingProgress`, `data-state`: running | paused | cancelled; `sendingCount`, `data-count`
 *  - `historyRow`, `data-state`: the message's state
 *  - `importResult`, `data-encoding`, `data-added`, `data-faults`
 *  - `intervention`, `data-what`: ready | not-ready | log-out | hang-up
 *  - `refusal`, `data-word`: code-unknown | number-unknown | number-not-allowed | sorry-busy | not-possible
 *  - `wrapUp`, `data-until`: when wrap-up ends, milliseconds since 1970 at the centre
 *  - `conservation`, `data-holds`: true | false
 *  - `switchLink`, `data-status`: up | down
 *  - `gatewayLink`, `data-state`: down | connecting | binding | bound | stopping | stopped, and `data-taken`: parts taken
 *  - `gatewayCarrier`, `data-paused`: true | false
 *  - `gatewayAlarms`, `data-count`; `alarmRow`, `data-alarm`, `data-open`, `data-seen`
 *  - `traceStep`, `data-step`; `auditRow`, `data-what`
 *  - `listening`, `data-call`, `data-status`: asked | ringing | talking, and `data-mode`: listen | whisper | join | take-over
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
  popCallback: 'pop-callback',
  popWaited: 'pop-waited',
  historyListen: (call: string): string => `history-listen-${call}`,
  // Softphone
  phoneStatus: 'phone-status',
  phoneProblem: 'phone-problem',
  phoneReconnect: 'phone-reconnect',
  answer: 'answer',
  refuse: 'refuse',
  mute: 'mute',
  hangUp: 'hang-up',
  // Desk: call control
  callBar: 'call-bar',
  callAction: (action: string): string => `call-${action}`,
  picker: (purpose: string): string => `picker-${purpose}`,
  pickerSearch: 'picker-search',
  pickerQueue: 'picker-queue',
  /** `agent:li-na`, `queue:personal`, `outside:138...` */
  target: (key: string): string => `target-${key}`,
  flowWait: (key: string): string => `flow-wait-${key}`,
  flowFree: (key: string): string => `flow-free-${key}`,
  pickUpCall: (call: string): string => `pick-up-${call}`,
  party: (kind: string): string => `party-${kind}`,
  partyAsked: 'party-asked',
  markAway: 'mark-away',
  givingBack: 'giving-back',
  markHeld: 'mark-held',
  markFlow: 'mark-flow',
  markRecording: 'mark-recording',
  markListeners: 'mark-listeners',
  intervention: 'intervention',
  refusal: 'refusal',
  message: (message: string): string => `message-${message}`,
  acknowledge: (message: string): string => `acknowledge-${message}`,
  // Desk: wrap-up and result
  extendWrapUp: 'extend-wrap-up',
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
  /** The arrow beside it, of an agent or a call, and its entries. */
  listenMenu: (of: string): string => `listen-menu-${of}`,
  listenAs: (call: string, mode: string): string => `listen-as-${mode}-${call}`,
  mode: (mode: string): string => `mode-${mode}`,
  agentMenu: (agent: string): string => `agent-menu-${agent}`,
  callMenu: (call: string): string => `call-menu-${call}`,
  menuItem: (what: string): string => `menu-${what}`,
  confirm: 'confirm',
  messageAll: 'message-all',
  messageText: 'message-text',
  messageSend: 'message-send',
  popTime: 'pop-time',
  why: 'why',
  whyCall: 'why-call',
  balance: 'balance',
  whyStep: 'why-step',
  listenStop: 'listen-stop',
  listening: 'listening',
  conservation: 'conservation',
  switchLink: 'switch-link',
  tabLive: 'tab-live',
  tabCalls: 'tab-calls',
  tabBalance: 'tab-balance',
  record: (call: string): string => `record-${call}`,
  callDetail: 'call-detail',
  timelineStep: 'timeline-step',
  decision: 'decision',
  player: (recording: string): string => `player-${recording}`,
  recordingIncomplete: (recording: string): string => `recording-incomplete-${recording}`,
  // Messages
  lock: 'lock',
  unlockPassword: 'unlock-password',
  unlock: 'unlock',
  messagesTab: (tab: string): string => `messages-tab-${tab}`,
  messageBody: 'message-body',
  messageNumbers: 'message-numbers',
  messageBooks: 'message-books',
  messageQuote: 'message-quote',
  messagePreview: 'message-preview',
  messageSubmit: 'message-submit',
  sendingProgress: (sending: string): string => `sending-${sending}`,
  sendingCount: (state: string): string => `sending-count-${state}`,
  sendingAction: (action: string): string => `sending-action-${action}`,
  historyRow: 'history-row',
  historySearch: 'history-search',
  bookAdd: 'book-add',
  bookName: 'book-name',
  book: (name: string): string => `book-${name}`,
  contactRow: 'contact-row',
  bookRename: 'book-rename',
  contactAdd: 'contact-add',
  contactEdit: 'contact-edit',
  fieldAdd: 'field-add',
  contactSave: 'contact-save',
  source: (id: string): string => `source-${id}`,
  sourceRun: (id: string): string => `source-run-${id}`,
  importFile: 'import-file',
  importResult: 'import-result',
  importCommit: 'import-commit',
  templateRow: 'template-row',
  templateAdd: 'template-add',
  templateName: 'template-name',
  templateText: 'template-text',
  templateRelease: 'template-release',
  templateRefuse: 'template-refuse',
  templateReason: 'template-reason',
  messageCategory: 'message-category',
  historyWhose: 'history-whose',
  statementRow: 'statement-row',
  statementTotal: 'statement-total',
  statementStand: 'statement-stand',
  statementReports: 'statement-reports',
  reportAdd: 'report-add',
  reportName: 'report-name',
  reportSave: 'report-save',
  reportRow: 'report-row',
  reportRun: 'report-run',
  reportResult: 'report-result',
  help: 'help',
  helpText: 'help-text',
  // Message gateway
  gatewayTab: (tab: string): string => `gateway-tab-${tab}`,
  gatewayAlarms: 'gateway-alarms',
  gatewayCarrier: (carrier: string): string => `gateway-carrier-${carrier}`,
  gatewayLink: (name: string): string => `gateway-link-${name}`,
  gatewayAction: (action: string, of: string): string => `gateway-${action}-${of}`,
  gatewayConfirm: 'gateway-confirm',
  gatewayQueue: (priority: number): string => `gateway-queue-${priority}`,
  gatewayAnswer: (code: string): string => `gateway-answer-${code}`,
  alarmRow: 'alarm-row',
  findWhat: 'find-what',
  findSearch: 'find-search',
  foundRow: (message: string): string => `found-${message}`,
  traceStep: 'trace-step',
  heldRow: (message: string): string => `held-${message}`,
  rejectReason: 'reject-reason',
  listNumber: 'list-number',
  listReason: 'list-reason',
  listAdd: 'list-add',
  listRow: (number: string): string => `list-${number}`,
  auditRow: 'audit-row',
  // Caller page
  callerCall: 'caller-call',
  callerHangUp: 'caller-hang-up',
  callerStatus: 'caller-status',
  /** `0`-`9`, `star`, `hash`. */
  key: (digit: string): string => `key-${digit === '*' ? 'star' : digit === '#' ? 'hash' : digit}`,
} as const;

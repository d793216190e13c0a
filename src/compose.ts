/** Builds every object by constructor; the only file that may know everything (DESIGN.md 1). */
import { join } from 'node:path';
import { AcdService, acdRoutes, queueSettings, reachThrough } from './acd/index.js';
import { addressBookMigrations } from './address-book/index.js';
import { AgentService, byPhone, queueRules } from './agent/index.js';
import { agentRoutes } from './agent/routes.js';
import { Calendars, calendarOf } from './calendar/index.js';
import {
  CallService,
  DeskCommands,
  Targets,
  createPhoneCodes,
  missingMessage,
  laterCodes,
  targetSettings,
  callLimits,
  callRoutes,
  callbackSettings,
} from './call/index.js';
import type { CallEvent, CallState } from './call/types.js';
import { CdrService, CdrStore, cdrMigrations, cdrRoutes } from './cdr/index.js';
import { ConfigError, type Config } from './config.js';
import { CustomerStore, customerMigrations, readCustomers } from './customer/index.js';
import {
  IdentityService,
  authenticator,
  createAttempts,
  createIdentityStore,
  createPasswords,
  identityMigrations,
  identityRoutes,
  type Session,
} from './identity/index.js';
import { FlowLibrary, IvrService, loadFlows, promptTableNames } from './ivr/index.js';
import type { Event } from './kernel/event.js';
import type { IdSource } from './kernel/ids.js';
import { seconds } from './kernel/time.js';
import {
  LiveService,
  createAudience,
  createDayOf,
  directoryOf,
  liveRoutes,
  linkStates,
  watchFigures,
} from './live/index.js';
import { messengerMigrations, mountMessenger } from './messenger/index.js';
import { PhoneBook, PhoneService, phoneRoutes } from './phone/index.js';
import { Archive, RecordingService, RecordingStore, recordingMigrations } from './recording/index.js';
import { recordingRoutes } from './recording/routes.js';
import { createBus, createRecorder } from './runtime/bus.js';
import type { Clock } from './runtime/clock.js';
import type { OpenDatabase } from './runtime/database.js';
import { createRouteRegistry } from './runtime/http-route.js';
import { startHttp } from './runtime/http.js';
import { createJournalTable, journalMigrations } from './runtime/journal-table.js';
import { JournalTaken, openJournal } from './runtime/journal.js';
import type { Log } from './runtime/log.js';
import { Mailboxes } from './runtime/mailbox.js';
import { createMetrics } from './runtime/metrics.js';
import type { Scheduler } from './runtime/scheduler.js';
import { startStreams } from './runtime/sockets.js';
import { startConfiguredGateway } from './sms/index.js';
import { SupervisorService, createMessageLimit, supervisorRoutes } from './supervisor/index.js';
import { subscribe } from './subscriptions.js';
import type { SwitchPort } from './switch/port.js';
import { WaitingService, missingName, waitingSettings } from './waiting/index.js';

/** Tables of all subjects. */
export const migrations = [
  ...journalMigrations,
  ...identityMigrations,
  ...customerMigrations,
  ...recordingMigrations,
  ...cdrMigrations,
  ...addressBookMigrations,
  ...messengerMigrations,
];

/** What the process stands on; stories bring their own. */
export interface Ground {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: IdSource;
  readonly switchPort: SwitchPort;
  readonly database: OpenDatabase;
  readonly log: Log;
  /** The process must not go on: another one writes this journal. Default: nothing happens. */
  readonly onFatal?: (error: Error) => void;
}

export type Core = Awaited<ReturnType<typeof composeCore>>;

/** The centre without its HTTP rim: what stories run on the simulated switch. Nothing is connected yet. */
export async function composeCore(config: Config, ground: Ground, version = '0') {
  const { clock, scheduler, ids, switchPort, database, log } = ground;
  const { installation, centre } = config;
  const metrics = createMetrics(version !== '0');

  const broken = metrics.counter('faults_total', 'Pieces of work that threw: each is a bug');
  const mailboxes = new Mailboxes((error, key) => {
    broken.inc();
    log.error({ error, key }, 'work failed');
  });
  const journal = await openJournal({
    site: installation.site,
    table: createJournalTable(database.db),
    ids,
    onTrouble: (error, unwritten) => {
      log.error({ error, unwritten }, 'the journal cannot be written; events are kept');
      if (error instanceof JournalTaken) ground.onFatal?.(error);
    },
    onRecovered: () => log.info('the journal is written again'),
  });
  const bus = createBus((error, event) => {
    broken.inc();
    log.error({ error, type: event.type }, 'a handler failed');
  });
  const recorder = createRecorder(journal, bus, clock);

  const customers = new CustomerStore(database.db);
  const cdrStore = new CdrStore(database.db);
  const calendars = new Calendars(centre.calendars.map(calendarOf));
  const prompts = promptTableNames(join(config.projectDirectory, 'sounds', 'prompts.csv'));
  const flows = new FlowLibrary(
    loadFlows(config.flowDirectory, {
      queues: centre.queues.map((queue) => queue.id),
      agents: centre.agents.map((agent) => agent.id),
      rings: [...centre.extensions.map(({ id }) => id), ...centre.ringGroups.map(({ number }) => number)],
      callbacks: centre.queues.flatMap((queue) => (queue.callback ? [queue.id] : [])),
      calendars: calendars.names,
      prompts,
    }),
  );
  const missing =
    missingName(centre.queues, { flows: flows.names(), prompts }) ??
    missingMessage(centre.ringGroups, prompts);
  if (missing !== undefined) throw new ConfigError(`centre.yaml: ${missing}.`);
  const live = new LiveService({
    directory: directoryOf(centre, new Map(flows.list().map(({ flow }) => [flow.flow, flow.name]))),
    dayOf: createDayOf(),
    customers,
    historyOf: (number) => cdrStore.find({ number, limit: 10 }),
    callOf: (call): CallState | undefined => calls.get(call),
    clock,
    switches: () => switchPort.parts,
    estimateOf: (queue): number | undefined => waiting.estimateFor(queue)?.ms,
    mailboxes,
    log: log.child({ subject: 'live' }),
  });

  const numbers = new Map(centre.numbers.map((number) => [number.dialled, number]));
  const numberOf = (dialled: string) => numbers.get(dialled) ?? numbers.get('*');
  const queues = new Map(centre.queues.map((queue) => [queue.id, queue]));
  const skills = new Map(centre.agents.map((agent) => [agent.id, agent.skills]));

  const phoneBook = new PhoneBook(centre);
  const limitsOfCalls = callLimits(installation, centre);
  const targets = new Targets(
    targetSettings(centre, {
      hasFlow: (flow) => flows.current(flow) !== undefined,
      readyAgentOf: (queue) => agents.mostIdle((queues.get(queue)?.members ?? []).map(({ agent }) => agent)),
      isFree: (agent) => agents.isFree(agent),
    }),
  );
  const calls = new CallService({
    switchPort,
    ivr: (host) =>
      new IvrService({
        flows,
        host,
        clock,
        ids,
        around: { opening: (calendar, at) => calendars.opening(calendar, at).state },
        onFault: (call, sentence) => log.error({ call, fault: sentence }, 'a flow failed'),
      }),
    ...{ recorder, mailboxes, scheduler, clock, ids, limits: limitsOfCalls },
    maxRings: installation.switch.maxRings,
    languageOf: (dialled) => numberOf(dialled)?.language ?? 'en',
    flowOf: (dialled) => numberOf(dialled)?.flow,
    musicOf: (queue) => queues.get(queue)?.music ?? 'default',
    gradeOf: (call) => live.gradeOf(call),
    callbacks: {
      settingsOf: (queue) => callbackSettings(queues.get(queue)?.callback),
      reachOf: (number, queue) => targets.reachOf({ kind: 'outside', number }, '', queue),
    },
    phoneOf: (agent) => phoneBook.ofAgent(agent),
    agentOf: (phone) => phoneBook.agentOf(phone),
    ringOf: (number) => targets.ringOf(number),
    rungBy: (dialled) => numberOf(dialled)?.ring,
    codes: laterCodes(() => phoneCodes),
    log: log.child({ subject: 'call' }),
  });
  const acd = new AcdService({
    queues: queueSettings(centre),
    configVersion: config.centreVersion,
    knownAgentsOf: (call) => live.knownAgentsOf(call),
    skillsOf: (agent) => skills.get(agent) ?? {},
    reach: reachThrough(switchPort, {
      switchOf: (call) => calls.switchOf(call),
      phoneOf: (agent) => phoneBook.ofAgent(agent)?.phone,
      agentOf: (phone) => phoneBook.agentOf(phone),
    }),
    ...{ recorder, mailboxes, scheduler, clock, ids },
    log: log.child({ subject: 'acd' }),
    // Longer than all that a call waits for between pop and bridge.
    leaseSlackMs: seconds(installation.desk.popDeadlineSeconds) + 6000 + 2 * limitsOfCalls.bridgeMs,
    exclusionMs: 30_000,
  });
  const waiting = new WaitingService({
    queues: centre.queues.map((queue) =>
      waitingSettings(
        queue.id,
        queue.members.map((member) => member.agent),
        queue,
      ),
    ),
    recorder,
    mailboxes,
    scheduler,
    clock,
    positionOf: (call) => acd.positionOf(call),
    isClosed: (calendar, at) => calendars.opening(calendar, at).state !== 'open',
  });
  const agents = new AgentService({
    profiles: phoneBook.profiles,
    ...{ recorder, mailboxes, scheduler, clock },
    limits: {
      popMs: seconds(installation.desk.popDeadlineSeconds),
      deskLostMs: seconds(installation.desk.lostSeconds),
      // Longer than the call's patience with ringing plus bridging, or a slow bridge would pass for no answer.
      ringSlackMs: 4000 + 2 * limitsOfCalls.bridgeMs,
      maxTalkMs: seconds(centre.limits.maxCallHours * 3600) + 60_000,
      // The own phone, then the other side, and the call's patience with each: the call gives up before this.
      maxDialMs: 2 * seconds(centre.directCalls.ringSeconds) + 60_000,
      directWhileNotReady: centre.directCalls.whileNotReady,
      rulesOf: queueRules(centre),
    },
    notReadyReasons: centre.notReadyReasons.map((reason) => reason.id),
    resultCodes: centre.resultCodes.map((result) => result.id),
  });
  const calling = {
    ...{ ids, targets, limits: limitsOfCalls, switchName: switchPort.name, language: 'en' as const },
    musicOf: (queue: string) => queues.get(queue)?.music ?? 'default',
  };
  const commands = new DeskCommands({
    ...{ ...calling, calls, slots: centre.parking },
    switchOf: (agent) => switchPort.partOf(phoneBook.ofAgent(agent)?.phone ?? '').name,
    mayDial: (agent) => agents.mustBeFree(agent),
    assign: (call, agent) => acd.assign(call, agent, agent),
    serves: (agent, queue) => queues.get(queue)?.members.some((member) => member.agent === agent) === true,
  });
  const phoneCodes = createPhoneCodes({
    ...{ ...calling, machine: calls.machine, commands, centre, scheduler, clock },
    isLoggedIn: (agent) => agents.get(agent).name !== 'logged-out',
    callOf: (agent) => calls.callOf(agent),
    agents: { ...byPhone(centre, agents), takeFromLine: (agent) => commands.takeFromLine(agent) },
  });
  const supervisors = new SupervisorService({
    ...{ agents, calls, recorder, ids },
    phoneOf: (user) => phoneBook.ofSupervisor(user),
    tellAgent: centre.supervision.tellAgent,
    messageLimit: createMessageLimit(centre.supervision.messagesPerMinute),
    isUnseen: (agent, message) => live.hasMessage(agent, message),
  });
  const recordings = new RecordingService({
    switchPort,
    store: new RecordingStore(database.db),
    archive: new Archive(join(config.dataDirectory, installation.recordings.directory)),
    recorder,
    mailboxes,
    scheduler,
    clock,
    ids,
    log: log.child({ subject: 'recording' }),
    endMs: 10_000,
  });
  const cdrs = new CdrService({
    store: cdrStore,
    journal,
    mailboxes,
    scheduler,
    clock,
    log: log.child({ subject: 'cdr' }),
    isOpen: (call) => calls.get(call) !== undefined,
    customerOf: (call) => live.customerOf(call),
  });
  const phones = new PhoneService({
    switchPort,
    scheduler,
    clock,
    log: log.child({ subject: 'phone' }),
    onNewAccount: (phone) => calls.presence.onNewAccount(phone),
    tablePhones: phoneBook.tablePhones,
    callerPageDials: installation.callerPage.dialled,
    guestMs: 2 * 3_600_000,
  });
  const identity = new IdentityService(
    createIdentityStore(database.db),
    await createPasswords(),
    createAttempts(installation.sessions.maxFailures),
    recorder,
    ids,
    clock,
    {
      idleMs: installation.sessions.idleMinutes * 60_000,
      totalMs: installation.sessions.totalHours * 3_600_000,
      maxFailures: installation.sessions.maxFailures,
    },
  );

  watchFigures(metrics, { calls, fold: live.fold, clock, journal, switchPort });
  return {
    calls,
    commands,
    acd,
    waiting,
    agents,
    supervisors,
    recordings,
    cdrs,
    live,
    phones,
    phoneBook,
    identity,
    customers,
    journal,
    bus,
    mailboxes,
    metrics,
    recorder,
  };
}

/** The address under which others can come: everywhere when a proxy stands in front. */
export const reachableBy = (http: Config['installation']['http']): string =>
  http.trustedProxies.length > 0 ? '0.0.0.0' : http.host;

/** How far back the journal is read at the start: today's figures, and every call that can still be open. */
const JOURNAL_READ_BACK_MS = 26 * 3_600_000;

/** A record is written within this time after its call is closed. */
const RECORD_WRITTEN_MS = 60_000;

/**
 * Goes on with what a former run of the process left: calls, the line, agents, recordings. To be called after
 * `subscribe` and before the switch is connected; what became of the calls meanwhile is told by its first snapshot.
 *
 * @param earlier the journal as far back as a call can reach
 */
export async function takeOver(core: Core, earlier: readonly Event[]): Promise<void> {
  const { calls, acd, waiting, agents, recordings, cdrs, live } = core;
  for (const event of earlier) live.fold.apply(event);
  calls.restore(earlier);
  agents.restore(earlier);
  const homeless = acd.restore(earlier, (call) => calls.get(call) !== undefined, agents.available);
  waiting.restore(earlier, (call) => acd.positionOf(call) !== undefined);
  await recordings.restore(calls.open, earlier);
  for (const call of homeless) calls.hangUp(call, 'system');
  const written = (earlier.at(-1)?.at ?? 0) - RECORD_WRITTEN_MS;
  for (const event of earlier as readonly CallEvent[]) {
    if (event.type === 'call.closed' && event.at >= written) cdrs.onCallClosed(event);
    if (!event.call || !calls.get(event.call)) continue;
    if (event.type === 'call.arrived' || event.type === 'call.callback-opened') live.onCallArrived(event);
    else if (event.type === 'call.collected') live.onCollected(event);
  }
}

export interface Centre {
  readonly core: Core;
  /** Where the pages are. */
  readonly port: number;
  /** Stops taking requests, lets go of the switch, writes what is left. Calls go on at the switch. */
  stop(): Promise<void>;
}

/**
 * The whole centre: HTTP up first, so that health and pages answer while the switch is still being found.
 * @param initialPassword for users who have none yet; null when all have one
 * @throws every error of start-up, each with one sentence for a person
 */
export async function startCentre(
  config: Config,
  ground: Ground,
  settings: { readonly version: string; readonly initialPassword: string | null },
): Promise<Centre> {
  const { clock, scheduler, switchPort, database, log } = ground;
  const { installation, centre } = config;
  const core = await composeCore(config, ground, settings.version);
  const { identity, live, agents, supervisors, journal, recordings, metrics } = core;

  await identity.ensureUsers(
    centre.users.map((user) => {
      const agent = centre.agents.find((a) => a.user === user.id);
      return { ...user, ...(agent ? { agent: agent.id } : {}) };
    }),
    settings.initialPassword,
  );
  // Behind a proxy others reach the centre though it listens on loopback.
  await identity.refuseDemoPassword(reachableBy(installation.http));
  if ((await core.customers.count()) === 0)
    await core.customers.put(readCustomers(join(config.projectDirectory, 'config', 'demo', 'customers.csv')));

  const authenticate = authenticator(identity);
  const registry = createRouteRegistry<Session>({ authenticate, version: settings.version });
  identityRoutes(registry, identity);
  agentRoutes(registry, {
    agents,
    options: { notReadyReasons: centre.notReadyReasons, resultCodes: centre.resultCodes },
    hangUp: (agent) => core.commands.hangUp(agent),
    viewOf: (agent) => live.desk(agent),
    seen: (agent, message) => supervisors.seen(agent, message),
  });
  callRoutes(registry, { commands: core.commands, viewOf: (agent) => live.desk(agent) });
  phoneRoutes(registry, core.phones, {
    callerPage: installation.callerPage.enabled,
    hasTablePhone: (session) => core.phoneBook.isOnTable(session),
  });
  liveRoutes(registry, live);
  acdRoutes(registry, {
    acd: core.acd,
    journal,
    mustBeAgent: (agent) => void agents.get(agent),
  });
  supervisorRoutes(registry, supervisors);
  cdrRoutes(registry, { cdrs: core.cdrs, journal, recordings });
  recordingRoutes(registry, {
    recordings,
    tookPart: async (call, agent) => (await journal.byCall(call)).some((event) => event.agent === agent),
  });
  const messenger = mountMessenger(registry, installation.sms, {
    ...ground,
    database: database.db,
    recorder: core.recorder,
  });

  const http = await startHttp<Session>({
    host: installation.http.host,
    port: installation.http.port,
    trustedProxies: installation.http.trustedProxies,
    registry,
    log: log.child({ subject: 'http' }),
    metrics,
    pages: join(config.projectDirectory, 'dist', 'web'),
    health: async () => {
      const databaseState = await database.check().then(
        () => 'ok',
        () => 'failed',
      );
      const link = linkStates(switchPort);
      const ok = switchPort.connected && databaseState === 'ok' && journal.unwritten < 10_000;
      return { ok, parts: { ...link, database: databaseState, journal: String(journal.unwritten) } };
    },
  });
  const streams = startStreams<Session>({
    server: http.server,
    authenticate,
    audience: createAudience({ live, agents }),
    journal,
    clock,
    scheduler,
    log: log.child({ subject: 'stream' }),
    metrics,
  });
  live.show({
    deskChanged: (agent) => streams.changed('desk', (session) => session.agent === agent),
    lineChanged: (serving) =>
      streams.changedAside('desk', ({ agent }) => agent !== null && serving.has(agent)),
    boardChanged: () => streams.changed('board'),
  });
  subscribe(core.bus, switchPort, { ...core, stream: streams });
  const earlier = await journal.since(clock.now() - JOURNAL_READ_BACK_MS);
  await takeOver(core, earlier);

  const parts = {
    clock,
    log: log.child({ subject: 'sms' }),
    metrics,
    recorder: core.recorder,
    journal,
    ids: ground.ids,
    registry,
  };
  const sms = await startConfiguredGateway(installation.sms, config.dataDirectory, parts);
  if (sms) await messenger?.attach(sms.service);
  const stop = async (): Promise<void> => {
    await streams.stop();
    await http.stop();
    await messenger?.stop();
    await sms?.stop();
    await switchPort.stop();
    scheduler.stop();
    await core.mailboxes.drained();
    await journal.stop();
    await database.close();
  };
  try {
    await switchPort.start();
  } catch (error) {
    await stop();
    throw error;
  }
  return { core, port: http.port, stop };
}

/** The subjects of a centre, each built by constructor. */
import { join } from 'node:path';
import { AcdService, queueSettings, reachThrough } from '../acd/index.js';
import { AgentService, byPhone, queueRules } from '../agent/index.js';
import { Calendars, calendarOf } from '../calendar/index.js';
import {
  CallService,
  DeskCommands,
  Targets,
  createPhoneCodes,
  laterCodes,
  spokenLanguages,
  targetSettings,
  callLimits,
  callbackSettings,
} from '../call/index.js';
import type { CallState } from '../call/types.js';
import { CdrService, CdrStore } from '../cdr/index.js';
import type { Config } from '../config.js';
import { CustomerStore } from '../customer/index.js';
import { IdentityService, createAttempts, createIdentityStore, createPasswords } from '../identity/index.js';
import { IvrService } from '../ivr/index.js';
import { seconds } from '../kernel/time.js';
import { LiveService, createDayOf, directoryOf, watchFigures } from '../live/index.js';
import { PhoneBook, PhoneService } from '../phone/index.js';
import { Archive, RecordingService, RecordingStore } from '../recording/index.js';
import { SupervisorService, createMessageLimit } from '../supervisor/index.js';
import { WaitingService, waitingSettings } from '../waiting/index.js';
import { composeEngine } from './engine.js';
import { composeFlows } from './flows.js';
import type { Ground } from './ground.js';

export type Core = Awaited<ReturnType<typeof composeCore>>;

/** The centre without its HTTP rim: what stories run on the simulated switch. Nothing is connected yet. */
export async function composeCore(config: Config, ground: Ground, version = '0') {
  const { clock, scheduler, ids, switchPort, database, log } = ground;
  const { installation, centre } = config;
  const { metrics, mailboxes, journal, bus, recorder } = await composeEngine(
    installation.site,
    ground,
    version,
  );

  const customers = new CustomerStore(database.db);
  const cdrStore = new CdrStore(database.db);
  const calendars = new Calendars(centre.calendars.map(calendarOf));
  const flows = composeFlows(config, calendars);
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
    languageOf: (dialled) => numberOf(dialled)?.language ?? centre.language,
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
    leaseSlackMs: seconds(installation.desk.popDeadlineSeconds) + 6000 + limitsOfCalls.togetherMs,
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
      ringSlackMs: 4000 + limitsOfCalls.togetherMs,
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
    ...{
      ids,
      targets,
      limits: limitsOfCalls,
      switchName: switchPort.name,
      languages: spokenLanguages(centre),
    },
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
    onRefused: (agent, word) => agents.phoneRefused(agent, word),
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

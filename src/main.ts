/**
 * Starts and stops the process: `node dist/server/main.js [--config DIR] [--demo-carrier PORT]`, or with tsx from the
 * sources. Ends with status 1 and one sentence on standard error
 * when the centre cannot run, with 0 after SIGTERM or SIGINT.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { migrations, reachableBy, startCentre } from './compose.js';
import { isExternal, loadConfig, type Config, type ConfiguredSwitch } from './config.js';
import { readCustomers } from './customer/index.js';
import { DEMO_PASSWORD, isLoopback } from './identity/index.js';
import { RingmasterError } from './kernel/error.js';
import { createIdSource } from './kernel/ids.js';
import { systemClock } from './runtime/clock.js';
import { openDatabase } from './runtime/database.js';
import { createLog, type Log } from './runtime/log.js';
import { browserAccount } from './phone/index.js';
import { createRandomBytes } from './runtime/random-bytes.js';
import { createScheduler, type Scheduler } from './runtime/scheduler.js';
import { AsteriskSwitch } from './switch/asterisk/index.js';
import { FreeswitchSwitch } from './switch/freeswitch/index.js';
import { demoSms } from './sms/index.js';
import type { SwitchPort } from './switch/port.js';
import { createSimulatedSwitch, demonstrate } from './switch/simulated/index.js';
import { Switchboard } from './switch/switchboard/index.js';

/** This file is `src/main.ts` or, compiled, `dist/server/main.js`. */
const project = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '..' : '../..', import.meta.url));

/** The switch of the configuration, or all of them as one. */
function makeSwitches(config: Config, scheduler: Scheduler, log: Log): SwitchPort {
  const { switches, installation, centre } = config;
  const ports = switches.map((one) => makeSwitch(one, config, scheduler, log));
  if (ports.length === 1) return ports[0]!;
  const homes = new Map([
    ...centre.users.map(
      ({ phone, id }) => [phone.kind === 'sip' ? phone.account : browserAccount(id), phone.switch] as const,
    ),
    ...centre.agents.map(
      ({ phone, user }) =>
        [phone.kind === 'sip' ? phone.account : browserAccount(user), phone.switch] as const,
    ),
    ...centre.extensions.map((extension) => [extension.account, extension.switch] as const),
  ]);
  return new Switchboard({
    name: installation.site,
    ports,
    ties: installation.ties,
    homeOf: (phone) => homes.get(phone),
    // The trunks of somebody else's switch are known to the switch only.
    hasTrunk: (name, trunk) => {
      const settings = switches.find((one) => one.settings.name === name)?.settings;
      return !settings || isExternal(settings) || settings.trunks.some((own) => own.name === trunk);
    },
    goneMs: installation.lostSwitchSeconds * 1000,
    clock: systemClock,
    scheduler,
    log: log.child({ subject: 'switch' }),
  });
}

function makeSwitch(
  { settings, password, folders }: ConfiguredSwitch,
  config: Config,
  scheduler: Scheduler,
  log: Log,
): SwitchPort {
  if (settings.kind === 'simulated') {
    const { port, world } = createSimulatedSwitch({
      name: settings.name,
      clock: systemClock,
      scheduler,
      recordingFolder: join(config.dataDirectory, 'simulated-recordings', settings.name),
      seed: config.switches.findIndex((one) => one.settings === settings) + 1,
    });
    demonstrate({
      world,
      clock: systemClock,
      scheduler,
      phones: config.centre.agents.map((agent) => browserAccount(agent.user)),
      callers: readCustomers(join(project, 'config', 'demo', 'customers.csv')).map(
        (customer) => customer.number,
      ),
      dialled: config.installation.callerPage.dialled,
    });
    return port;
  }
  if (!folders)
    throw new RingmasterError(
      'SWITCH_NOT_SET_UP',
      'The switch has not been set up yet: run "npm start" once.',
    );
  if (settings.kind === 'freeswitch') {
    const websocketUrl = settings.websocketUrl ?? `ws://${settings.sipHost}:5066`;
    return new FreeswitchSwitch({
      name: settings.name,
      host: settings.host,
      eslPort: settings.eslPort,
      password,
      application: settings.application,
      sipHost: settings.sipHost,
      sipPort: settings.sipPort,
      ...(websocketUrl !== '' && { websocketUrl }),
      ...folders,
      ...(settings.phoneFolder === undefined ? {} : { phonesHere: settings.phoneFolder }),
      commandDeadlineMs: settings.commandDeadlineSeconds * 1000,
      log: log.child({ subject: 'switch' }),
    });
  }
  return new AsteriskSwitch({
    name: settings.name,
    host: settings.host,
    ariPort: settings.ariPort,
    ariTls: settings.ariTls,
    amiPort: settings.amiPort,
    user: settings.user,
    password,
    application: settings.application,
    sipHost: settings.sipHost,
    sipPort: settings.sipPort,
    ...(settings.websocketUrl === undefined ? {} : { websocketUrl: settings.websocketUrl }),
    ...folders,
    commandDeadlineMs: settings.commandDeadlineSeconds * 1000,
    log: log.child({ subject: 'switch' }),
  });
}

/** The manual's password where only this machine can reach the centre; elsewhere one of its own, told in a file. */
function initialPassword(config: Config, log: Log): string {
  if (isLoopback(reachableBy(config.installation.http))) return DEMO_PASSWORD;
  const file = join(config.dataDirectory, 'first-password.txt');
  const password = randomBytes(12).toString('base64url');
  try {
    writeFileSync(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
    log.info({ file }, 'new users get the password in this file; have them change it, then delete the file');
    return password;
  } catch {
    return readFileSync(file, 'utf8').trim();
  }
}

/** Messages go to the simulated carrier that `npm start` runs beside; a gateway that is configured stays as it is. */
function withDemoMessages(config: Config, port: number): Config {
  const { installation, centre } = config;
  if (installation.sms.enabled) return config;
  const users = centre.users.map(({ id }) => id);
  return { ...config, installation: { ...installation, sms: demoSms(port, users) } };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { config: { type: 'string' }, 'demo-carrier': { type: 'string' } },
  });
  const loaded = loadConfig(project, values.config === undefined ? undefined : resolve(values.config));
  const demoCarrier = values['demo-carrier'];
  const config = demoCarrier === undefined ? loaded : withDemoMessages(loaded, Number(demoCarrier));
  const log = createLog({ level: config.installation.log.level });
  const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as { version: string };
  mkdirSync(config.dataDirectory, { recursive: true, mode: 0o700 });
  const database = await openDatabase(
    { kind: 'sqlite', path: join(config.dataDirectory, config.installation.database.path) },
    migrations,
  );
  const scheduler = createScheduler(systemClock);
  const ids = createIdSource(() => systemClock.now(), createRandomBytes());
  const switchPort = makeSwitches(config, scheduler, log);
  const centre = await startCentre(
    config,
    {
      clock: systemClock,
      scheduler,
      ids,
      switchPort,
      database,
      log,
      onFatal: (error) => {
        process.stderr.write(`${error.message}\n`);
        process.exit(1); // nothing may be written any more: the other process owns the journal
      },
    },
    { version, initialPassword: initialPassword(config, log) },
  );
  log.info({ port: centre.port, version }, 'Ringmaster is up');

  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping; calls at the switch go on');
    centre.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error }, 'not everything could be written');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
}

main().catch((error: unknown) => {
  const sentence =
    error instanceof RingmasterError ? `${error.message} [${error.code}]` : (error as Error)?.stack;
  process.stderr.write(`${sentence ?? String(error)}\n`);
  process.exit(1);
});

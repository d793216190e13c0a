/** A switch that somebody else runs: whether it answers, believes us and is new enough. */
import type { Installation } from '../../src/config.js';
import type { EslError } from '../../src/switch/freeswitch/esl.js';
import { EslConnection } from '../../src/switch/freeswitch/esl.js';
import { SetupFault } from '../setup/progress.mjs';
import { versionFault } from './choose.js';

type Switch = Pick<Installation['switch'], 'host' | 'ariPort' | 'ariTls' | 'user'>;

/**
 * @param answer what GET /ari/asterisk/info gave: its status and version, or the code of the failure
 * @returns the sentence, or undefined when all is well
 */
export function externalFault(
  settings: Switch,
  answer: { readonly status: number; readonly version: string } | { readonly failure: string },
): string | undefined {
  const where = `The switch at ${settings.host}:${settings.ariPort}`;
  const again = 'in config/ringmaster.yaml (or at the switch) and start again';
  if ('failure' in answer)
    return `${where} does not answer to ARI (${answer.failure}): start it, or correct switch.host, switch.ariPort or switch.ariTls ${again}.`;
  if (answer.status === 401 || answer.status === 403)
    return `${where} refuses the user "${settings.user}": correct switch.user or switch.password ${again}.`;
  if (answer.status !== 200)
    return `${where} answers ${answer.status} where ARI should be: enable ARI there (ari.conf, http.conf), or correct switch.ariPort ${again}.`;
  return versionFault(answer.version);
}

/** @throws SetupFault with one sentence */
export async function checkExternal(settings: Switch, password: string): Promise<void> {
  const address = `${settings.ariTls ? 'https' : 'http'}://${settings.host}:${settings.ariPort}/ari/asterisk/info?only=system`;
  const basic = Buffer.from(`${settings.user}:${password}`).toString('base64');
  const answer = await fetch(address, {
    headers: { authorization: `Basic ${basic}` },
    signal: AbortSignal.timeout(5000),
  })
    .then(async (response) => {
      const body: unknown = await response.json().catch(() => undefined);
      const version = (body as { system?: { version?: string } } | undefined)?.system?.version ?? '';
      return { status: response.status, version };
    })
    .catch((error: Error & { cause?: { code?: string } }) => ({
      failure: error.cause?.code ?? error.message,
    }));
  const fault = externalFault(settings, answer);
  if (fault) throw new SetupFault(fault);
}

/**
 * @param answer what `version` on its event socket gave, or how that failed
 * @returns the sentence, or undefined when all is well
 */
export function freeswitchFault(
  settings: Pick<Installation['switch'], 'host' | 'eslPort'>,
  answer: { readonly version: string } | { readonly failure: EslError['kind']; readonly message: string },
): string | undefined {
  const where = `The FreeSWITCH at ${settings.host}:${settings.eslPort}`;
  const again = 'in config/ringmaster.yaml (or in vars.xml at the switch) and start again';
  if ('failure' in answer)
    return answer.failure === 'credentials'
      ? `${where} refuses the password: correct switch.password ${again}.`
      : `${where} does not answer on its event socket (${answer.message}): start it, or correct switch.host or switch.eslPort ${again}.`;
  const [, major, minor] = /Version (\d+)\.(\d+)/.exec(answer.version) ?? [];
  if (major === undefined) return undefined;
  return Number(major) === 1 && Number(minor) < 10
    ? `This is FreeSWITCH ${major}.${minor}, which is too old: Ringmaster needs 1.10 or later.`
    : undefined;
}

/** @throws SetupFault with one sentence */
export async function checkFreeswitch(
  settings: Pick<Installation['switch'], 'host' | 'eslPort'>,
  password: string,
): Promise<void> {
  const ignore = (): void => undefined;
  const { host, eslPort: port } = settings;
  const esl = new EslConnection({ host, port, password, deadlineMs: 5000 }, ignore, ignore, ignore);
  const answer = await esl
    .open()
    .then(async () => ({ version: await esl.api('version') }))
    .catch((error: EslError) => ({ failure: error.kind, message: error.message }));
  esl.close();
  const fault = freeswitchFault(settings, answer);
  if (fault) throw new SetupFault(fault);
}

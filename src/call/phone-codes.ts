import type { Centre } from '../config.js';
import { seconds } from '../kernel/time.js';
import { DialledCommands, type AgentCommands } from './codes/dialled-commands.js';
import { InCallCommands } from './codes/in-call-commands.js';
import { readDialled } from './codes/dialled.js';
import { inCallCodes } from './codes/settings.js';
import { UnknownTargetError } from './errors.js';
import { PhoneCalls, type PhoneCallsParts, type PhoneHolder } from './phone-calls.js';
import { numberPlan } from './target-settings.js';
import type { PhoneCodes } from './service.js';
import type { CallState, Target } from './types.js';

export interface PhoneCodesParts extends Omit<
  PhoneCallsParts,
  'plan' | 'codes' | 'holderOf' | 'whileLoggedOut'
> {
  readonly centre: Centre;
  readonly agents: AgentCommands;
  readonly scheduler: ConstructorParameters<typeof DialledCommands>[0]['scheduler'];
  readonly clock: ConstructorParameters<typeof DialledCommands>[0]['clock'];
  readonly callOf: (agent: string) => CallState | undefined;
}

/** Everything that plain phones of the centre do by themselves, put together. */
export function createPhoneCodes(parts: PhoneCodesParts): PhoneCodes {
  const { centre, machine, scheduler, clock } = parts;
  const { featureCodes } = centre;
  const plan = numberPlan(centre);
  const holders = holdersOf(centre);
  const plain = new Set(centre.agents.filter(({ phone }) => phone.kind === 'sip').map(({ id }) => id));
  const pins = new Map(centre.agents.map(({ id, pin }) => [id, pin]));
  const dialled = new DialledCommands({
    ...{ plan, scheduler, clock, agents: parts.agents, onRefused: parts.onRefused },
    pinOf: (agent) => (featureCodes.pin ? pins.get(agent) : undefined),
    say: (call, prompt) =>
      machine.feed(call, {
        kind: 'phone-asked',
        playback: `${call}-${prompt}`,
        prompts: [{ kind: 'prompt', name: prompt }],
      }),
  });
  const codes = inCallCodes(featureCodes);
  const inCall = new InCallCommands({
    ...{
      codes,
      scheduler,
      clock,
      commands: parts.commands,
      callOf: parts.callOf,
      onRefused: parts.onRefused,
    },
    pauseMs: seconds(featureCodes.pauseSeconds),
    targetOf: (number): Target => {
      const read = readDialled(number, plan);
      if (read.kind !== 'target') throw new UnknownTargetError('number');
      return read.to;
    },
  });
  const calls = new PhoneCalls({
    ...parts,
    plan,
    codes: dialled,
    holderOf: (account) => holders.get(account),
    whileLoggedOut: centre.directCalls.whileLoggedOut,
  });
  const agentOf = ({ legs }: CallState, leg: string): string | undefined => {
    const agent = codes.size === 0 ? undefined : legs[leg]?.agent;
    return agent !== undefined && plain.has(agent) ? agent : undefined;
  };
  return {
    arrived: (event) => calls.arrived(event),
    carryOut: (call) => calls.carryOut(call),
    digit: (state, leg, digit) => {
      if (state.wish?.do === 'code' && leg === state.callerLeg) return dialled.digit(state.call, digit);
      const agent = agentOf(state, leg);
      if (agent !== undefined) inCall.digit(agent, leg, digit);
      return agent !== undefined;
    },
    hidesDigits: (state, leg) => agentOf(state, leg) !== undefined,
    legEnded: (leg) => inCall.forget(leg),
    forget: (call) => dialled.forget(call),
  };
}

/** For whoever is made before them: calls and codes need each other. */
export const laterCodes = (codes: () => PhoneCodes): PhoneCodes => ({
  arrived: (event) => codes().arrived(event),
  carryOut: (call) => codes().carryOut(call),
  digit: (state, leg, digit) => codes().digit(state, leg, digit),
  hidesDigits: (state, leg) => codes().hidesDigits(state, leg),
  legEnded: (leg) => codes().legEnded(leg),
  forget: (call) => codes().forget(call),
});

/** By account. */
function holdersOf({ agents, extensions }: Centre): ReadonlyMap<string, PhoneHolder> {
  const holders = new Map<string, PhoneHolder>();
  for (const { id, name, number = '', callsFor, phone } of agents)
    if (phone.kind === 'sip')
      holders.set(phone.account, {
        ...{ kind: 'agent', id, name, number },
        ...(callsFor === undefined ? {} : { queue: callsFor }),
      });
  for (const { id, name, account } of extensions)
    holders.set(account, { kind: 'extension', id, name, number: id });
  return holders;
}

import { z } from 'zod';
import { deskView, type DeskView } from '../agent/contract.js';
import { permit, type Session } from '../identity/index.js';
import { route, type RouteRegistry } from '../runtime/http-route.js';
import {
  consultBody,
  dialAnswer,
  dialBody,
  digitsBody,
  flowBody,
  parkAnswer,
  partyBody,
  pickUpBody,
  removePartyBody,
  transferBody,
} from './contract.js';
import type { DeskCommands } from './desk-commands.js';
import { CallNotYoursError } from './errors.js';
import type { PlainCallCommand } from './types.js';

/** What an agent can do with the call in hand. Each answers with the desk as it is after the command. */
export function callRoutes(
  registry: RouteRegistry<Session>,
  parts: {
    readonly commands: DeskCommands;
    readonly viewOf: (agent: string) => DeskView | undefined;
  },
): void {
  const { commands } = parts;
  const agentOf = ({ agent }: Session): string => {
    if (agent === null) throw new CallNotYoursError();
    return agent;
  };
  const view = (session: Session): DeskView => {
    const found = parts.viewOf(agentOf(session));
    if (!found) throw new CallNotYoursError();
    return found;
  };
  const command = <B extends z.ZodType>(
    path: string,
    summary: string,
    body: B,
    run: (agent: string, body: z.infer<B>) => Promise<unknown>,
  ): void =>
    route(registry, {
      method: 'post',
      path: `/agent/${path}`,
      roles: permit('agent'),
      body,
      answer: deskView,
      summary,
      handler: async ({ principal, body: asked }) => {
        await run(agentOf(principal), asked as z.infer<B>);
        return view(principal);
      },
    });
  const simple = (name: PlainCommand, summary: string): void =>
    command(name, summary, z.strictObject({}), (agent) => commands.control(agent, { do: name }));

  command('hold', 'Put a party on hold; default the caller', partyBody, (agent, { party }) =>
    commands.control(agent, { do: 'hold', ...(party === undefined ? {} : { party }) }),
  );
  command('resume', 'Take a party off hold; default everybody', partyBody, (agent, { party }) =>
    commands.control(agent, { do: 'resume', ...(party === undefined ? {} : { party }) }),
  );
  simple('mute', 'Nobody hears the own phone');
  simple('unmute', 'The own phone is heard again');
  command('digits', 'Send digits to the other side; they are kept nowhere', digitsBody, (agent, { digits }) =>
    commands.control(agent, { do: 'digits', digits }),
  );
  command('consult', 'Ring somebody while the caller hears music', consultBody, (agent, { to }) =>
    commands.consult(agent, to),
  );
  simple('consult/cancel', 'End the consultation and be back with the caller');
  simple('swap', 'Change between caller and consulted party');
  simple('conference', 'All in one conversation');
  command(
    'transfer',
    'Give the call away; without `to` to the consulted party',
    transferBody,
    (agent, { to }) => commands.transfer(agent, to),
  );
  command('flow', 'Send the caller into a flow', flowBody, (agent, { flow, wait }) =>
    commands.sendToFlow(agent, flow, wait),
  );
  simple('flow/take-back', 'Take the caller back before the flow is over');
  simple('recording/pause', 'What is said from here on is not recorded');
  simple('recording/resume', 'Record again');
  command('remove-party', 'Send a party of the conference away', removePartyBody, (agent, { party }) =>
    commands.control(agent, { do: 'remove-party', party }),
  );
  command('pick-up', 'Take a parked call, or one that waits', pickUpBody, (agent, asked) =>
    'slot' in asked ? commands.pickUpParked(agent, asked.slot) : commands.pickUp(agent, asked.call),
  );
  route(registry, {
    method: 'post',
    path: '/agent/park',
    roles: permit('agent'),
    answer: parkAnswer,
    summary: 'Put the call down in a slot; anybody can pick it up there',
    handler: async ({ principal }) => ({ slot: await commands.park(agentOf(principal)) }),
  });
  route(registry, {
    method: 'post',
    path: '/agent/dial',
    roles: permit('agent'),
    body: dialBody,
    answer: dialAnswer,
    summary: 'Place a call: the own phone answers by itself, then the other side rings',
    handler: async ({ principal, body }) => ({
      call: await commands.dial(agentOf(principal), body.to, body.queue),
    }),
  });
}

/** Commands without anything to say beside. */
type PlainCommand = Exclude<PlainCallCommand['do'], 'hang-up'>;

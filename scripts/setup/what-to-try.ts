/** What is said when the centre is up: addresses, and a first call. */
import type { Config } from '../../src/config.js';

/**
 * @param facts.address of the pages
 * @param facts.seconds that the start took
 * @param facts.password what the demo users log in with, or the file that tells it
 */
export function whatToTry(
  config: Config,
  facts: {
    readonly address: string;
    readonly seconds: number;
    readonly password: { readonly demo: string } | { readonly file: string };
  },
): string {
  const { address } = facts;
  const { installation, centre } = config;
  const agent = centre.users.find((user) => user.role === 'agent');
  const supervisor = centre.users.find((user) => user.role === 'supervisor');
  const { sipHost, sipPort, kind } = installation.switch;
  const lines = [
    '',
    `Ringmaster is up (${facts.seconds.toFixed(1)} s).`,
    '',
    `  Start page   ${address}/`,
    `  Agent desk   ${address}/desk/`,
    `  Supervisor   ${address}/supervisor/`,
    `  Messages     ${address}/messages/`,
    ...(installation.callerPage.enabled ? [`  Caller page  ${address}/caller/`] : []),
    ...(kind === 'asterisk'
      ? [`  SIP          sip:${installation.callerPage.dialled}@${sipHost}:${sipPort}`]
      : []),
    '',
    'To try:',
    `  1. Open the agent desk${agent ? `, log in as ${agent.id}` : ''} and press "Ready".`,
    ...(installation.callerPage.enabled && kind !== 'simulated'
      ? ['  2. Open the caller page in another window, call, and press 1 after the greeting.']
      : [`  2. Call ${installation.callerPage.dialled}, and press 1 after the greeting.`]),
    '  3. See the desk pop, answer, talk.',
    ...(supervisor ? [`  4. Open the supervisor page as ${supervisor.id} and listen.`] : []),
    '',
    'demo' in facts.password
      ? `The demo users (${centre.users.map((user) => user.id).join(', ')}) have the password ${facts.password.demo} until they change it.`
      : `The users (${centre.users.map((user) => user.id).join(', ')}) have the password in ${facts.password.file} until they change it.`,
    '',
    'Ctrl-C ends everything.',
  ];
  return lines.join('\n');
}

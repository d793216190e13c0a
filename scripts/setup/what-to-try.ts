/** What is said when the centre is up: addresses, and a first call. */
import type { Config } from '../../src/config.js';

/**
 * @param facts.address of the pages
 * @param facts.seconds that the start took
 * @param facts.passwords file with the passwords of the demo users, when it is there
 */
export function whatToTry(
  config: Config,
  facts: {
    readonly address: string;
    readonly seconds: number;
    readonly passwords: { readonly file: string; readonly text: string } | undefined;
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
    ...(installation.callerPage.enabled ? [`  Caller page  ${address}/caller/`] : []),
    ...(kind === 'asterisk'
      ? [`  SIP          sip:${installation.callerPage.dialled}@${sipHost}:${sipPort}`]
      : []),
    '',
    'To try:',
    `  1. Open the agent desk${agent ? `, log in as ${agent.id}` : ''} and press "Ready".`,
    ...(installation.callerPage.enabled && kind === 'asterisk'
      ? ['  2. Open the caller page in another window, call, and press 1 after the greeting.']
      : [`  2. Call ${installation.callerPage.dialled}, and press 1 after the greeting.`]),
    '  3. See the desk pop, answer, talk.',
    ...(supervisor ? [`  4. Open the supervisor page as ${supervisor.id} and listen.`] : []),
    ...(facts.passwords
      ? ['', `Passwords of the demo users (${facts.passwords.file}):`, ...indented(facts.passwords.text)]
      : []),
    '',
    'Ctrl-C ends everything.',
  ];
  return lines.join('\n');
}

const indented = (text: string): string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => `  ${line}`);

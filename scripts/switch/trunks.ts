/** Outside lines of the switch, from `switch.trunks` of the configuration: the varying part of pjsip.conf. */
import type { Installation } from '../../src/config.js';

export type Trunk = Installation['switch']['trunks'][number];

type Section = readonly (readonly [name: string, value: string | number])[];

const section = (name: string, lines: Section, template = ''): string =>
  [`[${name}]${template}`, ...lines.map(([key, value]) => `${key} = ${checked(value)}`), ''].join('\n');

/** @throws Error when a value could start a line, a section or a comment of its own */
function checked(value: string | number): string {
  if (/[\r\n;[\]]/.test(String(value)))
    throw new Error('switch.trunks: a value has a character that Asterisk’s files cannot carry');
  return String(value);
}

/** The file that pjsip.conf includes: each line as an endpoint of the template `[trunk](!)` with what it needs. */
export function renderTrunks(trunks: readonly Trunk[]): string {
  return trunks.map(renderTrunk).join('\n');
}

function renderTrunk(trunk: Trunk): string {
  const { name, match, server, port, transport, password, register, tie } = trunk;
  // A tie is known by the user name on both sides, so it has one.
  const user = tie ? name : trunk.user;
  const parts: string[] = [];
  const address = server && `sip:${server.includes(':') ? `[${server}]` : server}:${port}`;
  const at = address && (transport === 'tcp' ? `${address}\\;transport=tcp` : address);
  parts.push(
    section(
      name,
      [
        ['transport', `transport-${transport}`],
        ...(at ? [['aors', name] as const] : []),
        ...(tie ? [['auth', name] as const] : []),
        ...(user
          ? ([
              ['outbound_auth', name],
              ['from_user', user],
            ] as const)
          : []),
      ],
      tie ? '(tie)' : '(trunk)',
    ),
  );
  if (match.length > 0)
    parts.push(
      section(name, [
        ['type', 'identify'],
        ['endpoint', name],
        ...match.map((each) => ['match', each] as const),
      ]),
    );
  // The contact is written apart: its parameters begin with the sign that starts a comment, escaped.
  if (at) parts.push(`[${name}]\ntype = aor\ncontact = ${at}\nqualify_frequency = 60\n`);
  if (user)
    parts.push(
      section(name, [
        ['type', 'auth'],
        ['auth_type', 'userpass'],
        ['username', user],
        ['password', password ?? ''],
      ]),
    );
  if (at && register && user)
    parts.push(
      `[${name}]\ntype = registration\ntransport = transport-${transport}\noutbound_auth = ${name}\n` +
        `endpoint = ${name}\nserver_uri = ${at}\nclient_uri = ${at.replace('sip:', `sip:${checked(user)}@`)}\n` +
        'retry_interval = 30\nmax_retries = 1000000\nauth_rejection_permanent = no\n',
    );
  return parts.join('\n');
}

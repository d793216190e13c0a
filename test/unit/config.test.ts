import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config.js';

const INSTALLATION = 'switch: { kind: simulated }\n';
const CENTRE = `queues:
  - { id: bank, name: { en: Bank, zh: 银行 }, members: [{ agent: ann }] }
agents:
  - { id: ann, name: Ann, user: ann }
users:
  - { id: ann, name: Ann, role: agent }
  - { id: sue, name: Sue, role: supervisor }
numbers:
  - { dialled: '100', flow: main }
notReadyReasons:
  - { id: break, name: { en: Break, zh: 小休 } }
resultCodes:
  - { id: done, name: { en: Done, zh: 完成 } }
`;

describe('The configuration', () => {
  let project: string;
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'ringmaster-config-'));
    mkdirSync(join(project, 'config'));
  });
  afterEach(() => rmSync(project, { recursive: true, force: true }));

  const write = (name: string, text: string): void => writeFileSync(join(project, 'config', name), text);
  const load = (installation = INSTALLATION, centre = CENTRE) => {
    write('ringmaster.yaml', installation);
    write('centre.yaml', centre);
    return loadConfig(project);
  };
  /** One sentence: file, place, what is wrong; then what to do. */
  const refused = (message: RegExp, installation?: string, centre?: string): void => {
    assert.throws(
      () => load(installation, centre),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'CONFIG_INVALID');
        assert.match(error.message, message);
        assert.ok(!error.message.includes('\n'), 'one line');
        return true;
      },
    );
  };

  it('the least there can be is completed by the defaults', () => {
    const config = load();
    assert.equal(config.installation.http.host, '127.0.0.1');
    assert.equal(config.installation.http.port, 8080);
    assert.equal(config.centre.queues[0]?.ringSeconds, 15);
    assert.equal(config.centre.queues[0]?.members[0]?.grade, 50);
    assert.equal(config.dataDirectory, join(project, 'var'));
    assert.match(config.centreVersion, /^[0-9a-f]{12}$/);
  });

  it('a queue that calls back needs an outside line, and says so', () => {
    const calling = CENTRE.replace('members:', 'callback: {}, members:');
    refused(/queues\.bank\.callback: there is no outsideLine/, undefined, calling);
    const config = load(undefined, `${calling}outsideLine: { trunk: out, callerId: '95500' }\n`);
    assert.deepEqual(config.centre.queues[0]?.callback, {
      key: '1',
      afterSeconds: 0,
      maxAttempts: 2,
      retrySeconds: 300,
      keptMinutes: 480,
      confirm: ['callback-confirmed'],
    });
  });

  it('the version changes with the centre and with nothing else', () => {
    const { centreVersion } = load();
    assert.equal(load(`${INSTALLATION}site: other\n`).centreVersion, centreVersion);
    assert.notEqual(load(INSTALLATION, `${CENTRE}# a word\n`).centreVersion, centreVersion);
  });

  it('a missing file is named', () => {
    assert.throws(() => loadConfig(project), {
      code: 'CONFIG_INVALID',
      message: /ringmaster\.yaml is missing/,
    });
    write('ringmaster.yaml', INSTALLATION);
    assert.throws(() => loadConfig(project), { message: /centre\.yaml is missing/ });
  });

  const installations: readonly (readonly [string, string, RegExp])[] = [
    ['not YAML', 'http: [', /ringmaster\.yaml is not YAML/],
    ['a port beyond the last', 'http: { port: 65536 }', /http\.port/],
    ['a port that is no number', 'http: { port: many }', /http\.port/],
    ['a word that does not exist', 'htpp: {}', /the file: .*htpp/],
    ['a kind of switch that does not exist', 'switch: { kind: avaya }', /switch\.kind/],
    ['a site with a space', 'site: Head Office', /site: use 1-32/],
    ['a grace of no time', 'desk: { lostSeconds: 0 }', /desk\.lostSeconds/],
    ['ports of media that are no pair', 'switch: { rtpPorts: [10000] }', /switch\.rtpPorts/],
    [
      'an external switch without a password',
      'switch: { provide: external }',
      /switch\.password: is missing/,
    ],
  ];
  for (const [what, text, message] of installations)
    it(`${what}: one sentence with file and place`, () => refused(message, `${text}\n`));

  const centres: readonly (readonly [string, string, string, RegExp])[] = [
    ['an unknown order', 'members: [', 'agentOrder: FIFO, members: [', /queues\.0\.agentOrder/],
    ['a grade beyond 100', '{ agent: ann }', '{ agent: ann, grade: 101 }', /queues\.0\.members\.0\.grade/],
    [
      'a member who is no agent',
      '{ agent: ann }',
      '{ agent: bob }',
      /queues\.bank\.members: there is no agent "bob"/,
    ],
    [
      'a member twice',
      '{ agent: ann }',
      '{ agent: ann }, { agent: ann }',
      /queues\.bank\.members: "ann" stands twice/,
    ],
    [
      'an agent whose user is none',
      'user: ann }',
      'user: eve }',
      /agents\.ann\.user: "eve" is not a user with role agent/,
    ],
    ['an agent whose user is a supervisor', 'user: ann }', 'user: sue }', /agents\.ann\.user/],
    ['a user twice', '{ id: sue, name: Sue', '{ id: ann, name: Sue', /users: "ann" stands twice/],
    ['a name in one language only', '{ en: Bank, zh: 银行 }', '{ en: Bank }', /queues\.0\.name\.zh/],
    ['a number with letters', "'100'", "'abc'", /numbers\.0\.dialled/],
    ['no reason at all', '  - { id: break, name: { en: Break, zh: 小休 } }', '  []', /notReadyReasons/],
    [
      'a member of a balanced queue who is in no group',
      'members: [',
      'agentOrder: balanced, members: [',
      /queues\.bank\.members: "ann" is in no group/,
    ],
    [
      'an agent in two groups',
      'numbers:',
      'groups: [{ id: n, name: { en: N, zh: N }, agents: [ann] }, { id: s, name: { en: S, zh: S }, agents: [ann] }]\nnumbers:',
      /groups: "ann" stands twice/,
    ],
    [
      'a group with an agent who is none',
      'numbers:',
      'groups: [{ id: n, name: { en: N, zh: N }, agents: [bob] }]\nnumbers:',
      /groups: there is no agent "bob"/,
    ],
    [
      'level 1 that opens later',
      'members: [',
      'levelOpens: [{ level: 1, afterSeconds: 5 }], members: [',
      /queues\.0\.levelOpens\.0\.level/,
    ],
    [
      'a table phone with a short secret',
      'user: ann }',
      'user: ann, phone: { kind: sip, account: a, secret: x } }',
      /agents\.0\.phone\.secret/,
    ],
    [
      'a table phone of an agent where supervisors have theirs',
      'role: agent }',
      'role: agent, phone: { kind: sip, account: a, secret: long-enough } }',
      /users\.ann\.phone: the telephone of an agent stands with the agent/,
    ],
  ];
  for (const [what, from, to, message] of centres)
    it(`${what}: one sentence with file and place`, () => {
      assert.ok(CENTRE.includes(from));
      refused(message, INSTALLATION, CENTRE.replace(from, to));
    });

  it('the secret of the switch is never quoted', () => {
    mkdirSync(join(project, 'var'));
    writeFileSync(join(project, 'var', 'secrets.json'), '{"switchPassword": 12345678');
    assert.throws(
      () => load('switch: { kind: asterisk }\n'),
      (error: Error) => /secrets\.json/.test(error.message) && !error.message.includes('12345678'),
    );
  });
});

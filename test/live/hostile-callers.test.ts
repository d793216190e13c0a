/** What strangers send to the switch's ports: absurd numbers, SIP that is none, guesses at the control interfaces. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import fc from 'fast-check';
import { TO_LINE, quickCentre } from './world/quick-centre.js';
import { SipPhone } from './world/sip-phone.js';
import { logKeepsSilent, sayTo, servesACall, stillWell } from './world/still-well.js';
import { TableAgent } from './world/table-agent.js';
import { PATIENCE_MS, WatchedLine } from './world/watched-line.js';

const LONG = '1380013'.repeat(43);
const EMOJI = '%F0%9F%93%9E%F0%9F%98%80';

describe("the switch's ports, before strangers", function () {
  this.timeout(120_000);
  let line: WatchedLine;
  let anna: TableAgent;
  const secrets: string[] = ['Sun Li', 'Agent anna', LONG.slice(0, 21), 'Robert', '13900139000'];

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    line = await WatchedLine.start(
      quickCentre({
        name: 'hostile-callers',
        agents: [{ id: 'anna', phone: 'sip' }],
        installation: { log: { level: 'trace' } },
      }),
    );
    anna = await TableAgent.start(line.centre, 'anna');
  });

  after(async function () {
    this.timeout(30_000);
    await anna?.close();
    await line?.stop();
  });

  afterEach(() => stillWell(line));

  it('refuses to dial what is no number, and the centre never hears of it', async () => {
    const before = line.journal.all('call.arrived').length;
    const caller = await SipPhone.open({ server: line.centre.sip, user: '13900139000' });
    try {
      for (const dialled of [
        LONG,
        'a'.repeat(300),
        'operator',
        EMOJI,
        `7000${EMOJI}`,
        '7000%0d%0aX-Injected:%20yes',
        "7000'%20OR%20'1'='1",
        '7000${SHELL(id)}'.replaceAll(/[${}]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`),
        '..%2f..%2fetc%2fpasswd',
        '7000,1,System(id)',
      ]) {
        const call = await caller.dial(dialled);
        const ended = await Promise.race([call.ended(PATIENCE_MS), call.answered(PATIENCE_MS)]);
        assert.equal(ended.what, 'ended', `${dialled.slice(0, 60)}: ${call.events.story()}`);
        const status = call.events.find('refused')?.status ?? 0;
        assert.ok(status >= 400 && status < 500, `${dialled.slice(0, 60)}: ${call.events.story()}`);
      }
    } finally {
      await caller.close();
    }
    await line.centre.watch.nothingLeft(PATIENCE_MS);
    assert.equal(line.journal.all('call.arrived').length, before);
  });

  it('takes callers with absurd numbers and names for callers without a number, or with a clean one', async () => {
    const taken: string[] = [];
    for (const [user, name] of [
      [LONG, undefined],
      ['x'.repeat(300), undefined],
      [EMOJI, '📞 Robert"); DROP TABLE calls;--'],
      ['13900139000%0d%0aX-Injected:%20yes', 'Robert'.repeat(100)],
      ['%00', 'Robert\t\u0007'],
      ['anonymous', 'Robert <script>alert(1)</script>'],
      ["13900139000'--", undefined],
    ] as const) {
      const caller = await SipPhone.open({
        server: line.centre.sip,
        user,
        ...(name === undefined ? {} : { name }),
      });
      try {
        const after = line.journal.mark;
        const call = await caller.dial(TO_LINE);
        const told = user.slice(0, 40);
        await Promise.race([call.answered(PATIENCE_MS), call.ended(PATIENCE_MS)]).catch(() => undefined);
        const refused = call.events.find('refused');
        if (refused) {
          assert.ok(refused.status >= 400 && refused.status < 500, `${told}: ${call.events.story()}`);
          continue;
        }
        const { data, call: id } = await line.journal.event('call.arrived', { after });
        await call.hangUp(PATIENCE_MS);
        const { record } = await line.record(id!);
        assert.match(record.number, /^[0-9+*#]{0,32}$/, told);
        assert.equal(record.number, data.from.number);
        assert.ok(record.callerName.length <= 64 && !/\p{Cc}/u.test(record.callerName), told);
        await line.allOver([id!]);
        taken.push(record.number);
      } finally {
        await caller.close();
      }
    }
    assert.ok(taken.length >= 4, `${taken.length} of 7 were taken`);
    assert.ok(taken.includes(''), 'one without a number was taken');
  });

  it('lives through datagrams that are no SIP or nearly', async () => {
    const socket = createSocket('udp4');
    let answers = 0;
    socket.on('message', () => answers++);
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const { port } = socket.address();
    const { host, port: sip } = line.centre.sip;
    const send = (datagram: Uint8Array | string): Promise<void> =>
      new Promise((resolve, reject) =>
        socket.send(Buffer.from(datagram as string), sip, host, (error) =>
          error ? reject(error) : resolve(),
        ),
      );
    const good = options(port, sip);
    const invite = good.replaceAll('OPTIONS', 'INVITE');
    try {
      for (const datagram of [
        '',
        '\r\n\r\n',
        '\0'.repeat(1000),
        'A'.repeat(60_000),
        'INVITE',
        'INVITE sip:strange@127.0.0.1 SIP/2.0\r\n\r\n',
        invite.replace('SIP/2.0\r\n', 'SIP/9.9\r\n'),
        invite.replace('sip:strange@', 'sip:strange@@@:::'),
        invite.replace(/CSeq: .*/, 'CSeq: -1 INVITE'),
        invite.replace(/CSeq: .*/, `CSeq: ${'9'.repeat(400)} INVITE`),
        invite.replace(/CSeq: .*/, 'CSeq: 1 BYE'),
        invite.replace(/Via: .*\r\n/, ''),
        invite.replace(/Call-ID: .*\r\n/, ''),
        invite.replace(/Content-Length: .*/, 'Content-Length: 999999999'),
        invite.replace(/Content-Length: .*/, 'Content-Length: -1'),
        invite.replace(/Max-Forwards: .*/, 'Max-Forwards: 0'),
        invite.replace('\r\n\r\n', `\r\n${'X: y\r\n'.repeat(3000)}\r\n`),
        invite.replace(/From: .*/, `From: ${'<'.repeat(500)}`),
        invite.replace(
          /Content-Length: .*/,
          'Content-Type: application/sdp\r\nContent-Length: 9\r\n\r\nv=0\r\nm=\0',
        ),
        'SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\n\r\n',
      ])
        await send(datagram);
      const mutated = fc.sample(mutations(good), { numRuns: 500, seed: 20_261_122 });
      for (const datagram of mutated) await send(datagram);
      // The switch takes datagrams in order: when this one is answered, all others have been looked at.
      const heard = answers;
      await new Promise<void>((resolve, reject) => {
        const patience = setTimeout(
          () => reject(new Error('the switch does not answer OPTIONS any more')),
          PATIENCE_MS,
        );
        socket.on('message', (message) => {
          if (!message.includes('the-last-one')) return;
          clearTimeout(patience);
          resolve();
        });
        void send(options(port, sip, 'the-last-one'));
      });
      assert.ok(answers > heard);
    } finally {
      socket.close();
    }
    await line.centre.watch.nothingLeft(PATIENCE_MS);
    assert.deepEqual((await line.board()).calls, []);
  });

  it('lets no stranger register, nor call by way of an account', async () => {
    const registered = (user: string, secret: string): Promise<void> =>
      SipPhone.open({ server: line.centre.sip, user, secret }).then((phone) =>
        phone.register().finally(() => phone.close()),
      );
    for (const [user, secret] of [
      [anna.account, 'not-the-secret'],
      [anna.account, ''],
      ['nobody-of-ours', 'secret-of-nobody'],
      [LONG, 'secret'],
      [EMOJI, 'secret'],
    ] as const)
      await assert.rejects(registered(user, secret), /could not register: 4\d\d/, user.slice(0, 40));
    secrets.push('not-the-secret', 'secret-of-anna');
  });

  it('tells nothing to who guesses at the control interfaces of the switch, and keeps its own link', async () => {
    const { ari, ami } = line.centre.ports;
    for (const headers of [
      {},
      { authorization: `Basic ${Buffer.from('ringmaster:guess-of-ours').toString('base64')}` },
      { authorization: 'Basic %%%' },
      { authorization: `Basic ${'A'.repeat(4000)}` },
    ] as Record<string, string>[]) {
      const answer = await fetch(`http://127.0.0.1:${ari}/ari/channels`, { headers });
      assert.equal(answer.status, 401);
    }
    for (const noise of ['\0\0\0\r\n\r\n', 'GET /ari/channels HTTP/9.9\r\n\r\n', 'x'.repeat(100_000)])
      assert.doesNotMatch(await sayTo(ari, noise), / 200 /);
    const login = 'Action: Login\r\nUsername: ringmaster\r\nSecret: guess-of-ours\r\n\r\n';
    assert.match(await sayTo(ami, login), /Authentication failed/);
    const rubbish = [
      'Action: Command\r\nCommand: core stop now\r\n\r\n',
      'Action: Originate\r\nChannel: Local/7000@trunk\r\nApplication: System\r\nData: id\r\n\r\n',
      `Action: ${'L'.repeat(100_000)}\r\n\r\n`,
      '\0\u0001\u0002\r\n\r\n',
      'Action\r\n'.repeat(2000),
    ];
    for (const heard of await Promise.all(rubbish.map((one) => sayTo(ami, one))))
      assert.doesNotMatch(heard, /Response: Success|uid=/);
    assert.equal((await line.board()).switchConnected, true);
    assert.equal(line.centre.log.includes('link to the switch is lost'), false);
    secrets.push('guess-of-ours');
  });

  it('serves callers as before', async () => {
    secrets.push((await servesACall(line, anna)).number);
  });

  it("has written no caller's number or name and no secret into the centre's log, at its most talkative level", () => {
    logKeepsSilent(line, secrets);
  });
});

/** A good OPTIONS for what is no number, so that whatever a mutation of it is, it begins no call. */
function options(ownPort: number, sip: number, id = 'strange'): string {
  return [
    `OPTIONS sip:strange@127.0.0.1:${sip} SIP/2.0`,
    `Via: SIP/2.0/UDP 127.0.0.1:${ownPort};branch=z9hG4bK-${id};rport`,
    `From: <sip:13900139000@127.0.0.1:${ownPort}>;tag=${id}`,
    `To: <sip:strange@127.0.0.1:${sip}>`,
    `Call-ID: ${id}`,
    'CSeq: 1 OPTIONS',
    `Contact: <sip:13900139000@127.0.0.1:${ownPort}>`,
    'Max-Forwards: 70',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

/** The message with some octets changed, put in, taken out or doubled. */
function mutations(message: string): fc.Arbitrary<Uint8Array> {
  const octets = [...Buffer.from(message)];
  const change = fc.record({
    at: fc.nat(octets.length - 1),
    out: fc.nat(20),
    put: fc.oneof(
      fc.uint8Array({ maxLength: 20 }).map((some) => [...some]),
      fc
        .constantFrom('\r\n', '%00', ';;;', '<>', '"', '\0', 'sip:', '9'.repeat(50))
        .map((some) => [...Buffer.from(some)]),
    ),
  });
  return fc.array(change, { minLength: 1, maxLength: 6 }).map((changes) => {
    const mutated = [...octets];
    for (const { at, out, put } of changes) mutated.splice(at % mutated.length, out, ...put);
    return Uint8Array.from(mutated);
  });
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  addressOf,
  buildSip,
  cseqOf,
  displayNameOf,
  header,
  headerList,
  parameter,
  parseSip,
  partsOfUri,
  responseTo,
  type SipRequest,
} from '../../../live/world/sip-message.js';
import { answerChallenge } from '../../../live/world/sip-digest.js';
import { answeringDirection, buildSdp, parseSdp } from '../../../live/world/sdp.js';

const lines = (...text: string[]): Buffer => Buffer.from(text.join('\r\n'));
const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,10}$/);
const value = fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/);

describe('SIP messages', () => {
  it('come back as they were built, whatever stands in headers and body', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: word.map((name) => `X-${name}`), value }, { noNullPrototype: true }), {
          maxLength: 8,
        }),
        fc.string({ unit: 'grapheme' }),
        (headers, body) => {
          const request: SipRequest = {
            kind: 'request',
            method: 'INVITE',
            uri: 'sip:95500@h',
            headers,
            body,
          };
          const back = parseSip(buildSip(request))!;
          const length = { name: 'Content-Length', value: String(Buffer.byteLength(body)) };
          assert.deepEqual(back, { ...request, headers: [...headers, length] });
        },
      ),
    );
  });

  it('never make the reader throw', () => {
    const whole = lines('SIP/2.0 200 OK', 'Via: SIP/2.0/UDP h;branch=b', 'Content-Length: 2', '', 'ab');
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(70), fc.nat(255)), { maxLength: 5 }), (changes) => {
        const broken = Buffer.from(whole);
        for (const [at, octet] of changes) broken[at] = octet;
        const message = parseSip(broken);
        if (message) headerList(message, 'via');
      }),
    );
    for (const garbage of [
      '',
      '\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      'SIP/2.0 999 No\r\n\r\n',
      'INVITE x SIP/2.0\r\nno colon\r\n\r\n',
    ])
      assert.equal(parseSip(Buffer.from(garbage)), undefined, garbage);
  });

  it('refuse a line break that would make a header of a value', () => {
    const headers = [{ name: 'From', value: '<sip:1>\r\nX-Evil: 1' }];
    assert.throws(
      () => buildSip({ kind: 'request', method: 'INVITE', uri: 'sip:a', headers, body: '' }),
      /line break/,
    );
  });

  it('are read with compact names, folded lines, lists and a body cut at its length', () => {
    const message = parseSip(
      lines(
        'BYE sip:a@b SIP/2.0',
        'v: SIP/2.0/UDP one;branch=1,',
        ' SIP/2.0/UDP two',
        'V: three',
        'l: 2',
        '',
        'abcdef',
      ),
    )!;
    assert.deepEqual(headerList(message, 'Via'), ['SIP/2.0/UDP one;branch=1', 'SIP/2.0/UDP two', 'three']);
    assert.equal(header(message, 'Content-Length'), '2');
    assert.equal(message.body, 'ab');
  });

  it('give names, addresses and parameters also when quoted and bracketed', () => {
    const from = '"Wang, \\"Li\\"" <sip:138%2B@h:5070;transport=udp;tag=no>;tag="yes"';
    assert.equal(displayNameOf(from), 'Wang, "Li"');
    assert.equal(addressOf(from), 'sip:138%2B@h:5070;transport=udp;tag=no');
    assert.equal(parameter(from, 'tag'), 'yes');
    assert.deepEqual(headerList({ headers: [{ name: 'Contact', value: `${from}, <sip:b>` }] }, 'm'), [
      from,
      '<sip:b>',
    ]);
    assert.deepEqual(partsOfUri('sip:138:pw@h:5070;x'), { user: '138', host: 'h', port: 5070 });
    assert.deepEqual(partsOfUri('sip:h'), { user: '', host: 'h', port: 5060 });
    assert.equal(partsOfUri('tel:1'), undefined);
    assert.equal(displayNameOf('<sip:a>'), '');
  });

  it('are answered with their own headers and one To tag', () => {
    const request = parseSip(
      lines(
        'INVITE sip:a SIP/2.0',
        'Via: v',
        'From: <f>;tag=1',
        'To: <t>',
        'Call-ID: c',
        'CSeq: 7 INVITE',
        '',
        '',
      ),
    ) as SipRequest;
    const response = responseTo(request, 486, 'Busy Here', { toTag: 'x' });
    assert.equal(header(response, 'to'), '<t>;tag=x');
    assert.deepEqual(cseqOf(response), { number: 7, method: 'INVITE' });
    const again = responseTo({ ...request, headers: response.headers }, 200, 'OK', { toTag: 'y' });
    assert.equal(header(again, 'to'), '<t>;tag=x');
  });
});

describe('digest answers', () => {
  const request = { method: 'GET', uri: '/dir/index.html' };
  const credentials = { user: 'Mufasa', secret: 'Circle of Life' };

  it('are those of the examples in RFC 7616, for SHA-256 and MD5', () => {
    const rest =
      'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
    const cnonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ';
    const response = (algorithm: string): string | undefined =>
      /response="([^"]+)"/.exec(
        answerChallenge(
          [`Digest ${rest}, algorithm=${algorithm}`],
          request,
          { ...credentials, secret: 'Circle of Life' },
          cnonce,
        ),
      )?.[1];
    assert.equal(response('SHA-256'), '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1');
    assert.equal(response('MD5'), '8ca523f5e9506fed4657c9700eebdbec');
  });

  it('take the first challenge that they understand and refuse when there is none', () => {
    const known = 'Digest realm="r", nonce="n"';
    assert.match(
      answerChallenge(
        ['Basic x', 'Digest realm="r", nonce="m", algorithm=X', known],
        request,
        credentials,
        'c',
      ),
      /nonce="n"/,
    );
    assert.throws(() => answerChallenge(['Basic x'], request, credentials, 'c'), /no digest challenge/);
  });
});

describe('session descriptions', () => {
  it('come back as they were built', () => {
    const audio = {
      host: '127.0.0.1',
      port: 22000,
      codecs: ['PCMA', 'PCMU'],
      eventType: 101,
      direction: 'sendonly',
    } as const;
    assert.deepEqual(parseSdp(buildSdp(audio, 1)), audio);
  });

  it('are read with static types, attributes of the session and streams of other kinds', () => {
    const text =
      'v=0\r\nc=IN IP4 10.0.0.1\r\na=inactive\r\nm=video 9 RTP/AVP 96\r\nm=audio 0 RTP/AVP 8 96\r\na=rtpmap:96 opus/48000/2\r\n';
    assert.deepEqual(parseSdp(text), { host: '10.0.0.1', port: 0, codecs: ['PCMA'], direction: 'inactive' });
    assert.equal(parseSdp('v=0\r\nm=video 9 RTP/AVP 96\r\n'), undefined);
  });

  it('are answered in the mirrored direction', () => {
    assert.equal(answeringDirection('sendonly'), 'recvonly');
    assert.equal(answeringDirection('recvonly'), 'sendonly');
    assert.equal(answeringDirection('inactive'), 'inactive');
  });
});

/** A client of our SMPP server, on the gateway's own connection: binds, submits, takes reports. */
import { connect } from 'node:net';
import { once } from 'node:events';
import { Connection, type Answer } from '../../../src/sms/smpp/connection.js';
import { NO_TLVS, type MessageFields, type MessagePdu } from '../../../src/sms/smpp/pdu.js';
import type { Bind } from '../../../src/sms/smpp/bind-states.js';

export interface SmppClient {
  readonly connection: Connection;
  submit(text: string, changes?: Partial<MessageFields>): Promise<Answer>;
}

export async function bindClient(
  port: number,
  settings: {
    readonly systemId: string;
    readonly password: string;
    readonly bind?: Bind;
    readonly onReport?: (pdu: MessagePdu) => void;
    readonly onEnd?: () => void;
    /** Whether reports are answered; default yes. */
    readonly takes?: boolean;
  },
): Promise<SmppClient> {
  const socket = connect({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  socket.setNoDelay(true);
  const connection = new Connection(
    socket,
    { answerMs: 20_000, enquireMs: 0 },
    {
      onRequest: (pdu) => {
        if (pdu.command === 'deliver_sm') {
          if (settings.takes !== false)
            connection.reply(pdu, 'deliver_sm_resp', { messageId: '', tlvs: NO_TLVS });
          settings.onReport?.(pdu);
        } else if (pdu.command === 'unbind') connection.reply(pdu, 'unbind_resp', {});
        else connection.refuse(pdu, 3);
      },
      onEnd: () => settings.onEnd?.(),
    },
  );
  const { systemId, password } = settings;
  const answer = await connection.ask({
    command: `bind_${settings.bind ?? 'transceiver'}` as const,
    bind: { systemId, password, systemType: '', version: 0x34, range: { ton: 0, npi: 0, number: '' } },
  });
  if (typeof answer === 'string') throw new Error(`bind: ${answer}`);
  if (answer.status !== 0) {
    connection.close();
    throw new Error(`bind refused: ${answer.status}`);
  }
  return {
    connection,
    submit: (text, changes = {}) =>
      connection.ask({
        command: 'submit_sm',
        message: {
          serviceType: '',
          source: { ton: 0, npi: 1, number: '95500' },
          destination: { ton: 1, npi: 1, number: '8613900000001' },
          esmClass: 0,
          protocolId: 0,
          priority: 1,
          scheduleAt: '',
          validity: '',
          registered: 1,
          replace: 0,
          dataCoding: 0,
          defaultMessage: 0,
          octets: Buffer.from(text, 'latin1'),
          ...changes,
        },
        tlvs: NO_TLVS,
      }),
  };
}

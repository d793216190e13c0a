/** Messages where nobody has configured any: a simulated carrier on this machine, and everybody may write. */
import { smsSchema, type SmsConfig } from './settings-schema.js';

/** What a demonstration has in its account, and what a part costs. */
const OPENING = 1000;
const PART_PRICE = 0.05;

/**
 * @param port of the simulated carrier
 * @param users of the centre
 */
export const demoSms = (port: number, users: readonly string[]): SmsConfig =>
  smsSchema.parse({
    enabled: true,
    // Any free ones: the doors for enterprises are not what is shown.
    smppPort: 0,
    httpPort: 0,
    carriers: [
      {
        id: 'demo',
        name: 'Demonstration carrier',
        links: [{ id: 'one', host: '127.0.0.1', port, systemId: 'ringmaster', password: 'secret' }],
      },
    ],
    routes: [{ id: 'all', segments: [''], carriers: [{ carrier: 'demo', cost: 0.03 }] }],
    // So that there is something to approve.
    sensitiveWords: ['lottery', '中奖'],
    categories: [
      { id: 'notice', name: { en: 'Notice', zh: '通知' } },
      { id: 'marketing', name: { en: 'Marketing', zh: '营销' } },
    ],
    people: [
      {
        id: 'demo',
        name: 'Demonstration',
        users,
        sources: ['95500', '9550001'],
        account: 'demo',
        partPrice: PART_PRICE,
        opening: OPENING,
      },
    ],
  });

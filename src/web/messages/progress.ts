import type { SendingView } from '../../messenger/contract.js';

const ENDED = ['delivered', 'failed', 'cancelled', 'expired', 'unknown'] as const;
const ended = ({ counts }: SendingView): number =>
  ENDED.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
const refused = (sending: SendingView): number =>
  Object.values(sending.refused).reduce((sum, count) => sum + count, 0);

/** Of all recipients, those about whom nothing more is to come: 0-1. */
export const shareDone = (sending: SendingView): number =>
  sending.total === 0 ? 1 : Math.min(1, (ended(sending) + refused(sending)) / sending.total);

/** Nothing more will change; `unknown` may still, but nobody knows whether. */
export const isOver = (sending: SendingView): boolean =>
  sending.state === 'cancelled' || ended(sending) + refused(sending) >= sending.total;

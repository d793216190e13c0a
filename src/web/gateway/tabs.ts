import type { Role } from '../../identity/contract.js';

export const TABS = ['live', 'alarms', 'trace', 'held', 'lists', 'audit'] as const;
export type Tab = (typeof TABS)[number];

const MAY: Readonly<Record<Tab, readonly Role[]>> = {
  live: ['operator', 'supervisor', 'administrator'],
  alarms: ['operator', 'supervisor', 'administrator'],
  trace: ['operator', 'supervisor', 'administrator'],
  held: ['approver', 'administrator'],
  lists: ['operator', 'administrator'],
  audit: ['operator', 'administrator'],
};

/** What a role is shown, in order; the centre refuses the rest. Empty: the page is not for this role. */
export const tabsOf = (role: Role): readonly Tab[] => TABS.filter((tab) => MAY[tab].includes(role));

/** Whether a role sees the gateway live. */
export const seesLive = (role: Role): boolean => MAY.live.includes(role);

/** Whether a role stops and starts links, and takes care of alarms. */
export const mayOperate = (role: Role): boolean => role === 'operator' || role === 'administrator';

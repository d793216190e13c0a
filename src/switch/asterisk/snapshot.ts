import type { LegTags, SwitchSnapshot } from '../port.js';
import type { AmiBlock } from './ami.js';
import { isHelper, type Contacts, type LegState } from './translate.js';

/** Channel variables that hold tags; RM_APP says whose the channel is before it has reached the application. */
export const APP_VARIABLE = 'RM_APP';
const VARIABLE_OF: Readonly<Record<keyof LegTags, string>> = {
  call: 'RM_CALL',
  role: 'RM_ROLE',
  agent: 'RM_AGENT',
  offer: 'RM_OFFER',
  queue: 'RM_QUEUE',
  since: 'RM_SINCE',
};
export const TAG_VARIABLES: readonly string[] = [APP_VARIABLE, ...Object.values(VARIABLE_OF)];

/** Tags as channel variables; those not named are left out. */
export function variablesOf(tags: LegTags): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const [tag, variable] of Object.entries(VARIABLE_OF) as [keyof LegTags, string][]) {
    const value = tags[tag];
    if (value !== undefined) variables[variable] = value;
  }
  return variables;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function tagsIn(variables: Readonly<Record<string, unknown>>): LegTags {
  const tags: Record<string, string> = {};
  for (const [tag, variable] of Object.entries(VARIABLE_OF)) {
    const value = text(variables[variable]);
    if (value && value !== '(null)') tags[tag] = value;
  }
  return tags;
}

/** What the switch holds of ours, and what it holds for the adapter itself. */
export interface Inventory {
  readonly snapshot: SwitchSnapshot;
  readonly states: readonly LegState[];
  readonly contacts: Contacts;
  readonly helperChannels: readonly string[];
  readonly helperBridges: readonly string[];
}

/**
 * Pure: AMI's `Status` (every channel with the variables), ARI's list of bridges, AMI's `PJSIPShowContacts`.
 * What does not belong to the application is left out.
 */
export function takeInventory(
  application: string,
  channels: readonly AmiBlock[],
  bridges: unknown,
  contactList: readonly AmiBlock[],
): Inventory {
  const inBridge = new Map<string, string>();
  const bridgeRows: { bridge: string; legs: readonly string[] }[] = [];
  const helperBridges: string[] = [];
  for (const row of Array.isArray(bridges) ? (bridges as Record<string, unknown>[]) : []) {
    const bridge = text(row?.['id']);
    if (isHelper(bridge)) helperBridges.push(bridge);
    if (isHelper(bridge) || row?.['name'] !== bridgeName(application)) continue;
    const members = Array.isArray(row['channels']) ? (row['channels'] as unknown[]) : [];
    const legs = members.filter((id): id is string => typeof id === 'string' && !isHelper(id));
    for (const leg of legs) inBridge.set(leg, bridge);
    bridgeRows.push({ bridge, legs });
  }
  const legs: SwitchSnapshot['legs'][number][] = [];
  const states: LegState[] = [];
  const helperChannels: string[] = [];
  for (const row of channels) {
    const leg = text(row['uniqueid']);
    if (!leg) continue;
    if (isHelper(leg)) helperChannels.push(leg);
    const variables = (
      typeof row['variable'] === 'object' && row['variable'] !== null ? row['variable'] : {}
    ) as Record<string, unknown>;
    const [app, arg] = row['application'] === 'Stasis' ? text(row['data']).split(',') : [];
    if (isHelper(leg) || (app !== application && variables[APP_VARIABLE] !== application)) continue;
    const state = row['channelstatedesc'] === 'Up' ? 'up' : 'ringing';
    const bridge = inBridge.get(leg);
    const rung = variables[APP_VARIABLE] === application || arg === 'ring';
    legs.push({ leg, state, tags: tagsIn(variables), ...(bridge && { bridge }) });
    states.push({ leg, origin: rung ? 'rung' : 'arrived', phase: state, ...(bridge && { bridge }) });
  }
  const contacts = new Map<string, Set<string>>();
  for (const row of contactList) {
    // `p1;@8327e5...`: the account, and a hash of the address.
    const phone = text(row['objectname']).split(';@')[0]!;
    const uri = text(row['uri']);
    if (phone && uri) contacts.set(phone, (contacts.get(phone) ?? new Set()).add(uri));
  }
  return {
    snapshot: { legs, bridges: bridgeRows, phones: [...contacts.keys()].sort() },
    states,
    contacts,
    helperChannels,
    helperBridges,
  };
}

/** The name of every bridge the adapter makes for others. */
export const bridgeName = (application: string): string => `ringmaster-${application}`;

/** Who may send, out of the configuration. */
import { MONEY_PER_UNIT } from '../billing/index.js';
import type { PeopleConfig } from '../sms/index.js';
import type { Person } from './types.js';

export const peopleOf = (groups: readonly PeopleConfig[]): Person[] =>
  groups.flatMap(({ users, id, partPrice, opening, highestPriority, ...rest }) =>
    users.map((user) => ({
      ...rest,
      user,
      client: `user:${user}`,
      group: id,
      partPrice: Math.round(partPrice * MONEY_PER_UNIT),
      opening: Math.round(opening * MONEY_PER_UNIT),
      highestPriority: highestPriority as Person['highestPriority'],
    })),
  );

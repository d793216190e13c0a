/** Who may send, out of the configuration. */
import { MONEY_PER_UNIT } from '../billing/index.js';
import type { PeopleConfig } from '../sms/index.js';
import type { Category, Person } from './types.js';

export const peopleOf = (groups: readonly PeopleConfig[], known: readonly Category[]): Person[] =>
  groups.flatMap(({ users, id, partPrice, opening, highestPriority, categories, ...rest }) =>
    users.map((user) => ({
      ...rest,
      user,
      client: `user:${user}`,
      group: id,
      categories:
        categories.length === 0
          ? known
          : categories.flatMap((name) => known.filter((category) => category.id === name)),
      partPrice: Math.round(partPrice * MONEY_PER_UNIT),
      opening: Math.round(opening * MONEY_PER_UNIT),
      highestPriority: highestPriority as Person['highestPriority'],
    })),
  );

/** Who is rung on what, by configuration. */
import type { TablePhone } from './service.js';
import { browserAccount } from './service.js';
import type { PhoneSetting } from './settings.js';

interface Person {
  readonly id: string;
  readonly name: string;
  readonly phone: PhoneSetting;
}

export class PhoneBook {
  private readonly agents: ReadonlyMap<string, { readonly phone: string; readonly inPage: boolean }>;
  private readonly agentsByPhone: ReadonlyMap<string, string>;
  private readonly users: ReadonlyMap<string, string>;
  /** Telephones that stand on tables; the switch is told of them. */
  readonly tablePhones: readonly TablePhone[];

  constructor(parts: {
    readonly agents: readonly (Person & { readonly user: string })[];
    /** Also those who are agents; their telephone stands with the agent. */
    readonly users: readonly Person[];
    readonly extensions: readonly TablePhone[];
  }) {
    const { agents, users, extensions } = parts;
    this.agents = new Map(
      agents.map(({ id, user, phone }) => [
        id,
        phone.kind === 'sip'
          ? { phone: phone.account, inPage: false }
          : { phone: browserAccount(user), inPage: true },
      ]),
    );
    this.agentsByPhone = new Map([...this.agents].map(([agent, { phone }]) => [phone, agent]));
    const onTable = ({ phone, name }: Person): TablePhone[] =>
      phone.kind === 'sip' ? [{ account: phone.account, secret: phone.secret, name }] : [];
    this.users = new Map(users.flatMap((user) => onTable(user).map(({ account }) => [user.id, account])));
    this.tablePhones = [...agents.flatMap(onTable), ...users.flatMap(onTable), ...extensions];
  }

  /** Of every agent. */
  get profiles(): { agent: string; phone: string; phoneKind: PhoneSetting['kind'] }[] {
    return [...this.agents].map(([agent, { phone, inPage }]) => ({
      agent,
      phone,
      phoneKind: inPage ? 'browser' : 'sip',
    }));
  }

  /** Undefined: no such agent. */
  ofAgent(agent: string): { readonly phone: string; readonly inPage: boolean } | undefined {
    return this.agents.get(agent);
  }

  /** Undefined: not the phone of an agent. */
  agentOf(phone: string): string | undefined {
    return this.agentsByPhone.get(phone);
  }

  /** On what a supervisor is rung. */
  ofSupervisor(user: string): string {
    return this.users.get(user) ?? browserAccount(user);
  }

  /** Whether this person's page needs no softphone. */
  isOnTable({ agent, user }: { readonly agent: string | null; readonly user: string }): boolean {
    return agent === null ? this.users.has(user) : this.agents.get(agent)?.inPage === false;
  }
}

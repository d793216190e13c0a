import type { LegId } from '../../kernel/ids.js';
import { SwitchError } from '../port.js';
import type { Commands } from './commands.js';
import type { Legs } from './legs.js';
import { rowsIn, seatsIn, takeInventory, type Inventory, type Seats } from './snapshot.js';
import { text, type Fields } from './translate.js';

/** The list of channels lags behind: a channel of before events flowed stands in it after this time. */
const LIST_LAG_MS = 250;

/** Asks the switch what it holds. */
export class Stocktaking {
  constructor(
    private readonly application: string,
    private readonly commands: Commands,
    private readonly legs: Legs,
  ) {}

  /** After a link was made: everything, from the switch alone. Events must flow already. */
  async whole(): Promise<Inventory & { readonly registered: ReadonlySet<string> }> {
    await new Promise((resolve) => setTimeout(resolve, LIST_LAG_MS));
    const conferences = rowsIn(await this.commands.api('conference json_list compact'));
    const registered = await this.registrations();
    const inventory = await this.take(seatsIn(this.application, conferences), registered);
    return { ...inventory, registered };
  }

  /** While events flow: who is in which conversation is known by them, and lists may be behind. */
  present(registered: ReadonlySet<string>): Promise<Inventory> {
    const seats = new Map<LegId, { bridge: string; member: string }>();
    for (const { leg, bridge, member } of this.legs.known())
      if (bridge !== undefined) seats.set(leg, { bridge, member: member ?? '' });
    return this.take(seats, registered);
  }

  private async take(seats: Seats, registered: ReadonlySet<string>): Promise<Inventory> {
    const channels = rowsIn(await this.commands.api('show channels as json'));
    const ids = new Set([
      ...channels.map((row) => text(row['uuid'])),
      ...this.legs.known().map((state) => state.leg),
    ]);
    const dumps = await Promise.all(
      [...ids].filter((id) => /^[\w-]{1,64}$/.test(id)).map((id) => this.dump(id)),
    );
    return takeInventory(
      this.application,
      dumps.filter((dump) => dump !== undefined),
      seats,
      registered,
    );
  }

  private async dump(id: string): Promise<Fields | undefined> {
    try {
      return JSON.parse(await this.commands.api(`uuid_dump ${id} json`)) as Fields;
    } catch (error) {
      if (error instanceof SwitchError && error.code !== 'SWITCH_NO_SUCH_LEG') throw error;
      return undefined;
    }
  }

  private async registrations(): Promise<ReadonlySet<string>> {
    const rows = rowsIn(await this.commands.api('show registrations as json'));
    return new Set(rows.map((row) => text(row['reg_user'])).filter((phone) => phone !== ''));
  }
}

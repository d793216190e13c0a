import type { LegId } from '../../kernel/ids.js';
import { LinkedSwitch } from '../linked-switch.js';
import type { Capabilities, LegTags, PhoneAccess, SwitchEvent, SwitchSnapshot } from '../port.js';
import type { AmiBlock } from './ami.js';
import type { AriEvent } from './ari.js';
import { hangUpCode } from './causes.js';
import { Commands } from './commands.js';
import { Conversations } from './conversations.js';
import { Legs } from './legs.js';
import { Ears } from './ears.js';
import { Link, type Connections } from './link.js';
import { ListeningIn } from './listening.js';
import type { AsteriskLog, AsteriskOptions } from './options.js';
import { Phones } from './phones.js';
import { Playing } from './playing.js';
import { Recordings } from './recordings.js';
import { Ringing } from './ringing.js';
import { Sources } from './sources.js';
import { TAG_VARIABLES, takeInventory, variablesOf, type Inventory } from './snapshot.js';
import { foldContact, isHelper, legOf, type Contacts } from './translate.js';

const silent: AsteriskLog = { info: () => undefined, warn: () => undefined };

/** Call control on Asterisk 20 or later, by ARI and, where ARI has nothing, AMI. */
export class AsteriskSwitch extends LinkedSwitch {
  readonly name: string;
  readonly commandDeadlineMs: number;
  readonly capabilities: Capabilities = {
    stereoRecording: true,
    listening: true,
    whispering: true,
    whispersApart: true,
    muting: true,
    sendingDigits: true,
    hidingDigits: true,
    pausingRecordings: true,
    browserPhones: true,
    providesPhones: true,
    survivesController: true,
  };
  readonly phoneAccess: PhoneAccess;

  private readonly log: AsteriskLog;
  private readonly now: () => number;
  private readonly link: Link;
  private readonly commands: Commands;
  private readonly legs: Legs;
  protected readonly playing: Playing;
  protected readonly recordings: Recordings;
  protected readonly listening: ListeningIn;
  protected readonly phones: Phones;
  protected readonly ringing: Ringing;
  protected readonly conversations: Conversations;
  private readonly sources: Sources;
  private stopped = false;
  /** What came while the link was being made: it is told after the snapshot. */
  private held: AriEvent[] = [];
  private heldContacts: AmiBlock[] = [];
  private contacts: Contacts = new Map();
  private taking: Promise<Inventory> | undefined;
  /** Not before this the next inventory is taken. */
  private nextTaking = 0;

  constructor(private readonly options: AsteriskOptions) {
    super();
    this.name = options.name;
    this.commandDeadlineMs = options.commandDeadlineMs ?? 5000;
    this.log = options.log ?? silent;
    this.now = options.now ?? Date.now;
    const scheme = options.ariTls ? 'wss' : 'ws';
    this.phoneAccess = {
      websocketUrl: options.websocketUrl ?? `${scheme}://${options.sipHost}:${options.ariPort}/ws`,
      sipDomain: options.sipHost,
      sipAddress: `${options.sipHost}:${options.sipPort}`,
    };
    const settings = {
      ...options,
      commandDeadlineMs: this.commandDeadlineMs,
      heartbeatMs: options.heartbeatMs ?? 5000,
    };
    this.link = new Link(settings, this.log, {
      ariEvent: (event) => (this.isUp ? this.hear(event) : void this.held.push(event)),
      amiEvent: (event) => (this.isUp ? this.hearContact(event) : void this.heldContacts.push(event)),
      up: (connections) => this.linkUp(connections),
      down: (reason) => this.linkDown(reason),
    });
    const tell = (event: SwitchEvent): void => this.tell(event);
    this.commands = new Commands(() => this.link.connections);
    this.legs = new Legs(tell, this.now);
    this.playing = new Playing(options, this.commands, this.legs);
    this.ringing = new Ringing(options.application, this.commands, this.legs, this.log);
    this.conversations = new Conversations(options.application, this.commands, this.legs, this.playing);
    const ears: Ears = new Ears(() => [this.recordings, this.listening]);
    this.recordings = new Recordings(settings, this.commands, this.legs, ears, tell, this.now, this.log);
    this.listening = new ListeningIn(
      this.now().toString(36),
      options.application,
      this.commandDeadlineMs,
      this.commands,
      this.legs,
      ears,
    );
    this.sources = new Sources((leg, alone) => ears.sourceChanged(leg, alone));
    this.phones = new Phones(options, this.commands);
  }

  async start(): Promise<void> {
    await this.recordings.prepare();
    await this.link.start();
  }

  stop(): Promise<void> {
    const wasUp = this.isUp;
    this.isUp = false;
    this.link.stop();
    this.ringing.stop();
    if (wasUp) this.tell({ type: 'link.down', reason: 'stopped', at: this.now() });
    this.stopped = true;
    return Promise.resolve();
  }

  private tell(event: SwitchEvent): void {
    if (this.stopped) return;
    if (event.type === 'leg.answered' || event.type === 'leg.ended') this.ringing.over(event.leg);
    try {
      this.receiver(event);
    } catch (error) {
      this.log.warn({ type: event.type, reason: String(error) }, 'a receiver of events threw');
    }
    this.sources.hear(event);
    if (event.type === 'leg.ended') {
      this.recordings.legEnded(event.leg);
      this.listening.legEnded(event.leg);
    }
  }

  private hear(event: AriEvent): void {
    if (isHelper(legOf(event))) this.listening.hear(event);
    else if (event['type'] === 'PlaybackContinuing')
      this.playing.continued(legOf(event), String((event['playback'] as { id?: unknown } | undefined)?.id));
    else this.legs.hear(event);
  }

  private hearContact(event: AmiBlock): void {
    if (event['event'] !== 'ContactStatus') return;
    const { contacts, events } = foldContact(this.contacts, event, this.now());
    this.contacts = contacts;
    for (const each of events) this.tell(each);
  }

  /** Events flow and are held; what the switch has is taken, told, and then what was held. */
  private async linkUp({ startedAt }: Connections): Promise<void> {
    await this.phones.renew(startedAt);
    const inventory = await this.inventory();
    void this.listening.sweep(inventory.helperChannels, inventory.helperBridges).catch(() => undefined);
    const { held, heldContacts } = this;
    this.held = [];
    this.heldContacts = [];
    const present = new Set(inventory.states.map((state) => state.leg));
    const known = new Set(this.legs.known().map((state) => state.leg));
    const arriving = new Set(
      held
        .filter(
          (e) =>
            e['type'] === 'StasisStart' && !known.has(legOf(e)) && (e['args'] as unknown[])?.[0] !== 'ring',
        )
        .map(legOf),
    );
    // A leg that ended before the snapshot was taken is told with its cause, not concluded.
    for (const event of held) if (known.has(legOf(event)) && !present.has(legOf(event))) this.hear(event);
    this.adopt(inventory, arriving);
    const fresh = inventory.states.filter(
      ({ leg, phase, bridge }) =>
        phase === 'up' && bridge === undefined && !known.has(leg) && !arriving.has(leg),
    );
    await Promise.all(fresh.map(({ leg }) => this.playing.quietUnknown(leg).catch(() => undefined)));
    const legs = inventory.snapshot.legs.filter(({ leg }) => !arriving.has(leg));
    this.isUp = true;
    this.tell({ type: 'link.up', snapshot: { ...inventory.snapshot, legs }, at: this.now() });
    for (const leg of known) if (!present.has(leg)) this.legs.end(leg, 'lost');
    for (const { leg, playback } of this.legs.known())
      if (playback && known.has(leg)) void this.playing.stopPlay(leg, playback.id).catch(() => undefined);
    for (const event of held) if (!known.has(legOf(event)) || present.has(legOf(event))) this.hear(event);
    for (const event of heldContacts) this.hearContact(event);
    this.log.info({ legs: legs.length }, 'link to the switch is up');
  }

  private adopt({ states, snapshot, contacts }: Inventory, arriving: ReadonlySet<LegId>): void {
    this.contacts = contacts;
    this.conversations.adopt(snapshot.bridges.map(({ bridge }) => bridge));
    this.sources.adopt(snapshot.bridges);
    for (const state of states) {
      if (arriving.has(state.leg)) continue;
      const { bridge: _stale, ...known } = this.legs.get(state.leg) ?? state;
      this.legs.put({ ...known, phase: state.phase, ...(state.bridge && { bridge: state.bridge }) });
    }
  }

  private linkDown(reason: string): void {
    this.isUp = false;
    this.held = [];
    this.heldContacts = [];
    this.log.warn({ reason }, 'link to the switch is lost');
    this.tell({ type: 'link.down', reason, at: this.now() });
  }

  /**
   * Who asks while one is due gets the same: many calls may ask when the switch is slow, and each inventory costs it as
   * much as all its legs. So at most half of the time one is being taken.
   */
  private sharedInventory(): Promise<Inventory> {
    this.taking ??= this.restedInventory().finally(() => (this.taking = undefined));
    return this.taking;
  }

  private async restedInventory(): Promise<Inventory> {
    const restMs = Math.min(this.nextTaking - performance.now(), this.commandDeadlineMs);
    if (restMs > 1) await new Promise((resolve) => setTimeout(resolve, restMs));
    const began = performance.now();
    return this.inventory().finally(
      () => (this.nextTaking = performance.now() + (performance.now() - began)),
    );
  }

  private async inventory(): Promise<Inventory> {
    const [channels, bridges, contacts] = await Promise.all([
      this.commands.list({ action: 'Status', variables: TAG_VARIABLES.join(',') }),
      this.commands.ari('bridges.list'),
      this.commands.list({ action: 'PJSIPShowContacts' }, /no contacts/i),
    ]);
    return takeInventory(this.options.application, channels, bridges, contacts);
  }

  async snapshot(): Promise<SwitchSnapshot> {
    this.mustBeUp();
    return (await this.sharedInventory()).snapshot;
  }

  async indicateRinging(leg: LegId): Promise<void> {
    this.mustBeUp();
    await this.playing.ring(leg);
  }

  async answer(leg: LegId): Promise<void> {
    this.mustBeUp();
    this.legs.need(leg);
    await this.commands.ari('channels.answer', { channelId: leg });
  }

  async tag(leg: LegId, tags: LegTags): Promise<void> {
    this.mustBeUp();
    this.legs.need(leg);
    const entries = Object.entries(variablesOf(tags));
    // By AMI: ARI's way waits in the channel's line until the prompt that plays has ended.
    const set = (variable: string, value: string): Promise<unknown> =>
      this.commands.ami({ action: 'Setvar', channel: leg, variable, value });
    // ARRAY() sets all in one request, and reads commas, quotes and backslashes in its own way.
    if (entries.length > 1 && entries.every(([, value]) => /^[\w.:@+*#-]+$/.test(value)))
      await set(
        `ARRAY(${entries.map(([name]) => name).join(',')})`,
        entries.map(([, value]) => value).join(','),
      );
    else await Promise.all(entries.map(([name, value]) => set(name, value)));
  }

  async mute(leg: LegId, on: boolean): Promise<void> {
    this.mustBeUp();
    this.legs.needUp(leg);
    await this.commands.ari(on ? 'channels.mute' : 'channels.unmute', { channelId: leg, direction: 'in' });
  }

  protected async pressDigits(leg: LegId, digits: string): Promise<void> {
    this.legs.needUp(leg);
    await this.commands.ari('channels.sendDtmf', { channelId: leg, dtmf: digits });
  }

  async hangUp(leg: LegId, cause: 'normal' | 'busy' | 'rejected' | 'failure' = 'normal'): Promise<void> {
    this.mustBeUp();
    this.legs.change(leg, (state) => ({ ...state, endsAs: state.endsAs ?? 'normal' }));
    await this.commands.unlessGone('channels.hangup', { channelId: leg, reason_code: hangUpCode[cause] });
  }
}

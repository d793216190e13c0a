import type { LegId } from '../../kernel/ids.js';
import { LinkedSwitch } from '../linked-switch.js';
import {
  SwitchError,
  type Capabilities,
  type LegTags,
  type PhoneAccess,
  type SwitchEvent,
  type SwitchSnapshot,
} from '../port.js';
import { hangUpCause } from './causes.js';
import { Commands } from './commands.js';
import { Conversations } from './conversations.js';
import type { EslEvent } from './esl.js';
import { Executions } from './executions.js';
import { Legs } from './legs.js';
import { Link } from './link.js';
import { ListeningIn } from './listening.js';
import type { FreeswitchLog, FreeswitchOptions } from './options.js';
import { Phones } from './phones.js';
import { Playing } from './playing.js';
import { Recordings } from './recordings.js';
import { Ringing } from './ringing.js';
import type { Inventory } from './snapshot.js';
import { Stocktaking } from './stocktaking.js';
import { inOneLine, LEG_VARIABLES, TAKEN_VARIABLE, variablesOf } from './tags.js';
import { foldPhone, legOf } from './translate.js';

const silent: FreeswitchLog = { info: () => undefined, warn: () => undefined };

/** Call control on FreeSWITCH 1.10, by its event socket. */
export class FreeswitchSwitch extends LinkedSwitch {
  readonly name: string;
  readonly commandDeadlineMs: number;
  readonly capabilities: Capabilities;
  readonly phoneAccess: PhoneAccess;

  private readonly log: FreeswitchLog;
  private readonly now: () => number;
  private readonly link: Link;
  private readonly commands: Commands;
  private readonly legs: Legs;
  private readonly executions: Executions;
  protected readonly playing: Playing;
  protected readonly recordings: Recordings;
  protected readonly listening: ListeningIn;
  protected readonly phones: Phones;
  protected readonly ringing: Ringing;
  protected readonly conversations: Conversations;
  private readonly stocktaking: Stocktaking;
  private stopped = false;
  /** What came while the link was being made: it is told after the snapshot. */
  private held: EslEvent[] = [];
  private registered: ReadonlySet<string> = new Set();

  constructor(private readonly options: FreeswitchOptions) {
    super();
    this.name = options.name;
    this.commandDeadlineMs = options.commandDeadlineMs ?? 5000;
    this.capabilities = {
      stereoRecording: true,
      listening: true,
      whispering: true,
      whispersApart: false,
      muting: true,
      sendingDigits: true,
      hidingDigits: true,
      pausingRecordings: true,
      browserPhones: options.websocketUrl !== undefined,
      providesPhones: options.phonesHere !== undefined,
      survivesController: true,
    };
    this.log = options.log ?? silent;
    this.now = options.now ?? Date.now;
    this.phoneAccess = {
      websocketUrl: options.websocketUrl ?? '',
      sipDomain: options.sipHost,
      sipAddress: `${options.sipHost}:${options.sipPort}`,
    };
    const settings = {
      ...options,
      commandDeadlineMs: this.commandDeadlineMs,
      heartbeatMs: options.heartbeatMs ?? 5000,
    };
    this.link = new Link(settings, this.log, {
      event: (event) => (this.isUp ? this.hear(event) : void this.held.push(event)),
      up: () => this.linkUp(),
      down: (reason) => this.linkDown(reason),
    });
    const tell = (event: SwitchEvent): void => this.tell(event);
    this.commands = new Commands(() => this.link.connection);
    this.legs = new Legs(options.application, tell, this.now);
    this.executions = new Executions(this.commands, this.commandDeadlineMs);
    this.playing = new Playing(options, this.executions, this.legs, (reason) => this.log.warn({}, reason));
    this.ringing = new Ringing(options, this.commands, this.legs, this.log);
    this.conversations = new Conversations(
      options.application,
      this.commandDeadlineMs,
      this.commands,
      this.executions,
      this.legs,
      this.playing,
    );
    this.recordings = new Recordings(settings, this.commands, this.legs, tell, this.now, this.log);
    this.listening = new ListeningIn(this.commands, this.executions, this.legs, this.playing);
    this.phones = new Phones(options, this.commands);
    this.stocktaking = new Stocktaking(options.application, this.commands, this.legs);
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
    this.executions.forget();
    if (wasUp) this.tell({ type: 'link.down', reason: 'stopped', at: this.now() });
    this.stopped = true;
    return Promise.resolve();
  }

  private tell(event: SwitchEvent): void {
    if (this.stopped) return;
    if (event.type === 'leg.answered' || event.type === 'leg.ended')
      this.ringing.over(event.leg, event.type === 'leg.ended');
    if (event.type === 'leg.arrived') this.take(event.leg);
    try {
      this.receiver(event);
    } catch (error) {
      this.log.warn({ type: event.type, reason: String(error) }, 'a receiver of events threw');
    }
    this.conversations.hear(event);
    if (event.type === 'recording.started') this.listening.recordingStarted(event.leg);
    if (event.type === 'leg.ended') {
      this.executions.legEnded(event.leg);
      this.playing.legEnded(event.leg);
      this.recordings.legEnded(event.leg);
      this.listening.legEnded(event.leg);
    }
  }

  /** From now on the leg is ours: the dialplan's fallback is taken off. */
  private take(leg: LegId): void {
    const variables = inOneLine({ ...LEG_VARIABLES, [TAKEN_VARIABLE]: 'true' }, ';');
    void Promise.all([
      this.commands.unlessGone(`sched_del ${leg}`),
      this.commands.unlessGone(`uuid_setvar_multi ${leg} ${variables}`),
    ]).catch((error: unknown) => this.log.warn({ reason: String(error) }, 'a call was not taken'));
  }

  private hear(event: EslEvent): void {
    this.ringing.hear(event);
    this.recordings.hear(event);
    this.legs.hear(event);
    this.playing.hear(event);
    this.executions.hear(event);
    const { phones, events } = foldPhone(this.registered, event, this.now());
    this.registered = phones;
    for (const each of events) this.tell(each);
  }

  /** Events flow and are held; what the switch has is taken, told, and then what was held. */
  private async linkUp(): Promise<void> {
    this.executions.forget();
    this.conversations.forget();
    const inventory = await this.stocktaking.whole();
    this.registered = inventory.registered;
    const { held } = this;
    this.held = [];
    const present = new Set(inventory.states.map((state) => state.leg));
    const known = new Set(this.legs.known().map((state) => state.leg));
    // A leg that ended before the snapshot was taken is told with its cause, not concluded.
    for (const event of held) if (known.has(legOf(event)) && !present.has(legOf(event))) this.hear(event);
    this.adopt(inventory);
    this.listening.leftBy([...present].filter((leg) => !known.has(leg)));
    this.isUp = true;
    this.tell({ type: 'link.up', snapshot: inventory.snapshot, at: this.now() });
    for (const leg of known) if (!present.has(leg)) this.legs.end(leg, 'lost');
    this.playing.unsureOf([...present]);
    for (const arrival of inventory.arrivals) this.legs.hear({ ...arrival, 'Event-Name': 'CHANNEL_PARK' });
    for (const event of held) if (!known.has(legOf(event)) || present.has(legOf(event))) this.hear(event);
    this.log.info({ legs: present.size }, 'link to the switch is up');
  }

  private adopt({ states }: Inventory): void {
    for (const state of states) {
      const { bridge: _bridge, member: _member, ...known } = this.legs.get(state.leg) ?? state;
      const seat = state.bridge === undefined ? {} : { bridge: state.bridge, member: state.member! };
      this.legs.put({ ...known, phase: state.phase, ...seat });
    }
  }

  private linkDown(reason: string): void {
    this.isUp = false;
    this.held = [];
    this.executions.forget();
    this.conversations.forget();
    this.log.warn({ reason }, 'link to the switch is lost');
    this.tell({ type: 'link.down', reason, at: this.now() });
  }

  async snapshot(): Promise<SwitchSnapshot> {
    this.mustBeUp();
    return (await this.stocktaking.present(this.registered)).snapshot;
  }

  async indicateRinging(leg: LegId): Promise<void> {
    this.mustBeUp();
    const { phase, origin } = this.legs.need(leg);
    if (phase === 'up') return this.playing.startRinging(leg);
    if (origin === 'rung') throw new SwitchError('SWITCH_BAD_REQUEST', 'this leg is rung by ourselves');
    await this.commands.api(`uuid_ring_ready ${leg}`);
  }

  async answer(leg: LegId): Promise<void> {
    this.mustBeUp();
    this.legs.need(leg);
    await this.commands.api(`uuid_answer ${leg}`);
  }

  async tag(leg: LegId, tags: LegTags): Promise<void> {
    this.mustBeUp();
    this.legs.need(leg);
    const variables = variablesOf(tags);
    if (Object.keys(variables).length === 0) return;
    await this.commands.api(`uuid_setvar_multi ${leg} ${inOneLine(variables, ';')}`);
  }

  async mute(leg: LegId, on: boolean): Promise<void> {
    this.mustBeUp();
    this.legs.needUp(leg);
    await this.commands.api(`uuid_audio ${leg} ${on ? 'start read mute 1' : 'stop'}`);
  }

  protected async pressDigits(leg: LegId, digits: string): Promise<void> {
    this.legs.needUp(leg);
    await this.commands.api(`uuid_send_dtmf ${leg} ${digits}`);
  }

  async hangUp(leg: LegId, cause: 'normal' | 'busy' | 'rejected' | 'failure' = 'normal'): Promise<void> {
    this.mustBeUp();
    this.legs.change(leg, (state) => ({ ...state, endsAs: state.endsAs ?? 'normal' }));
    await this.ringing.hangUp(leg, hangUpCause[cause]);
  }
}

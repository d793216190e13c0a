/**
 * What is done to a switch while its wire is recorded, and again when the recording is played: the same commands with
 * the same ids. Far ends act in the recording only; afterwards what they did stands in the wire.
 */
import type { SwitchEvent, SwitchPort } from '../../../../../src/switch/port.js';

export interface FarEnds {
  /** A caller calls in. */
  call(): Promise<void>;
  press(digits: string): Promise<void>;
  callerHangsUp(): Promise<void>;
  /** A phone answers what rings, or refuses. */
  phone(does: 'answer' | 'busy' | 'ignore'): Promise<void>;
  pause(ms: number): Promise<void>;
}

export interface Line {
  readonly port: SwitchPort;
  readonly far: FarEnds;
  /** Resolves with the nth event (from 1) of this type. */
  readonly expect: <T extends SwitchEvent['type']>(
    type: T,
    nth?: number,
  ) => Promise<Extract<SwitchEvent, { readonly type: T }>>;
}

export const PHONE = {
  phone: 'recorded-phone',
  secret: 'recorded-secret',
  kind: 'sip',
  mayCall: false,
  name: 'Recorded',
} as const;

const ringOf = (leg: string) => ({
  leg,
  to: { phone: PHONE.phone },
  caller: { number: '2025550100', name: 'Recorded' },
  ringMs: 20_000,
  tags: { call: 'call_1', role: 'agent', agent: 'agent-1', offer: 'offer_1' } as const,
});

/** From arrival to the end: prompt, digits, music, ring, bridge, recording with a pause, listening, hang-up. */
async function walkingLine({ port, far, expect }: Line): Promise<void> {
  await far.call();
  const { leg } = await expect('leg.arrived');
  await port.indicateRinging(leg);
  await port.answer(leg);
  await expect('leg.answered');
  await port.tag(leg, { call: 'call_1', role: 'caller', queue: '服务 1', since: '1700000000000' });
  await port.play(leg, {
    playback: 'play_1',
    prompts: [{ kind: 'digits', digits: '42' }],
    language: 'en',
  });
  await expect('playback.ended');
  await port.play(leg, { playback: 'play_2', prompts: [{ kind: 'silence', ms: 20_000 }], language: 'en' });
  await far.press('5#');
  await expect('leg.digit', 2);
  await port.startMusic(leg, 'default');
  await expect('playback.ended', 2);
  await far.phone('busy');
  await port.ring(ringOf('leg_busy'));
  await expect('leg.ended');
  await far.phone('answer');
  await port.ring(ringOf('leg_agent'));
  await expect('leg.answered', 2);
  await port.bridge('brg_1', [leg, 'leg_agent']);
  await expect('bridge.joined', 2);
  await port.startRecording({ recording: 'rec_1', leg });
  await expect('recording.started');
  await far.pause(300);
  await port.pauseRecording(leg, 'rec_1');
  await port.resumeRecording(leg, 'rec_1');
  await port.ring(ringOf('leg_supervisor'));
  await expect('leg.answered', 3);
  await port.startListening({
    listen: 'lsn_1',
    target: 'leg_agent',
    listener: 'leg_supervisor',
    whisper: true,
  });
  await port.stopListening('lsn_1');
  await port.unbridge('brg_1', leg);
  await expect('bridge.left');
  await port.bridge('brg_1', [leg]);
  await expect('bridge.joined', 3);
  await far.callerHangsUp();
  await expect('recording.ended');
  await expect('leg.ended', 2);
  await port.hangUp('leg_agent');
  await port.hangUp('leg_supervisor');
  await expect('leg.ended', 4);
}

/** What goes wrong: a phone that is not there, a hang-up while ringing, a caller who gives up, a leg that is gone. */
async function crookedLine({ port, far, expect }: Line): Promise<void> {
  await port.ring({ ...ringOf('leg_nobody'), to: { phone: 'nobody' } });
  await expect('leg.ended');
  await far.phone('ignore');
  await port.ring(ringOf('leg_taken_back'));
  await expect('leg.ringing');
  await port.hangUp('leg_taken_back');
  await expect('leg.ended', 2);
  await port.ring({ ...ringOf('leg_no_answer'), ringMs: 400 });
  await expect('leg.ended', 3);
  await far.call();
  const { leg } = await expect('leg.arrived');
  await far.callerHangsUp();
  await expect('leg.ended', 4);
  await port.answer(leg).catch(() => undefined);
}

export const LINES: Readonly<Record<string, (line: Line) => Promise<void>>> = {
  'walking-line': walkingLine,
  'crooked-line': crookedLine,
};

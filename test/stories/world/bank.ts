/** A bank that calls back: two agents, one queue, an outside line, a flow that asks for a callback. */
import type { CallEvent, CallState } from '../../../src/call/types.js';
import type { Of } from '../../../src/kernel/event.js';
import { Story } from './story.js';
import type { StoryQueue, StorySettings } from './story-config.js';

export const CUSTOMER = '+8613911110001';
export const callback = { key: '1', maxAttempts: 2, retrySeconds: 60 };
const flows = {
  promise: `flow: promise
name: { en: promise, zh: promise }
start: ask
nodes:
  ask: { kind: callback, settings: { queue: bank, priority: 3, prompts: [goodbye] } }
`,
};
const outsideLine = { trunk: 'trunk-out', callerId: '+8695599', forbidden: ['^\\+?900'] };

/** A bank whose callers can be called back: ann and bob serve it. */
export class Bank {
  private constructor(readonly story: Story) {}

  static async begin(queue: Partial<StoryQueue> = {}, settings: StorySettings = {}): Promise<Bank> {
    const story = await Story.begin(
      [{ id: 'ann' }, { id: 'bob' }],
      [
        {
          id: 'bank',
          members: ['ann', 'bob'],
          wrapUpSeconds: 10,
          callerId: '+8695500',
          callback,
          announcements: [{ afterSeconds: 10, say: ['callback-offer'] }],
          ...queue,
        },
      ],
      { flows, ...settings, centre: { outsideLine, ...settings.centre } },
    );
    story.paintPops();
    return new Bank(story);
  }

  get customer(): ReturnType<Story['world']['outside']> {
    return this.story.world.outside(CUSTOMER);
  }

  /** The customer waits and asks to be called back. */
  async ask(from = CUSTOMER): Promise<Awaited<ReturnType<Story['callQueue']>>> {
    const caller = await this.story.callQueue(0, from);
    const entered = this.story.ofType('acd.queue-entered').length;
    await this.pass(5000);
    caller.press('1');
    await this.story.until('acd.queue-entered', entered + 1);
    return caller;
  }

  /** Time passes, and everything is sound after it. */
  async pass(ms: number): Promise<void> {
    await this.story.time.advance(ms);
    this.story.assertSound();
  }

  /** The id of the nth callback. */
  id(n = 0): string {
    return this.story.ofType('call.callback-opened')[n]!.call!;
  }

  state(n = 0): CallState {
    return this.story.core.calls.get(this.id(n))!;
  }

  all<T extends CallEvent['type']>(type: T): Of<CallEvent, T>[] {
    return this.story.ofType(type) as unknown as Of<CallEvent, T>[];
  }

  async outcome(call: string): Promise<string | undefined> {
    return (await this.story.core.cdrs.get(call))?.record.outcome;
  }
}

import assert from 'node:assert/strict';
import { createIdSource } from '../../../src/kernel/ids.js';
import { FlowLibrary } from '../../../src/ivr/library.js';
import { IvrService, type IvrHost } from '../../../src/ivr/service.js';
import type { Flow, IvrInput } from '../../../src/ivr/types.js';
import { flowOf } from './caller.js';

/** A call that writes down what it is asked to do, and remembers what can end. */
class Book implements IvrHost {
  lines: string[] = [];
  playback = '';
  timerId = '';
  play: IvrHost['play'] = (call, playback, prompts, language) => {
    this.playback = playback;
    const names = prompts.map((p) => (p.kind === 'prompt' ? p.name : p.kind));
    this.lines.push(`${call} play ${names.join(' ')} ${language}`);
  };
  stopPlay: IvrHost['stopPlay'] = (call, playback) =>
    void this.lines.push(`${call} stop ${playback === this.playback ? 'it' : playback}`);
  timer: IvrHost['timer'] = (call, timer, afterMs) => {
    this.timerId = timer;
    this.lines.push(`${call} timer ${afterMs}`);
  };
  cancelTimer: IvrHost['cancelTimer'] = (call, timer) =>
    void this.lines.push(`${call} cancel ${timer === this.timerId ? 'it' : timer}`);
  collected: IvrHost['collected'] = (call, name, value) => void this.lines.push(`${call} ${name}=${value}`);
  setLanguage: IvrHost['setLanguage'] = (call, language) =>
    void this.lines.push(`${call} language ${language}`);
  queue: IvrHost['queue'] = (call, request) => void this.lines.push(`${call} queue ${request.queue}`);
  callBack: IvrHost['callBack'] = (call, request, prompts) =>
    void this.lines.push(`${call} call back ${request.queue} ${prompts.join(' ')}`.trimEnd());
  recording: IvrHost['recording'] = (call, paused) =>
    void this.lines.push(`${call} recording ${paused ? 'paused' : 'on'}`);
  giveBack: IvrHost['giveBack'] = (call) => void this.lines.push(`${call} give back`);
  ring: IvrHost['ring'] = (call, number) => void this.lines.push(`${call} ring ${number}`);
  hangUp: IvrHost['hangUp'] = (call) => void this.lines.push(`${call} hang up`);
  publish: IvrHost['publish'] = (call, events) => {
    for (const e of events) {
      assert.equal(e.call, call);
      this.lines.push(`${e.type} ${Object.values(e.data).join(' ')}`);
    }
  };

  /** What was asked since the last look. */
  news(): string[] {
    const lines = this.lines;
    this.lines = [];
    return lines;
  }
}

const nodes = {
  menu: {
    kind: 'menu',
    settings: { prompts: ['menu'], choices: { 1: { en: 'One', zh: '一' }, 9: { en: 'Other', zh: '其他' } } },
    exits: { 1: 'ask', 9: 'switch', timeout: 'bye', invalid: 'bye' },
  },
  switch: { kind: 'language', settings: { to: 'other' }, exits: { next: 'menu' } },
  ask: {
    kind: 'collect',
    settings: { prompts: ['ask'], into: 'number', maxDigits: 3, tries: 1 },
    exits: { next: 'queue', timeout: 'bye', invalid: 'bye' },
  },
  queue: { kind: 'queue', settings: { queue: 'personal' } },
  bye: { kind: 'hang-up', settings: { prompts: ['bye'] } },
};

describe('ivr service', () => {
  let host: Book;
  let flows: FlowLibrary;
  let faults: string[];
  let service: IvrService;
  let flow: Flow;
  const digit = (d: string): IvrInput => ({ kind: 'digit', digit: d });
  const playbackEnded = (): IvrInput => ({
    kind: 'playback-ended',
    playback: host.playback,
    outcome: 'completed',
  });

  beforeEach(() => {
    host = new Book();
    flow = flowOf(nodes);
    flows = new FlowLibrary([flow]);
    faults = [];
    service = new IvrService({
      flows,
      host,
      clock: { now: () => 0 },
      ids: createIdSource(
        () => 0,
        (
          (n) => () =>
            n++
        )(0),
      ),
      onFault: (_call, sentence) => faults.push(sentence),
    });
  });

  it('leads a caller through a flow into the queue: facts first, then orders', () => {
    service.start('c1', 'test', 'en');
    assert.deepEqual(host.news(), [
      `ivr.started test ${flow.version}`,
      'ivr.node-entered test menu menu',
      'c1 play menu en',
    ]);
    service.input('c1', digit('1'));
    assert.deepEqual(host.news(), [
      'ivr.node-left test menu 1',
      'ivr.node-entered test ask collect',
      'c1 stop it',
      'c1 play ask en',
    ]);
    service.input('c1', playbackEnded());
    assert.deepEqual(host.news(), ['c1 timer 6000']);
    for (const d of '123') service.input('c1', digit(d));
    assert.deepEqual(host.news().slice(-6), [
      'ivr.node-left test ask next',
      'ivr.node-entered test queue queue',
      'ivr.ended test queue',
      'c1 cancel it',
      'c1 number=123',
      'c1 queue personal',
    ]);
    assert.equal(service.size, 0);
    assert.deepEqual(
      flows.list().map((e) => e.runs),
      [0],
    );
    assert.deepEqual(faults, []);
  });

  it('plays in the new language right after the switch', () => {
    service.start('c1', 'test', 'en');
    host.news();
    service.input('c1', digit('9'));
    assert.deepEqual(host.news().slice(-3), ['c1 stop it', 'c1 language zh', 'c1 play menu zh']);
    service.input('c1', playbackEnded());
    service.input('c1', digit('7'));
    assert.equal(host.news().at(-1), 'c1 play menu zh');
  });

  it('keeps calls apart', () => {
    service.start('c1', 'test', 'en');
    const first = host.playback;
    service.start('c2', 'test', 'zh');
    assert.notEqual(host.playback, first, 'no two runs share an id');
    service.input('c2', { kind: 'playback-ended', playback: first, outcome: 'completed' });
    service.input('c1', digit('1'));
    assert.equal(service.runOf('c1')?.node, 'ask');
    assert.equal(service.runOf('c2')?.node, 'menu');
    assert.equal(service.size, 2);
    assert.deepEqual(
      flows.list().map((e) => e.runs),
      [2],
    );
  });

  it('says sorry and hangs up when there is no such flow, and tells the fault', () => {
    service.start('c1', 'nowhere', 'zh');
    assert.deepEqual(faults, ['There is no flow "nowhere". Loaded are test.']);
    assert.deepEqual(host.news(), ['ivr.started nowhere not-loaded', 'c1 play sorry-technical zh']);
    service.input('c1', playbackEnded());
    assert.deepEqual(host.news(), ['ivr.ended nowhere failed', 'c1 hang up']);
    assert.equal(service.size, 0);
  });

  it('tells the fault of a flow that fails on the way', () => {
    flows.load({
      ...flow,
      version: 'broken',
      nodes: { ...flow.nodes, menu: { ...flow.nodes['menu']!, exits: {} } },
    });
    service.start('c1', 'test', 'en');
    service.input('c1', digit('1'));
    assert.deepEqual(faults, ['Flow "test" (version broken): node "menu" has no exit "1".']);
    service.input('c1', playbackEnded());
    assert.deepEqual(host.news().slice(-2), ['ivr.ended test failed', 'c1 hang up']);
  });

  it('forgets a caller who hung up, and leaves no timer behind', () => {
    service.start('c1', 'test', 'en');
    service.input('c1', playbackEnded());
    host.news();
    service.end('c1', 'caller-gone');
    assert.deepEqual(host.news(), ['ivr.ended test caller-gone', 'c1 cancel it']);
    assert.deepEqual(
      flows.list().map((e) => e.runs),
      [0],
    );
    service.end('c1', 'caller-gone');
    service.input('c1', digit('1'));
    service.input('c1', { kind: 'timeout', timer: host.timerId });
    assert.deepEqual(host.news(), [], 'what comes later is too late');
  });

  it('stops what is heard when the call takes the caller out of the flow', () => {
    service.start('c1', 'test', 'en');
    host.news();
    service.end('c1', 'failed');
    assert.deepEqual(host.news(), ['ivr.ended test failed', 'c1 stop it']);
  });

  it('ends the flow a caller is in before another begins', () => {
    service.start('c1', 'test', 'en');
    host.news();
    service.start('c1', 'test', 'en');
    assert.deepEqual(host.news().slice(0, 3), [
      'ivr.ended test failed',
      'c1 stop it',
      `ivr.started test ${flow.version}`,
    ]);
    assert.deepEqual(
      flows.list().map((e) => e.runs),
      [1],
    );
  });

  it('lets a caller finish in the version in which the flow began', () => {
    service.start('c1', 'test', 'en');
    const changed = flowOf({ ...nodes, bye: { kind: 'hang-up', settings: { prompts: ['hello'] } } });
    flows.load(changed);
    service.start('c2', 'test', 'en');
    service.input('c1', digit('1'));
    service.input('c2', digit('1'));
    assert.equal(service.runOf('c1')?.version, flow.version);
    assert.equal(service.runOf('c2')?.version, changed.version);
    assert.equal(flows.list().length, 2);
    for (const d of '123') service.input('c1', digit(d));
    assert.deepEqual(
      flows.list().map((e) => e.flow.version),
      [changed.version],
    );
  });
});

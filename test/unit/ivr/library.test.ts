import assert from 'node:assert/strict';
import { FlowLibrary } from '../../../src/ivr/library.js';
import type { Flow } from '../../../src/ivr/types.js';

const flow = (version: string, name = 'main'): Flow => ({
  flow: name,
  name: { en: name, zh: name },
  version,
  start: 'end',
  nodes: { end: { kind: 'hang-up', settings: { prompts: [] }, exits: {} } },
});

const state = (library: FlowLibrary): string[] =>
  library.list().map((e) => `${e.flow.flow}@${e.flow.version}${e.current ? '*' : ''}:${e.runs}`);

describe('ivr flow library', () => {
  it('gives new runs the version loaded last, and keeps the old one while a run is in it', () => {
    const library = new FlowLibrary([flow('v1')]);
    const old = library.take('main');
    library.load(flow('v2'));
    assert.equal(library.take('main').version, 'v2');
    assert.deepEqual(state(library), ['main@v1:1', 'main@v2*:1']);
    library.release(old);
    assert.deepEqual(state(library), ['main@v2*:1']);
  });

  it('drops an old version at once when no run is in it', () => {
    const library = new FlowLibrary([flow('v1')]);
    library.load(flow('v2'));
    assert.deepEqual(state(library), ['main@v2*:0']);
  });

  it('refuses new runs of an unloaded flow and lets the old ones end', () => {
    const library = new FlowLibrary([flow('v1'), flow('v1', 'other')]);
    const running = library.take('main');
    library.unload('main');
    assert.equal(library.current('main'), undefined);
    assert.throws(() => library.take('main'), {
      code: 'IVR_UNKNOWN_FLOW',
      message: 'There is no flow "main". Loaded are other.',
    });
    assert.deepEqual(state(library), ['main@v1:1', 'other@v1*:0']);
    library.release(running);
    assert.deepEqual(state(library), ['other@v1*:0']);
  });

  it('goes back to a version that old runs still keep, with their count', () => {
    const library = new FlowLibrary([flow('v1')]);
    library.take('main');
    library.load(flow('v2'));
    library.load(flow('v1'));
    assert.deepEqual(state(library), ['main@v1*:1']);
  });

  it('loses nothing by loading the same content again', () => {
    const library = new FlowLibrary([flow('v1')]);
    library.take('main');
    library.load(flow('v1'));
    assert.deepEqual(state(library), ['main@v1*:1']);
  });

  it('counts no run below zero', () => {
    const library = new FlowLibrary([flow('v1')]);
    library.release(flow('v1'));
    library.release(flow('v9', 'never-loaded'));
    library.unload('never-loaded');
    assert.deepEqual(state(library), ['main@v1*:0']);
  });
});

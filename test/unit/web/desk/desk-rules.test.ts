import assert from 'node:assert/strict';
import { callCommand, type DeskControl, type Pop } from '../../../../src/agent/contract.js';
import { possibleActions, type DeskAction } from '../../../../src/web/desk/actions.js';
import { dropDraft, keepDraft, readDraft, type DraftStorage } from '../../../../src/web/desk/note-draft.js';
import { actionsOfKey, SHORTCUTS } from '../../../../src/web/desk/shortcuts.js';
import type { PhoneCall } from '../../../../src/web/softphone/phone-state.js';

const aPop = { call: 'call_1' } as Pop;
const aCall = (stage: PhoneCall['stage']): PhoneCall => ({
  id: 'a',
  direction: 'in',
  stage,
  number: '1',
  since: null,
  muted: false,
});
const aControl = (over: Partial<DeskControl>): DeskControl => ({
  call: 'call_1',
  phase: 'talking',
  direction: 'in',
  parties: [],
  consult: null,
  recording: 'on',
  listeners: [],
  flow: null,
  parkedSlot: null,
  away: false,
  may: [],
  ...over,
});
const sorted = (actions: ReadonlySet<DeskAction>): DeskAction[] => [...actions].sort();

describe('what an agent can do', () => {
  it('is nothing while logged out', () => {
    assert.deepEqual(
      sorted(
        possibleActions(
          { state: 'logged-out', next: null, pop: null, control: null, wrapUp: null },
          null,
          true,
        ),
      ),
      [],
    );
  });
  it('is to become ready from not ready, and not ready from ready', () => {
    assert.deepEqual(
      sorted(
        possibleActions(
          { state: 'not-ready', next: null, pop: null, control: null, wrapUp: null },
          null,
          false,
        ),
      ),
      ['dial', 'notReady', 'pickUp', 'ready'],
    );
    assert.deepEqual(
      sorted(
        possibleActions({ state: 'ready', next: null, pop: null, control: null, wrapUp: null }, null, false),
      ),
      ['dial', 'notReady', 'pickUp'],
    );
  });
  it('is to answer or refuse once the phone rings, and only to refuse before', () => {
    const reserved = { state: 'reserved', next: null, pop: aPop, control: null, wrapUp: null } as const;
    assert.ok(!possibleActions(reserved, { call: null }, false).has('answer'));
    assert.ok(possibleActions(reserved, { call: null }, false).has('refuse'));
    const ringing = { state: 'ringing', next: null, pop: aPop, control: null, wrapUp: null } as const;
    const can = possibleActions(ringing, { call: aCall('ringing') }, false);
    assert.ok(can.has('answer') && can.has('refuse') && !can.has('hangUp'));
    assert.ok(!possibleActions(ringing, { call: aCall('connecting') }, false).has('answer'));
  });
  it('is to hang up a call on the table phone too, but not to mute it', () => {
    const can = possibleActions(
      { state: 'talking', next: null, pop: aPop, control: null, wrapUp: null },
      null,
      false,
    );
    assert.ok(can.has('hangUp') && !can.has('mute'));
  });
  it('is to finish wrap-up only with a result', () => {
    const wrapUp = { state: 'wrap-up', next: null, pop: aPop, control: null, wrapUp: null } as const;
    assert.ok(!possibleActions(wrapUp, null, false).has('finish'));
    assert.ok(possibleActions(wrapUp, null, true).has('finish'));
  });
  it('is to ask for more wrap-up as long as the queue gives any', () => {
    const wrapUp = { state: 'wrap-up', next: null, pop: aPop, control: null } as const;
    const with0 = { ...wrapUp, wrapUp: { extensionMs: 0, resultMissing: false } };
    assert.ok(!possibleActions(with0, null, false).has('extend'));
    const more = { ...wrapUp, wrapUp: { extensionMs: 30_000, resultMissing: false } };
    assert.ok(possibleActions(more, null, false).has('extend'));
  });
  it('is not to become ready out of wrap-up while the queue wants a result', () => {
    const wrapUp = { state: 'wrap-up', next: null, pop: aPop, control: null } as const;
    const missing = { ...wrapUp, wrapUp: { extensionMs: 0, resultMissing: true } };
    assert.ok(!possibleActions(missing, null, false).has('ready'));
  });
  it('is to become ready out of wrap-up without a result', () => {
    assert.ok(
      possibleActions(
        { state: 'wrap-up', next: null, pop: aPop, control: null, wrapUp: null },
        null,
        false,
      ).has('ready'),
    );
  });
  it('is to take back what was asked for after the call', () => {
    const next = { to: 'not-ready', reason: 'lunch' } as const;
    assert.ok(
      possibleActions({ state: 'talking', next, pop: aPop, control: null, wrapUp: null }, null, false).has(
        'ready',
      ),
    );
    assert.ok(
      !possibleActions(
        { state: 'talking', next: null, pop: aPop, control: null, wrapUp: null },
        null,
        false,
      ).has('ready'),
    );
  });
});

describe('keys of the desk', () => {
  const key = (code: string, over = {}) => ({
    code,
    altKey: true,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    repeat: false,
    ...over,
  });
  it('are Alt and a letter', () => {
    for (const [action, letter] of Object.entries(SHORTCUTS))
      assert.ok(actionsOfKey(key(`Key${letter}`)).includes(action as DeskAction), action);
  });
  it('never stand for two things that are possible at the same time', () => {
    const states = ['logged-out', 'not-ready', 'ready', 'reserved', 'ringing', 'talking', 'wrap-up'] as const;
    for (const state of states)
      for (const control of [null, aControl({ may: [...callCommand.options] })]) {
        // A call in hand is had while talking only.
        if (control !== null && state !== 'talking') continue;
        const can = possibleActions(
          { state, next: null, pop: aPop, control, wrapUp: { extensionMs: 30_000, resultMissing: false } },
          { call: aCall('talking') },
          true,
        );
        for (const letter of Object.values(SHORTCUTS)) {
          const meant = actionsOfKey(key(`Key${letter}`)).filter((action) => can.has(action));
          assert.ok(meant.length <= 1, `${letter} in ${state}: ${meant.join(', ')}`);
        }
      }
  });
  it('leave the letters to the browser that it takes for menus and address bar', () => {
    for (const letter of Object.values(SHORTCUTS)) assert.ok(!'DEFBHSTV'.includes(letter), letter);
  });
  it('are not AltGr, not with other modifiers, not a held key', () => {
    assert.deepEqual(actionsOfKey(key('KeyA', { ctrlKey: true })), []);
    assert.deepEqual(actionsOfKey(key('KeyA', { shiftKey: true })), []);
    assert.deepEqual(actionsOfKey(key('KeyA', { repeat: true })), []);
    assert.deepEqual(actionsOfKey(key('KeyA', { altKey: false })), []);
    assert.deepEqual(actionsOfKey(key('KeyD')), []);
  });
});

describe('draft of a note', () => {
  const storage = (): DraftStorage & { kept: Map<string, string> } => {
    const kept = new Map<string, string>();
    return {
      kept,
      getItem: (k) => kept.get(k) ?? null,
      setItem: (k, v) => void kept.set(k, v),
      removeItem: (k) => void kept.delete(k),
    };
  };
  it('survives a reload, by call', () => {
    const s = storage();
    keepDraft(s, 'call_1', 'half a sen');
    assert.equal(readDraft(s, 'call_1', ''), 'half a sen');
    assert.equal(readDraft(s, 'call_2', 'saved'), 'saved');
  });
  it('stays empty when the agent emptied it, although the centre has an older note', () => {
    const s = storage();
    keepDraft(s, 'call_1', '');
    assert.equal(readDraft(s, 'call_1', 'old'), '');
  });
  it('leaves nothing behind when finished', () => {
    const s = storage();
    keepDraft(s, 'call_1', 'x');
    dropDraft(s, 'call_1');
    assert.equal(s.kept.size, 0);
  });
  it('does without storage that is forbidden', () => {
    const forbidden: DraftStorage = {
      getItem: () => {
        throw new Error('forbidden');
      },
      setItem: () => {
        throw new Error('forbidden');
      },
      removeItem: () => {
        throw new Error('forbidden');
      },
    };
    keepDraft(forbidden, 'c', 'x');
    dropDraft(forbidden, 'c');
    assert.equal(readDraft(forbidden, 'c', 'saved'), 'saved');
  });
});

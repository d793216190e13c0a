import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Flow } from '../../../src/ivr/types.js';
import { parseFlow, promptTableNames } from '../../../src/ivr/loader.js';
import { Caller } from './caller.js';

const project = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

describe('the flow of the demonstration bank', () => {
  let flow: Flow;
  before(() => {
    const file = project('config/flows/bank-main.yaml');
    const prompts = promptTableNames(project('sounds/prompts.csv'));
    flow = parseFlow(readFileSync(file, 'utf8'), file, {
      queues: ['personal', 'securities'],
      agents: [],
      prompts,
    });
  });

  const menu = 'menu-personal menu-securities menu-customer-number menu-language menu-repeat';
  const atMenu = (language: 'en' | 'zh' = 'en'): Caller => {
    const c = new Caller(flow, language);
    assert.equal(c.hears, 'greeting');
    c.hearOut();
    assert.equal(c.hears, menu);
    return c;
  };
  const queued = (c: Caller): [string, number] => {
    assert.equal(c.hears, 'connecting');
    c.hearOut();
    const last = c.outputs.at(-1)!;
    assert.ok(last.do === 'queue');
    return [last.request.queue, last.request.priority];
  };

  it('1 leads to personal banking', () => {
    const c = atMenu();
    c.dial('1');
    assert.deepEqual(queued(c), ['personal', 0]);
  });

  it('2 leads to securities and funds', () => {
    const c = atMenu();
    c.dial('2');
    assert.deepEqual(queued(c), ['securities', 0]);
  });

  it('3 takes the customer number, reads it back and queues with it, before strangers', () => {
    const c = atMenu();
    c.dial('3');
    assert.equal(c.hears, 'customer-number-ask');
    c.dial('12#');
    assert.equal(c.hears, 'customer-number-invalid customer-number-ask');
    c.dial('100002#');
    assert.equal(c.hears, 'customer-number-read-back 100002 connecting');
    assert.deepEqual(c.run?.collected, { customerNumber: '100002' });
    c.hearOut();
    const last = c.outputs.at(-1)!;
    assert.ok(last.do === 'queue' && last.request.queue === 'personal' && last.request.priority === 1);
  });

  it('3 without a number still leads to a person', () => {
    const c = atMenu();
    c.dial('3');
    for (let i = 0; i < 3; i++) {
      c.hearOut();
      c.wait();
    }
    assert.equal(c.hears, 'customer-number-skipped');
    c.hearOut();
    assert.deepEqual(queued(c), ['personal', 0]);
  });

  it('9 switches to the other language and back', () => {
    const c = atMenu('zh');
    c.dial('9');
    assert.equal(c.run?.language, 'en');
    assert.equal(c.hears, 'language-changed');
    c.hearOut();
    c.dial('9');
    assert.equal(c.run?.language, 'zh');
  });

  it('0 says the menu again', () => {
    const c = atMenu();
    c.dial('0');
    assert.equal(c.hears, menu);
  });

  it('no key in three tries leads to personal banking', () => {
    const c = atMenu();
    for (let i = 0; i < 3; i++) {
      c.hearOut();
      c.wait();
    }
    assert.deepEqual(queued(c), ['personal', 0]);
  });

  it('three wrong keys end with goodbye', () => {
    const c = atMenu();
    c.dial('777');
    assert.equal(c.hears, 'goodbye');
    c.hearOut();
    assert.equal(c.outcome, 'hang-up');
  });
});

import assert from 'node:assert/strict';
import type { Painter } from '../../../../src/web/desk/after-paint.js';
import { PopReport } from '../../../../src/web/desk/pop-report.js';

/** A browser whose frames and tasks come when they are asked for. */
class SlowBrowser implements Painter {
  private frames = new Map<number, () => void>();
  private tasks: (() => void)[] = [];
  private count = 0;
  asked = 0;

  frame(run: () => void): number {
    this.asked++;
    this.frames.set(++this.count, run);
    return this.count;
  }
  cancelFrame(frame: number): void {
    this.frames.delete(frame);
  }
  task(run: () => void): void {
    this.tasks.push(run);
  }
  /** Up to the moment before the paint. */
  nextFrame(): void {
    const due = [...this.frames.values()];
    this.frames.clear();
    for (const run of due) run();
  }
  nextTask(): void {
    for (const run of this.tasks.splice(0)) run();
  }
  paint(): void {
    this.nextFrame();
    this.nextTask();
  }
}

describe('the report that a pop is painted', () => {
  let browser: SlowBrowser;
  let report: PopReport;
  let sent: unknown[];
  let now: number;
  const send = (message: unknown): boolean => sent.push(message) > 0;
  beforeEach(() => {
    browser = new SlowBrowser();
    now = 100;
    report = new PopReport(browser, () => now);
    sent = [];
  });

  it('comes after the paint of the frame that shows the pop, once, with the time since its first view', () => {
    report.shown('o1', 100, send);
    browser.nextFrame();
    assert.deepEqual(sent, [], 'not before the paint');
    now = 112;
    browser.nextTask();
    report.shown('o1', 111, send);
    browser.paint();
    assert.deepEqual(sent, [{ type: 'pop-painted', offer: 'o1', paintedMs: 12 }]);
  });

  it('is not put off by views that come before the paint', () => {
    report.shown('o1', 100, send);
    report.shown('o1', 105, send);
    browser.nextFrame();
    report.shown('o1', 108, send);
    now = 110;
    browser.nextTask();
    assert.deepEqual(sent, [{ type: 'pop-painted', offer: 'o1', paintedMs: 10 }]);
    assert.equal(browser.asked, 1);
  });

  it('is tried again when it could not be sent, on the connection of the newer view', () => {
    report.shown('o1', 100, () => false);
    browser.paint();
    report.shown('o1', 120, send);
    now = 130;
    browser.paint();
    assert.deepEqual(sent, [{ type: 'pop-painted', offer: 'o1', paintedMs: 30 }]);
  });

  it('is not made for an offer that is gone before the paint, not even between frame and task', () => {
    report.shown('o1', 100, send);
    report.shown(null, 101, send);
    browser.paint();
    report.shown('o2', 102, send);
    browser.nextFrame();
    report.shown('o3', 103, send);
    browser.nextTask();
    assert.deepEqual(sent, []);
    now = 104;
    browser.paint();
    assert.deepEqual(sent, [{ type: 'pop-painted', offer: 'o3', paintedMs: 1 }]);
  });

  it('is made anew for each offer, also of the same call', () => {
    for (const offer of ['o1', 'o2']) {
      report.shown(offer, 100, send);
      browser.paint();
    }
    assert.equal(sent.length, 2);
  });
});

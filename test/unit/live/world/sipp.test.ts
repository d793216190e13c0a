import assert from 'node:assert/strict';
import { parseSippStatistics } from '../../../live/world/sipp.js';

const names =
  'StartTime;TotalCallCreated;CurrentCall;FailedCall(C);GenericCounter1(C);GenericCounter2(C);GenericCounter3(C);';

describe("sipp's statistics", () => {
  it('are the sums of the last line and the most calls of any line', () => {
    const csv = [names, 'a;3;3;0;2;0;0;', 'b;5;5;0;5;1;0;', 'c;5;0;1;5;3;1;', ''].join('\n');
    assert.deepEqual(parseSippStatistics(csv), {
      started: 5,
      answered: 5,
      hungUpByFarEnd: 3,
      inVain: 1,
      failed: 1,
      mostAtOnce: 5,
    });
  });

  it('are refused when a column or every line is missing', () => {
    assert.throws(() => parseSippStatistics(names), /have no "TotalCallCreated"/);
    assert.throws(() => parseSippStatistics('a;b\n1;2\n'), /have no "TotalCallCreated"/);
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openingAt, readSpan, wallClockOf } from '../../../src/calendar/rules.js';
import { calendarOf, calendarSchema } from '../../../src/calendar/settings.js';
import { Calendars } from '../../../src/calendar/calendars.js';

const bank = calendarSchema.parse({
  id: 'bank',
  name: { en: 'Bank', zh: '银行' },
  timeZone: 'Asia/Shanghai',
  weekly: {
    monday: ['09:00-12:00', '13:00-17:30'],
    friday: ['09:00-24:00'],
    saturday: ['00:00-02:00'],
  },
  days: [
    { date: '2027-01-01', name: { en: 'New Year', zh: '元旦' } },
    { date: '2027-02-07', name: { en: 'Working Sunday', zh: '调休上班' }, hours: ['10:00-16:00'] },
  ],
});
const calendar = calendarOf(bank);
const calendars = new Calendars([calendar]);
/** A moment on the clocks of Shanghai, which is eight hours ahead of UTC all year. */
const shanghai = (text: string): number => Date.parse(`${text}:00+08:00`);
const state = (text: string): string => calendars.opening('bank', shanghai(text)).state;

describe('office hours', () => {
  it('are open from the first minute and closed with the last', () => {
    assert.equal(state('2026-11-23T08:59'), 'closed');
    assert.equal(state('2026-11-23T09:00'), 'open');
    assert.equal(state('2026-11-23T11:59'), 'open');
    assert.equal(state('2026-11-23T12:00'), 'closed');
    assert.equal(state('2026-11-23T13:00'), 'open');
    assert.equal(state('2026-11-23T17:30'), 'closed');
  });

  it('run up to midnight and on after it where two days say so', () => {
    assert.equal(state('2026-11-27T23:59'), 'open');
    assert.equal(state('2026-11-28T00:00'), 'open');
    assert.equal(state('2026-11-28T02:00'), 'closed');
  });

  it('are none on a weekday that is not named', () => assert.equal(state('2026-11-24T10:00'), 'closed'));

  it('give way to a holiday, with its name', () => {
    assert.deepEqual(calendars.opening('bank', shanghai('2027-01-01T10:00')), {
      state: 'holiday',
      name: { en: 'New Year', zh: '元旦' },
    });
  });

  it('are those of the special day on a Sunday that is worked', () => {
    assert.equal(state('2027-02-07T10:00'), 'open');
    assert.equal(state('2027-02-07T09:59'), 'closed');
    assert.equal(state('2027-02-14T10:00'), 'closed');
  });

  it('are on the wall clock of the zone also when clocks change', () => {
    const clock = wallClockOf('Europe/Berlin');
    assert.deepEqual(clock(Date.parse('2026-03-29T00:59:00Z')), {
      date: '2026-03-29',
      weekday: 7,
      minute: 119,
    });
    assert.deepEqual(clock(Date.parse('2026-03-29T01:00:00Z')), {
      date: '2026-03-29',
      weekday: 7,
      minute: 180,
    });
  });

  it('count a minute in exactly one of open and closed, whatever the hours', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1438 }), fc.integer({ min: 0, max: 1439 }), (from, minute) => {
        const to = Math.min(1440, from + 60);
        const week = { ...calendar, weekly: { 3: [{ from, to }] } } as const;
        const open = openingAt(week, { date: '2026-11-25', weekday: 3, minute }).state === 'open';
        assert.equal(open, minute >= from && minute < to);
      }),
    );
  });

  it('of a calendar that is not there are an error', () =>
    assert.throws(() => calendars.opening('shop', 0), { code: 'CALENDAR_UNKNOWN' }));
});

describe('hours as written', () => {
  it('are read in minutes', () => {
    assert.deepEqual(readSpan('09:00-17:30'), { from: 540, to: 1050 });
    assert.deepEqual(readSpan('18:00-24:00'), { from: 1080, to: 1440 });
  });

  for (const wrong of ['9:00-17:30', '09:00-25:00', '17:00-09:00', '09:00-09:00', '09:60-10:00', ''])
    it(`"${wrong}" are refused with what to write`, () =>
      assert.throws(() => readSpan(wrong), { code: 'CALENDAR_HOURS_INVALID' }));

  it('that are wrong make the configuration wrong, with place and remedy', () => {
    const result = calendarSchema.safeParse({ ...bank, weekly: { monday: ['17:00-09:00'] }, days: [] });
    assert.match(result.error?.issues[0]?.message ?? '', /write them as 09:00-17:30/);
    assert.deepEqual(result.error?.issues[0]?.path, ['weekly', 'monday', 0]);
  });

  it('in a zone that is unknown, or on a date that is none, are refused', () => {
    const put = (change: object) => calendarSchema.safeParse({ ...bank, weekly: {}, days: [], ...change });
    assert.match(put({ timeZone: 'Mars/Base' }).error?.issues[0]?.message ?? '', /IANA/);
    const days = [{ date: '2026-02-30', name: { en: 'x', zh: 'x' } }];
    assert.match(put({ days }).error?.issues[0]?.message ?? '', /no date/);
  });
});

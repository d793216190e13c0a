/**
 * Twenty callers at once, five agents with plain SIP phones, on a real switch: everybody is accounted for after every
 * single event, nobody gets two callers, and each conversation is recorded with the right two people in it.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { CallDetail, Cdr } from '../../src/cdr/contract.js';
import { mostLegsAtOnce } from './world/legs-at-once.js';
import { freeCentrePorts } from './world/free-ports.js';
import { TO_LINE, quickCentre } from './world/quick-centre.js';
import { Callers, type CallersResult } from './world/sipp.js';
import { TableAgent } from './world/table-agent.js';
import { TONE_A_HZ, medianToneLevel, sine, toneTotalMs } from './world/tones.js';
import { WatchedLine } from './world/watched-line.js';
import { readWav } from './world/wav.js';

/** Each agent says a tone of its own, none a harmonic of the caller's. */
const AGENTS = { anna: 850, ben: 1410, carl: 1730, dora: 2310, emil: 2750 } as const;
const NAMES = Object.keys(AGENTS) as (keyof typeof AGENTS)[];
const PATIENT = 15;
const IMPATIENT = 5;
/** From the answer by the centre: prompt and queue. Far less than three rounds of talks. */
const IMPATIENT_MS = 6000;
const TALK_MS = 3000;
const DEADLINE_MS = 120_000;

describe('twenty callers at once and five agents', function () {
  this.timeout(DEADLINE_MS + 30_000);
  let line: WatchedLine;
  const agents: TableAgent[] = [];
  let patient: CallersResult;
  let impatient: CallersResult;
  let records: Cdr[];
  let details: CallDetail[];

  before(async function () {
    this.timeout(600_000); // the first start on a machine makes the switch's root file system
    line = await WatchedLine.start(
      quickCentre({
        name: 'twenty',
        agents: NAMES.map((id) => ({ id, phone: 'sip' })),
        wrapUpSeconds: 1,
        ringSeconds: 20,
      }),
    );
    for (const id of NAMES) agents.push(await TableAgent.start(line.centre, id));
    await Promise.all(agents.map((agent) => agent.ready()));
    const work = new AbortController();
    const working = agents.map((agent) => serve(agent, work.signal));
    try {
      [patient, impatient] = await everybodyCalls();
      await line.journal.event('call.closed', {
        withinMs: DEADLINE_MS,
        where: () => line.journal.all('call.closed').length === PATIENT + IMPATIENT,
      });
    } finally {
      work.abort();
    }
    await Promise.all(working);
    await line.centre.watch.nothingLeft(30_000);
    await Promise.all(
      line.journal.all('recording.expected').map(({ data }) =>
        line.journal.event('recording.stored', {
          where: (event) => event.data.recording === data.recording,
        }),
      ),
    );
    records = (await line.supervisor.get<{ calls: Cdr[] }>('/calls?limit=200')).calls;
    details = await Promise.all(records.map(({ call }) => line.supervisor.get<CallDetail>(`/calls/${call}`)));
  });

  after(async function () {
    this.timeout(30_000);
    await Promise.all(agents.map((agent) => agent.close()));
    await line?.stop();
  });

  /** The impatient come when all others stand in line or talk. */
  async function everybodyCalls(): Promise<[CallersResult, CallersResult]> {
    const run = async (calls: number, name: string, numberPrefix: string, patienceMs: number) => {
      const { sip, rtp } = await freeCentrePorts(calls * 4 + 10);
      return Callers.start({
        server: line.centre.sip,
        dialled: TO_LINE,
        calls,
        perSecond: 20,
        numberPrefix,
        patienceMs,
        port: sip,
        mediaPort: rtp[0],
        folder: join(line.centre.folder, name),
        deadlineMs: DEADLINE_MS,
      });
    };
    const first = await run(PATIENT, 'patient', '1390000', DEADLINE_MS - 10_000);
    await entered(PATIENT);
    const second = await run(IMPATIENT, 'impatient', '1380000', IMPATIENT_MS);
    await entered(PATIENT + IMPATIENT);
    return Promise.all([first.result, second.result]);
  }

  const entered = (callers: number): Promise<unknown> =>
    line.journal.event('acd.queue-entered', {
      withinMs: DEADLINE_MS,
      where: () => line.journal.all('acd.queue-entered').length >= callers,
    });

  /** Answers, talks, hangs up, one caller after the other. Nobody hangs up before all twenty are there. */
  async function serve(agent: TableAgent, until: AbortSignal): Promise<void> {
    while (!until.aborted) {
      const call = await agent.phone.nextCall(1000).catch(() => undefined);
      if (!call) continue;
      call.audio.say(sine({ hz: AGENTS[agent.id as keyof typeof AGENTS], ms: 1000 }));
      await call.answer(30_000);
      await entered(PATIENT + IMPATIENT);
      await new Promise((resolve) => setTimeout(resolve, TALK_MS));
      await call.hangUp(30_000);
    }
  }

  it('all come in, all at the same time', () => {
    assert.equal(line.journal.all('call.arrived').length, PATIENT + IMPATIENT);
    assert.equal(mostLegsAtOnce(line.centre.watch.events.all, 'trunk-in'), PATIENT + IMPATIENT);
    assert.deepEqual([patient.started, impatient.started], [PATIENT, IMPATIENT]);
  });

  it('serves everybody who waits and counts who loses patience as abandoned', () => {
    const { failed, hungUpByFarEnd, inVain } = patient;
    assert.deepEqual(
      { failed, hungUpByFarEnd, inVain },
      { failed: 0, hungUpByFarEnd: PATIENT, inVain: 0 },
      patient.errors,
    );
    assert.deepEqual([impatient.failed, impatient.inVain], [0, IMPATIENT], impatient.errors);
    const { counts } = line.journal.promises;
    assert.deepEqual(counts, {
      entered: PATIENT + IMPATIENT,
      answered: PATIENT,
      abandoned: IMPATIENT,
      calledBack: 0,
      overflowed: 0,
      otherwise: 0,
      waiting: 0,
    });
  });

  it('accounts for everybody after every event: in = answered + abandoned + waiting', async () => {
    line.nothingBroken();
    assert.ok(line.journal.comparedBoards > 5, `${line.journal.comparedBoards} boards were compared`);
    const { conservation } = await line.board();
    assert.equal(conservation.holds, true);
    assert.deepEqual(conservation.doubleOffers, []);
  });

  it('never gives an agent two offers, nor a phone two legs', () => {
    assert.deepEqual(line.journal.promises.broken, []);
    for (const { account } of agents)
      assert.equal(mostLegsAtOnce(line.centre.watch.events.all, account), 1, account);
    const offers = line.journal.all('acd.offer-made');
    const fences = offers.map((event) => event.data.fence);
    assert.equal(new Set(fences).size, offers.length, 'fencing numbers are unique');
  });

  it('writes one record for each call, which says what happened to it', () => {
    const outcomes = (outcome: string): Cdr[] => records.filter((record) => record.outcome === outcome);
    assert.equal(records.length, PATIENT + IMPATIENT);
    assert.equal(new Set(records.map((record) => record.number)).size, PATIENT + IMPATIENT);
    assert.equal(outcomes('answered').length, PATIENT);
    assert.equal(outcomes('abandoned-in-queue').length, IMPATIENT);
    for (const { outcome, number, endedBy, agent, inferred } of records) {
      const waits = number.startsWith('1390000');
      assert.deepEqual(
        [outcome, endedBy, agent !== null, inferred],
        waits ? ['answered', 'agent', true, false] : ['abandoned-in-queue', 'caller', false, false],
        number,
      );
    }
  });

  it('stores a recording of each conversation: the caller left, the agent who talked right', async () => {
    for (const { record, recordings } of details) {
      const wanted = record?.outcome === 'answered' ? ['stored'] : [];
      assert.deepEqual(
        recordings.map(({ state }) => state),
        wanted,
        JSON.stringify(record),
      );
      for (const { recording, durationMs } of recordings) {
        const wav = readWav(await line.supervisor.file(`/recordings/${recording}/audio`));
        assert.equal(wav.channels.length, 2);
        const [left, right] = wav.channels as [Int16Array, Int16Array];
        const { rate } = wav;
        const told = `${recording} of ${record!.agent}, ${durationMs} ms`;
        assert.ok(toneTotalMs(left, TONE_A_HZ, { rate }) > 1500, `the caller is not on the left: ${told}`);
        for (const name of NAMES) {
          const level = medianToneLevel(right, AGENTS[name], rate);
          if (name === record!.agent)
            assert.ok(level > -30, `${name} at ${level} dBFS on the right: ${told}`);
          else assert.ok(level < -45, `${name} at ${level} dBFS on the right: ${told}`);
        }
        assert.ok(medianToneLevel(right, TONE_A_HZ, rate) < -45, `the caller is on the right: ${told}`);
        assert.ok(
          medianToneLevel(left, AGENTS[record!.agent as keyof typeof AGENTS], rate) < -45,
          `the agent is on the left: ${told}`,
        );
      }
    }
  });
});

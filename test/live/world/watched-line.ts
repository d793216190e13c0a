/** A live centre with everything that watches it: journal, board, switch; and callers that are told apart by number. */
import assert from 'node:assert/strict';
import type { CallDetail } from '../../../src/cdr/contract.js';
import type { BoardView, ConservationReport } from '../../../src/supervisor/contract.js';
import { LiveCentre, anAsterisk, type CentreSettings, type Sight, type SwitchMaker } from './centre.js';
import type { SwitchWatch } from './switch-watch.js';
import { JournalWatch } from './journal-watch.js';
import { SUPERVISOR } from './quick-centre.js';
import { RestClient } from './rest-client.js';
import type { SipCall } from './sip-call.js';
import { SipPhone } from './sip-phone.js';
import { TONE_A_HZ, sine } from './tones.js';

/** Under load everything takes longer; a deadline is only there to end a wait that is in vain. */
export const PATIENCE_MS = 30_000;

/** A caller on the line. */
export interface Caller {
  /** The caller's side of the call. */
  readonly sip: SipCall;
  /** The call's id in the journal. */
  readonly call: string;
  readonly number: string;
}

export class WatchedLine<Watch extends Sight = SwitchWatch> {
  private readonly phones: SipPhone[] = [];
  private callers = 0;

  private constructor(
    readonly centre: LiveCentre<Watch>,
    readonly supervisor: RestClient,
    readonly journal: JournalWatch,
  ) {}

  /** On an Asterisk; see `startOn`. */
  static start(settings: CentreSettings): Promise<WatchedLine> {
    return WatchedLine.startOn(anAsterisk, settings);
  }

  static async startOn<Watch extends Sight>(
    make: SwitchMaker<Watch>,
    settings: CentreSettings,
  ): Promise<WatchedLine<Watch>> {
    const centre = await LiveCentre.startOn(make, settings);
    try {
      const supervisor = await RestClient.logIn(centre.url, SUPERVISOR);
      return new WatchedLine<Watch>(
        centre,
        supervisor,
        await JournalWatch.open(centre.url, supervisor.token),
      );
    } catch (error) {
      await centre.stop();
      throw error;
    }
  }

  /** A fresh caller who says tone A; answered by the centre when this is fulfilled. */
  async callIn(dialled: string, server = this.centre.sip): Promise<Caller> {
    const number = `1391234${String(1000 + ++this.callers)}`;
    const phone = await SipPhone.open({ server, user: number });
    this.phones.push(phone);
    const sip = await phone.invite(dialled, {
      withinMs: PATIENCE_MS,
      say: sine({ hz: TONE_A_HZ, ms: 1000 }),
    });
    const arrived = await this.journal.event('call.arrived', {
      where: (event) => event.data.from.number === number,
    });
    return { sip, call: arrived.call!, number };
  }

  /** A fresh caller who stands in line. */
  /** @param server where to call in; default the centre's first switch */
  async callerInLine(dialled: string, server = this.centre.sip): Promise<Caller> {
    const caller = await this.callIn(dialled, server);
    await this.journal.event('acd.queue-entered', { call: caller.call });
    return caller;
  }

  board(): Promise<BoardView> {
    return this.supervisor.get<BoardView>('/board');
  }

  async agentOnBoard(agent: string): Promise<BoardView['agents'][number]> {
    const row = (await this.board()).agents.find((one) => one.agent === agent);
    assert.ok(row, `${agent} is not on the board`);
    return row;
  }

  /** A finished call with its record. */
  async record(call: string): Promise<CallDetail & { record: NonNullable<CallDetail['record']> }> {
    await this.journal.event('call.closed', { call });
    // The record is written after the event that ends it: asked again until it is there.
    const patience = AbortSignal.timeout(5000);
    for (;;) {
      const detail = await this.supervisor.get<CallDetail>(`/calls/${call}`);
      if (detail.record !== null) return { ...detail, record: detail.record };
      assert.ok(!patience.aborted, `no record of ${call}: ${this.journal.story(call)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** The recordings of a finished call, when the ledger has closed them all. */
  async recordings(call: string): Promise<CallDetail['recordings']> {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const { recordings } = await this.supervisor.get<CallDetail>(`/calls/${call}`);
      if (recordings.every(({ state }) => state === 'stored' || state === 'missing')) return recordings;
      assert.ok(!patience.aborted, `a recording stays open: ${JSON.stringify(recordings)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /**
   * When these calls, all that there were, are over: nothing is left on the switch, everybody is accounted for, no
   * promise was broken by any event, nobody is stuck in a call that is no more.
   * @param accounts of plain SIP phones: none ever had two legs
   */
  async allOver(calls: readonly string[], accounts: readonly string[] = []): Promise<void> {
    const { journal, centre } = this;
    for (const call of calls) await journal.event('call.closed', { call, withinMs: PATIENCE_MS });
    await centre.watch.nothingLeft(PATIENCE_MS);
    const board = await this.board();
    assert.deepEqual(board.calls, []);
    const { entered, answered, abandoned, overflowed, calledBack, otherwise, waiting } = board.conservation;
    const { holds, doubleOffers } = board.conservation;
    assert.deepEqual({ waiting, holds, doubleOffers }, { waiting: 0, holds: true, doubleOffers: [] });
    assert.deepEqual(
      { entered, answered, abandoned, overflowed, calledBack, otherwise, waiting },
      journal.promises.counts,
    );
    const { violations } = await this.supervisor.get<ConservationReport>('/conservation');
    assert.deepEqual(violations, []);
    for (const { agent, state } of board.agents)
      assert.ok(
        ['logged-out', 'not-ready', 'ready', 'wrap-up'].includes(state),
        `${agent} is stuck in ${state}: ${calls.map((call) => journal.story(call)).join('; ')}`,
      );
    this.nothingBroken();
    for (const account of accounts)
      assert.ok(centre.watch.mostLegsAtOnce(account) <= 1, `${account} had two legs at once`);
  }

  /** No event of the journal and no board broke a promise so far. */
  nothingBroken(): void {
    const { promises, brokenBoards } = this.journal;
    assert.deepEqual([...promises.broken, ...brokenBoards], []);
    assert.ok(promises.seen > 0);
  }

  async stop(): Promise<void> {
    await Promise.all(this.phones.map((phone) => phone.close()));
    await this.journal.close();
    await this.centre.stop();
  }
}

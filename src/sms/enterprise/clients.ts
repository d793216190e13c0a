/** Enterprises and branch gateways that send through us: who they are, what they may, how fast. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { RateLimit } from '../carriers/pace.js';
import type { ClientTerms } from '../admission.js';
import type { Instant } from '../../kernel/time.js';
import type { ClientId } from '../types.js';

export interface ClientSettings extends ClientTerms {
  /** Where it comes in, and where its reports go back. */
  readonly door: 'smpp' | 'http';
  /** Password of its binds, or key of its requests. */
  readonly secret: string;
  /** Messages in a row before the next sender of the same priority: 1-100. */
  readonly weight: number;
  /** Messages a second; 0: no limit. */
  readonly perSecond: number;
  /** SMPP: submit_sm without an answer on one session; reports without an answer likewise. */
  readonly window: number;
  /** SMPP: sessions at the same time. */
  readonly sessions: number;
  /** HTTP: where reports are posted; null: they are asked for. */
  readonly callback: string | null;
}

export class Clients {
  private readonly byId: ReadonlyMap<
    ClientId,
    { readonly settings: ClientSettings; readonly rate: RateLimit; letIn: number }
  >;

  constructor(settings: readonly ClientSettings[]) {
    this.byId = new Map(
      settings.map((one) => [one.id, { settings: one, rate: new RateLimit(one.perSecond), letIn: 0 }]),
    );
  }

  /** Null for an unknown name as for a wrong secret: whoever guesses learns nothing. */
  find(id: string, secret: string, door: ClientSettings['door']): ClientSettings | null {
    const client = this.byId.get(id)?.settings;
    const right = sameSecret(client?.secret ?? '', secret);
    return client && right && client.door === door && client.secret !== '' ? client : null;
  }

  /** Whether one more may come now; counts it when so. */
  mayGo(id: ClientId, now: Instant): boolean {
    const client = this.byId.get(id);
    if (!client || client.rate.wait(now) > 0) return false;
    client.rate.take();
    client.letIn++;
    return true;
  }

  /** Messages that its rate has let in since the process started. */
  letIn(id: ClientId): number {
    return this.byId.get(id)?.letIn ?? 0;
  }

  weightOf = (id: ClientId): number => this.byId.get(id)?.settings.weight ?? 1;

  all(): readonly ClientSettings[] {
    return [...this.byId.values()].map(({ settings }) => settings);
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
/** In time that does not tell how much of it is right. */
const sameSecret = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

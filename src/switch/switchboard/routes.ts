import { SwitchError, type RingRequest, type SwitchPort } from '../port.js';

/** What is known of switches, phones and trunks when somebody is rung. */
export interface Ways {
  /** In the order of the configuration. */
  readonly ports: readonly SwitchPort[];
  /** Name of the switch at which a phone is. */
  readonly homeOf: (phone: string) => string;
  /** Trunk of one switch that leads to the phones of another. */
  readonly tieOf: (from: string, to: string) => string | undefined;
  readonly hasTrunk: (part: string, trunk: string) => boolean;
}

/**
 * On which switch a leg is made, and how the far end is reached from there. A call that is somewhere already stays
 * there; otherwise a phone is rung where it is, and a number goes out by the first switch that has the trunk and a
 * link, so that calls go out by another switch while one is away.
 *
 * @throws SwitchError `SWITCH_UNREACHABLE` when no trunk leads there, `SWITCH_DOWN` when none that does has a link
 */
export function findRoute(
  { switch: wanted, to }: Pick<RingRequest, 'switch' | 'to'>,
  { ports, homeOf, tieOf, hasTrunk }: Ways,
): { readonly port: SwitchPort; readonly to: RingRequest['to'] } {
  const bound = ports.find(({ name }) => name === wanted);
  if ('phone' in to) {
    const home = homeOf(to.phone);
    const port = bound ?? ports.find(({ name }) => name === home);
    if (!port || port.name === home) return { port: port ?? ports[0]!, to };
    const by = tieOf(port.name, home);
    if (by === undefined)
      throw new SwitchError('SWITCH_UNREACHABLE', `no tie leads from ${port.name} to ${home}`);
    return { port, to: { phone: to.phone, by } };
  }
  const able = (bound ? [bound] : ports).filter(({ name }) => hasTrunk(name, to.trunk));
  const port = able.find(({ connected }) => connected) ?? able[0];
  if (!port) throw new SwitchError('SWITCH_UNREACHABLE', `no switch of this call has the trunk ${to.trunk}`);
  return { port, to };
}

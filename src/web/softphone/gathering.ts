/** How long to wait for further addresses after the first one: all of a machine's own come within a few milliseconds. */
export const GATHERING_GRACE_MS = 50;

/**
 * Ends the gathering of addresses (ICE) shortly after the first host address. There is no STUN server to wait for, but a
 * browser may take seconds over interfaces that lead nowhere, and the caller waits all that time.
 * @param after runs something later
 * @returns to be called for every candidate with the function that ends gathering
 */
export function shortGathering(
  after: (ms: number, run: () => void) => void,
): (candidateType: string | null, ready: () => void) => void {
  let armed = false;
  return (candidateType, ready) => {
    if (armed || (candidateType !== null && candidateType !== 'host')) return;
    armed = true;
    after(GATHERING_GRACE_MS, ready);
  };
}

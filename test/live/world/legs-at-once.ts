/** How many channels were open at the same time, seen at the switch and nowhere else. */
import type { SwitchHappening } from './switch-watch.js';

/** @param account a phone's account at the switch, or a trunk's name */
export function mostLegsAtOnce(happenings: readonly SwitchHappening[], account: string): number {
  const open = new Set<string>();
  let most = 0;
  for (const { what, channel, name } of happenings) {
    if (channel === undefined || !name?.startsWith(`PJSIP/${account}-`)) continue;
    if (what === 'ChannelCreated') open.add(channel);
    else if (what === 'ChannelDestroyed') open.delete(channel);
    most = Math.max(most, open.size);
  }
  return most;
}

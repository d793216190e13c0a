/** Quietest level that a bar shows, dBFS. */
const FLOOR = -60;

/** A level as the length of a bar, 0-100: -60 dBFS and less is nothing, 0 dBFS all. Null: nothing. */
export function levelPercent(dbfs: number | null): number {
  if (dbfs === null) return 0;
  return Math.round(Math.min(100, Math.max(0, ((dbfs - FLOOR) / -FLOOR) * 100)));
}

/** Whether a side of a recording holds nothing to hear. A level that is not known is not called silent. */
export function soundsSilent(dbfs: number | null): boolean {
  return dbfs !== null && dbfs <= FLOOR;
}

/** What is used of sessionStorage. */
export interface DraftStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const keyOf = (call: string): string => `ringmaster.note.${call}`;

/**
 * The note being typed for a call: survives a reload of the page, ends with the browser tab. Storage that is forbidden or
 * full only costs the draft.
 */
export function readDraft(storage: DraftStorage, call: string, saved: string): string {
  try {
    return storage.getItem(keyOf(call)) ?? saved;
  } catch {
    return saved;
  }
}

export function keepDraft(storage: DraftStorage, call: string, note: string): void {
  try {
    storage.setItem(keyOf(call), note);
  } catch {
    // The note is still in the page.
  }
}

export function dropDraft(storage: DraftStorage, call: string): void {
  try {
    storage.removeItem(keyOf(call));
  } catch {
    // Nothing to drop then.
  }
}

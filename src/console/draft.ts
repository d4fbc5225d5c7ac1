// 草稿: what a clerk has typed but not yet sent, kept in this browser tab so that a reload, an ended session or a cut line loses nothing.
// It never leaves the tab, and signing out forgets it.
import { useCallback, useState } from 'react';

const PREFIX = 'rongcheng.draft.';

function read<T>(key: string, empty: T): T {
  try { return JSON.parse(sessionStorage.getItem(PREFIX + key) ?? 'null') as T ?? empty; } catch { return empty; }
}

/** State that survives a reload of the tab; `clear` forgets it once it was sent. */
export function useDraft<T>(key: string, empty: T): [T, (next: T | ((now: T) => T)) => void, () => void] {
  const [value, setValue] = useState<T>(() => read(key, empty));
  const set = useCallback((next: T | ((now: T) => T)) => setValue((now) => {
    const made = typeof next === 'function' ? (next as (now: T) => T)(now) : next;
    try { sessionStorage.setItem(PREFIX + key, JSON.stringify(made)); } catch { /* a full or closed storage costs the draft, not the work */ }
    return made;
  }), [key]);
  const clear = useCallback(() => { try { sessionStorage.removeItem(PREFIX + key); } catch { /* nothing was kept */ } }, [key]);
  return [value, set, clear];
}

export function clearDrafts(): void {
  try { for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key); } catch { /* nothing was kept */ }
}

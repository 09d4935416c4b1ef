import { useState } from 'react';

/** A change that is asked of the server: whether it is under way, and why it was refused. */
export interface Sending {
  readonly isBusy: boolean;
  readonly error: unknown;
  /** Asks; answers whether it was done. A second time while the first is under way is none. */
  readonly attempt: (change: () => Promise<unknown>) => Promise<boolean>;
  readonly forget: () => void;
}

/** Asks the server for changes, one at a time. */
export function useSend(): Sending {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const attempt = async (change: () => Promise<unknown>): Promise<boolean> => {
    if (isBusy) return false;
    setBusy(true);
    setError(null);
    try {
      await change();
      return true;
    } catch (thrown) {
      setError(thrown);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, error, attempt, forget: () => setError(null) };
}

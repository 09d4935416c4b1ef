import { useCallback, useEffect, useState } from 'react';
import { edited, type Yaml } from './document.ts';
import { type Draft, keepDraft, keptDraft } from './draft.ts';

/** The draft of this browser: whatever happens to the page or the login, what was written is there again. */
export function useDraft() {
  const [draft, setDraft] = useState(keptDraft);
  const [isKept, setKept] = useState(true);
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    if (!isOver) setKept(keepDraft(draft));
  }, [draft, isOver]);
  const change = useCallback((part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part })), []);
  const edit = useCallback(
    (by: (yaml: Yaml) => void) => setDraft((before) => ({ ...before, text: edited(before.text, by) })),
    [],
  );
  const forget = useCallback(() => {
    setOver(true);
    keepDraft(null);
  }, []);
  return { draft, isKept, change, edit, forget };
}

import { TEMPLATES } from './templates.ts';

/** What somebody is about to make a study of. */
export interface Draft {
  readonly text: string;
  readonly view: 'form' | 'yaml';
}

const KEY = 'vernier:new-study';

/** The draft that this browser keeps, or the first template. */
export function keptDraft(storage: Pick<Storage, 'getItem'> | null = browserStorage()): Draft {
  const fresh: Draft = { text: TEMPLATES[0]!.text, view: 'form' };
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? 'null') as Partial<Draft> | null;
    if (typeof kept?.text !== 'string') return fresh;
    return { text: kept.text, view: kept.view === 'yaml' ? 'yaml' : 'form' };
  } catch {
    return fresh; // what others wrote there is no draft
  }
}

/** Keeps a draft; null forgets it. Answers whether the browser does. */
export function keepDraft(
  draft: Draft | null,
  storage: Pick<Storage, 'setItem' | 'removeItem'> | null = browserStorage(),
): boolean {
  try {
    if (draft === null) storage?.removeItem(KEY);
    else storage?.setItem(KEY, JSON.stringify(draft));
    return storage !== null;
  } catch {
    return false; // it is full, or forbidden
  }
}

/** Some browsers forbid even to look. */
function browserStorage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

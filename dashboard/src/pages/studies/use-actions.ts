import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { send } from '../../api/server.ts';
import { studiesWords as words } from '../../words/studies.ts';
import type { StudyRow } from './study-row.ts';

/** What came of the last action: a sentence, or what went wrong and with which study. */
export type Outcome =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'failed'; readonly name: string; readonly error: unknown };

/** What can be done with studies of the list. */
export interface Actions {
  readonly outcome: Outcome | null;
  readonly isBusy: boolean;
  forget(): void;
  /** Pauses or resumes studies, one after the other, up to the first that fails. */
  hold(rows: readonly StudyRow[], what: 'pause' | 'resume'): Promise<void>;
  /** The study that somebody wants to delete, once its name is written out. */
  readonly leaving: StudyRow | null;
  askToDelete(row: StudyRow | null): void;
  /** Deletes the study. @throws ServerError */
  deleteNow(row: StudyRow): Promise<void>;
}

/** Changes studies, and has the list asked for anew. */
export function useActions(): Actions {
  const queries = useQueryClient();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [leaving, setLeaving] = useState<StudyRow | null>(null);
  const again = () => queries.invalidateQueries({ queryKey: ['studies'] });

  return {
    outcome,
    isBusy,
    forget: () => setOutcome(null),
    hold: async (rows, what) => {
      setBusy(true);
      setOutcome(null);
      let at = '';
      try {
        for (const { id, name } of rows) {
          at = name;
          await send('POST', `/api/studies/${id}/${what}`, what === 'pause' ? {} : undefined);
        }
        setOutcome({ kind: 'done', text: words.done[what](rows.length) });
      } catch (error) {
        setOutcome({ kind: 'failed', name: at, error });
      } finally {
        setBusy(false);
        await again();
      }
    },
    leaving,
    askToDelete: setLeaving,
    deleteNow: async ({ id, name }) => {
      await send('DELETE', `/api/studies/${id}`, { name });
      setLeaving(null);
      setOutcome({ kind: 'done', text: words.done.delete(name) });
      await again();
    },
  };
}

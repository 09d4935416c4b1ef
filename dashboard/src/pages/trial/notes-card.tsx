import { useQueryClient } from '@tanstack/react-query';
import type { TrialDetail } from 'vernier/client';
import { NoteCard } from '../../parts/note-card.tsx';
import { useMay } from '../../parts/session.ts';
import type { TrialParts } from './page.tsx';
import { trialPath } from './trial-data.ts';

/** The note on a trial. */
export function NotesCard({ id, trial }: TrialParts) {
  const queries = useQueryClient();
  const key = ['trial', id, trial.number];
  return (
    <NoteCard
      path={`${trialPath(id, trial.number)}/note`}
      note={trial.note}
      canWrite={useMay('write')}
      refresh={async () => {
        await queries.refetchQueries({ queryKey: key }, { throwOnError: true });
        return queries.getQueryData<TrialDetail>(key)?.note;
      }}
    />
  );
}

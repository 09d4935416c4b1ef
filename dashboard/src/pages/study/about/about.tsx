import { useQueryClient } from '@tanstack/react-query';
import type { StudyDetail } from 'vernier/client';
import { NoteCard } from '../../../parts/note-card.tsx';
import { useMay } from '../../../parts/session.ts';
import { studyKey, useStudyDetail } from '../../../parts/study-detail.ts';
import { SetupCard } from './setup-card.tsx';
import { TagsCard } from './tags-card.tsx';

/** What is said of a study rather than found in it: notes, tags, attributes, and how it searches. Nothing until the server has answered. */
export function About({ id }: { readonly id: string }) {
  const queries = useQueryClient();
  const canWrite = useMay('write');
  const study = useStudyDetail(id).data;
  if (study === undefined) return null;
  const key = studyKey(id);
  const refresh = async () => {
    await queries.refetchQueries({ queryKey: key }, { throwOnError: true });
    return queries.getQueryData<StudyDetail>(key);
  };
  return (
    <>
      <SetupCard study={study} />
      <TagsCard study={study} canWrite={canWrite} refresh={refresh} />
      <NoteCard
        path={`/api/studies/${encodeURIComponent(id)}/note`}
        note={study.note}
        canWrite={canWrite}
        refresh={async () => (await refresh())?.note}
      />
    </>
  );
}

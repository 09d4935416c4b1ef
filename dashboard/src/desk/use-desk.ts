// How pages use a desk. It holds one study (in a worker of its own), computes and paints its charts, keeps the selection and makes the
// rows of the table; a page only shows what it says, and so stays quick whatever the size of the study.
//
//   const desk = useDesk(studyId);                  one for each study, however many components ask for it
//   const status = useStatus(desk);                 live, reconnecting, trouble, login-needed, deleted … in words
//   const study = useStudy(desk);                   name, attributes, setup: what the server says (null = not yet)
//   const summary = useSummary(desk);               counts, best, columns, which charts suit (null = not loaded yet)
//   const selection = useSelection(desk);           { count, ranges, select, selectFiltered, clear }
//   const table = useRows(desk, { filter, sort, from, to, columns });   { rows, error, isWaiting }: of the newest trials, all the time
//   const trial = useTrial(desk, 12);               { answer, error, isWaiting }; answer null = there is no such trial
//   const health = useAnswer(desk, 'health', {});   any question of `messages.ts`, asked again when the study has changed
//   const csv = await desk.ask('csv', { which: 'filtered', filter, sort, columns });   asked once
//
// Charts: `<Chart desk={desk} name="history" />` of `charts/chart.tsx`.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { FeedStatus, StudyDetail } from 'vernier/client';
import { DeskError, type DeskLink } from './link.ts';
import type {
  Favourite,
  Prospect,
  Question,
  Questions,
  Rows,
  RowsQuery,
  Selected,
  SelectionInfo,
  SelectMode,
  StudySummary,
  TrialDetailView,
} from './messages.ts';
import { borrowDesk, returnDesk } from './open-desk.ts';
import { useStore } from './use-store.ts';

/** The desk of a study. It is closed a little after the last component that uses it has gone. */
export function useDesk(studyId: string): DeskLink {
  const desk = useMemo(() => borrowDesk(studyId, false), [studyId]);
  useEffect(() => {
    borrowDesk(studyId, true);
    return () => returnDesk(studyId);
  }, [studyId]);
  return desk;
}

/** How the connection does. */
export const useStatus = (desk: DeskLink): FeedStatus => useStore(desk.status);

/** What the server says of the study; null = it has not answered yet. */
export const useStudy = (desk: DeskLink): StudyDetail | null => useStore(desk.study);

/** The study at a glance; null = it is being loaded. */
export const useSummary = (desk: DeskLink): StudySummary | null => useStore(desk.summary);

/** What going on would bring; null = not computed yet. */
export const useProspect = (desk: DeskLink): Prospect | null => useStore(desk.prospect);

/** The trial to take as things stand, where it is not complete. */
export const useFavourite = (desk: DeskLink): Favourite | null => useStore(desk.favourite);

/** What is selected, and how to change that. */
export interface Selection extends SelectionInfo {
  readonly select: (trials: Selected, mode?: SelectMode) => void;
  readonly selectFiltered: (filter: string, mode?: SelectMode) => void;
  readonly clear: () => void;
}

/** The selection of the page: one set of trials, highlighted in all charts and in the table. */
export function useSelection(desk: DeskLink): Selection {
  const info = useStore(desk.selection);
  return useMemo(
    () => ({
      ...info,
      select: (trials, mode = 'replace') => desk.order({ type: 'select', trials, mode }),
      selectFiltered: (filter, mode = 'replace') => desk.order({ type: 'select-filtered', filter, mode }),
      clear: () => desk.order({ type: 'select', trials: [], mode: 'replace' }),
    }),
    [desk, info],
  );
}

/** An answer that is kept up to date. */
export interface Kept<T> {
  /** The newest one; undefined = none yet. It stays while the next one is waited for. */
  readonly answer: T | undefined;
  /** Why the newest question was refused; null = it was not. */
  readonly error: DeskError | null;
  readonly isWaiting: boolean;
}

/** Questions whose answers say what is selected. */
const OF_SELECTION: ReadonlySet<Question> = new Set(['rows', 'trial']);

/** Asks a question of `messages.ts`, and again when it is another one, or the study has changed; never twice at the same time. */
export function useAnswer<Q extends Question>(
  desk: DeskLink,
  question: Q,
  asks: Questions[Q]['asks'],
): Kept<Questions[Q]['answer']> {
  type Answer = Questions[Q]['answer'];
  const version = useStore(desk.summary)?.version ?? -1;
  const selection = useStore(desk.selection);
  const selected = OF_SELECTION.has(question) ? selection : null;
  const key = JSON.stringify(asks);
  const [kept, setKept] = useState<Kept<Answer>>({ answer: undefined, error: null, isWaiting: true });
  const line = useRef({ isAsking: false, isStale: false, isGone: false });
  const wanted = useRef(asks);
  wanted.current = asks;

  const ask = useCallback(() => {
    const own = line.current;
    if (own.isAsking) {
      own.isStale = true;
      return;
    }
    own.isAsking = true;
    own.isStale = false;
    const settle = (next: (before: Kept<Answer>) => Kept<Answer>) => {
      if (own.isGone) return;
      own.isAsking = false;
      setKept(next);
      if (own.isStale) ask();
    };
    desk.ask(question, wanted.current).then(
      (answer) => settle(() => ({ answer, error: null, isWaiting: own.isStale })),
      (error: unknown) =>
        settle(({ answer }) => ({
          answer,
          error: error instanceof DeskError ? error : new DeskError({ message: String(error), hint: null, at: null }),
          isWaiting: own.isStale,
        })),
    );
  }, [desk, question]);

  useEffect(() => {
    const own = { isAsking: false, isStale: false, isGone: false };
    line.current = own;
    return () => {
      own.isGone = true;
    };
  }, [ask]);
  useEffect(() => {
    if (version >= 0) ask();
  }, [ask, key, version, selected]);
  return kept;
}

/** Rows of the table, of the newest trials. The rows of before stay until the next ones are there. */
export function useRows(
  desk: DeskLink,
  query: RowsQuery,
): { readonly rows: Rows | undefined; readonly error: DeskError | null; readonly isWaiting: boolean } {
  const { answer, error, isWaiting } = useAnswer(desk, 'rows', query);
  return { rows: answer, error, isWaiting };
}

/** One trial, kept up to date; `answer` null = there is no such trial. */
export const useTrial = (desk: DeskLink, trial: number): Kept<TrialDetailView | null> =>
  useAnswer(
    desk,
    'trial',
    useMemo(() => ({ trial }), [trial]),
  );

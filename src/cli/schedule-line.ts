import { scheduleOf } from '../history/lineage.ts';
import type { Study } from '../study/study.ts';
import { ownName, studyWords, thisStart } from './again.ts';

/** Where the settings of a trial are found that was trained with several, one after the other; null where it had one. */
export function scheduleLine(study: Pick<Study, 'name' | 'history' | 'paramsOf'>, trial: number): string | null {
  const stretches = scheduleOf(study.history, trial, (of) => study.paramsOf(of) as never);
  const settings = stretches.length + (stretches[0]!.after > 0 ? 1 : 0); // that of a trial that was removed counts
  if (settings < 2) return null;
  return `It was trained with ${settings} settings, one after the other; this is the last. All: ${ownName(thisStart())} schedule ${studyWords(study.name)} ${trial}`;
}

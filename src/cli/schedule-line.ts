import { settingsOf } from '../history/lineage.ts';
import type { Study } from '../study/study.ts';
import { studyWords, typable } from './again.ts';

/** Where the settings of a trial are found that was trained with several, one after the other; null where it had one. */
export function scheduleLine(study: Pick<Study, 'name' | 'history'>, trial: number): string | null {
  const settings = settingsOf(study.history, trial);
  if (settings < 2) return null;
  return `It was trained with ${settings} settings, one after the other; this is the last. All: ${typable('vernier schedule')} ${studyWords(study.name)} ${trial}`;
}

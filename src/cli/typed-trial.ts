import { VernierError } from '../errors.ts';
import type { Study } from '../study/study.ts';
import { studyWords } from './again.ts';

/**
 * The row of a trial that was typed by its number: `12` or `#12`. Nothing typed, as by a shell's empty variable, is no trial.
 *
 * @throws `trial-missing` where the study has none of that number, or it was removed
 */
export function typedTrial({ name, history }: Pick<Study, 'name' | 'history'>, text: string): number {
  const row = /^#?\d+$/.test(text) ? Number(text.replace('#', '')) : Number.NaN;
  if (row < history.size && history.state(row) !== 'removed') return row;
  throw new VernierError('trial-missing', `Study ${JSON.stringify(name)} has no trial ${text === '' ? '""' : text}.`, {
    hint: `See them all: vernier trials ${studyWords(name)}`,
  });
}

import { CONFIRMS, NOTES } from '../../history/attribute-names.ts';
import { RETRY_OF } from '../../history/lineage.ts';
import type { Json, TrialDraft } from '../../history/record.ts';
import type { Confirms, Wanted } from '../../history/repeats.ts';
import type { HistoryView } from '../../history/view.ts';

/** The trial that runs another one again. It has its parameters from the start: no sampler is asked. For the number of trials, both are one. */
export function draftOf(history: HistoryView, { trial, repeat }: Confirms, wanted: Wanted): TrialDraft {
  return {
    state: 'waiting',
    params: history.record(trial).params,
    systemAttributes: {
      [CONFIRMS]: { trial, repeat, wanted } as unknown as Json,
      [RETRY_OF]: trial,
      [NOTES]: {
        why: `Trial ${trial} once more, to see whether it is as good as it looked (repeat ${repeat}).`,
      },
    },
  };
}

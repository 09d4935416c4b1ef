import { FROM } from '../../history/lineage.ts';
import type { HistoryView } from '../../history/view.ts';
import { OUTCOME_CODE } from '../charts/outcome.ts';
import { counted, percent } from '../health/words.ts';
import type { Seen } from './seen.ts';
import { savedBy } from './saved.ts';
import { be, timeText, valueText } from './words.ts';

/** What ending hopeless trials early has saved. */
export function savingsWords(seen: Seen): readonly string[] {
  const { history, options, outcomes } = seen;
  if (goesOnFromOthers(history))
    return ['Members of a population go on from each other: ending one of them saves nothing.'];
  const saved = savedBy(history);
  if (saved !== null && saved.saved > 0) {
    const step = options.step ?? 'step';
    const average = valueText(Number((saved.ran / saved.trials).toPrecision(2)));
    const time = savedSeconds(seen, saved.saved / saved.all);
    return [
      `${counted(saved.trials, 'trial')} ended after ${average} ${step}s on average, of the ${saved.full} that complete ones run: ${percent(saved.saved / (saved.all + saved.saved))} of all ${step}s were saved${time === null ? '' : `, about ${timeText(time)} of computing`}.`,
    ];
  }
  if (outcomes.includes(OUTCOME_CODE.pruned))
    return ['Trials ended early, but too few reports say how much that saved.'];
  const paused = outcomes.filter((code) => code === OUTCOME_CODE.paused).length;
  if (paused > 0)
    return [`No trial was ended early yet. ${counted(paused, 'trial')} ${be(paused)} paused, and may go on.`];
  return [
    hasReports(seen)
      ? 'No trial was ended early: nothing was saved.'
      : 'No trial reported anything before its end, so none could be ended early.',
  ];
}

/** Did trials start with what others had trained? */
function goesOnFromOthers(history: HistoryView): boolean {
  for (let row = 0; row < history.size; row++) {
    const from = history.attribute(row, 'system', FROM) as { readonly step?: number } | undefined;
    if ((from?.step ?? 0) > 0) return true;
  }
  return false;
}

/** Were the steps that did not run as long as those that did; null where times are not known. */
function savedSeconds({ history, spent }: Seen, share: number): number | null {
  let seconds = 0;
  for (let row = 0; row < history.size; row++)
    if (history.reports(row).steps.length > 0) seconds += spent.seconds[row]!;
  return seconds === 0 ? null : share * seconds;
}

function hasReports({ history }: Seen): boolean {
  for (let row = 0; row < history.size; row++) if (history.reports(row).steps.length > 1) return true;
  return false;
}

import { confirmationOf, missingRepeats } from '../../history/confirmation.ts';
import type { HistoryView } from '../../history/view.ts';
import { counted } from '../health/words.ts';

/** What of running the best trials again is still to be done: "Not finished: 2 runs left. …"; null = nothing, or that cannot be. */
export function missingWords(history: HistoryView): string | null {
  const missing = history.objectives.length > 1 ? 0 : missingRepeats(history);
  if (missing === 0) return null;
  const begun = confirmationOf(history) === null ? 'Not confirmed' : 'Not finished';
  return `${begun}: ${counted(missing, 'run')} left. The same vernier run as before, with its --confirm, makes ${missing === 1 ? 'it' : 'them'}.`;
}

import { PRUNED } from '../../history/attribute-names.ts';
import { countIn } from '../../history/counted.ts';
import { everythingIn } from '../../history/view.ts';
import { asha } from '../../pruners/halving/asha.ts';
import type { Session } from '../session.ts';

/**
 * The paused trial that is to go on, if any.
 *
 * @param atMost how many trials there may be: 0 once no setting of the space is left; undefined = as planned
 */
export function promoted(session: Session, atMost: number | undefined): number | null {
  return session.pruner?.promote ? session.pruner.promote(atMost) : left(session, atMost);
}

/**
 * What another pruner has paused waits where this one takes up none; at the end the best of it goes on, as by successive halving: the study is
 * not to end without it.
 */
function left(
  { history, problem, pruning }: Session,
  atMost = problem.budget ?? Number.POSITIVE_INFINITY,
): number | null {
  const { open } = history;
  if (open.length === 0 || open.some((row) => history.state(row) !== 'paused')) return null;
  if (history.size < atMost || countIn(history) < atMost) return null; // the size alone tells it at nearly each ask
  const run = asha({ minResource: 1 }).start(problem);
  run.observe(history, everythingIn(history));
  const found = run.promote!(0);
  if (found === null) return null;
  const { by } = (history.attribute(found, 'system', PRUNED) ?? {}) as { readonly by?: string };
  return by === pruning?.name ? null : found; // one that pauses and takes up none means it
}

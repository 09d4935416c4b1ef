import { VernierError } from '../../errors.ts';
import type { HistoryView, ParamColumn } from '../../history/view.ts';
import { nearest } from '../../space/names.ts';
import type { Choice } from '../../space/distribution.ts';

/** How a parameter is laid along an axis. */
export interface Axis {
  /** Stored name of the parameter. */
  readonly name: string;
  /** `linear` and `log` hold numbers; on `category` a number is the place of a choice in `choices`. */
  readonly scale: 'linear' | 'log' | 'category';
  /** Ends, both included: the bounds, or the first and the last choice (0 and their number less 1). */
  readonly low: number;
  readonly high: number;
  /** Distance between values; null where they are continuous (and for whole numbers on a logarithmic scale: 1). */
  readonly step: number | null;
  readonly isWhole: boolean;
  /** Choices in their order; null for numbers. */
  readonly choices: readonly Choice[] | null;
  /** Have the choices an order? */
  readonly isOrdered: boolean;
}

/** The axis of a parameter: the widest bounds that it had in the study. */
export function axisOf({ name, distribution }: Pick<ParamColumn, 'name' | 'distribution'>): Axis {
  if (distribution.kind === 'categorical')
    return {
      name,
      scale: 'category',
      low: 0,
      high: distribution.choices.length - 1,
      step: 1,
      isWhole: false,
      choices: distribution.choices,
      isOrdered: distribution.ordered,
    };
  const { low, high, log, step, kind } = distribution;
  return {
    name,
    scale: log ? 'log' : 'linear',
    low,
    high,
    step,
    isWhole: kind === 'int',
    choices: null,
    isOrdered: true,
  };
}

/**
 * The columns of some parameters, in that order; without names all.
 *
 * @throws `parameter-invalid` for a name that no trial has
 */
export function chosenColumns({ columns }: HistoryView, names?: readonly string[]): readonly ParamColumn[] {
  if (names === undefined) return [...columns.values()];
  return names.map((name) => {
    const column = columns.get(name);
    if (column !== undefined) return column;
    const near = nearest(name, [...columns.keys()]);
    throw new VernierError('parameter-invalid', `No trial of this study has a parameter "${name}".`, {
      details: { name },
      hint: near !== null ? `Did you mean "${near}"?` : `Known: ${[...columns.keys()].join(', ') || 'none yet'}.`,
    });
  });
}

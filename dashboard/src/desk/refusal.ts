import { isVernierError } from '../../../src/errors.ts';
import { FilterError } from './filter/expression.ts';
import { DeskError } from './link.ts';
import type { DeskRefusal } from './messages.ts';

/** Why something could not be answered, in words. */
export function refusalOf(error: unknown): DeskRefusal {
  if (error instanceof FilterError || error instanceof DeskError)
    return { message: error.message, hint: error.hint, at: error.at };
  if (isVernierError(error)) return { message: error.message, hint: error.hint, at: null };
  return { message: error instanceof Error ? error.message : String(error), hint: null, at: null };
}

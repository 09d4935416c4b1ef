import { VernierError } from '../errors.ts';
import type { Cost } from '../study/study.ts';

/** The options of a price, as typed. */
export interface PriceFlags {
  readonly costPerHour?: string;
  readonly costMetric?: string;
  readonly currency?: string;
}

/** What trials cost, as the options say; null = they do not. @throws `config-invalid` for a price that is none, or two of them */
export function priceOf({ costPerHour, costMetric, currency }: PriceFlags): Cost | null {
  const unit = currency === undefined ? {} : { currency };
  if (costPerHour !== undefined && costMetric !== undefined)
    throw new VernierError('config-invalid', 'There are both --cost-per-hour and --cost-metric.', {
      hint: 'Keep one of them.',
    });
  if (costMetric !== undefined) return { metric: costMetric, ...unit };
  if (costPerHour === undefined) return null;
  const perHour = Number(costPerHour);
  if (perHour > 0 && Number.isFinite(perHour)) return { perHour, ...unit };
  throw new VernierError('config-invalid', `--cost-per-hour is "${costPerHour}"; expected a number above 0.`, {
    hint: 'Write --cost-per-hour 2.4 for example.',
  });
}

import type { Price } from '../analysis/charts/spent.ts';
import { type StudySummary, summary } from '../analysis/summary/summary.ts';
import { type HistoryView, STATE_CODE } from '../history/view.ts';
import type { StudyRecord } from '../storage/storage.ts';
import { keptCost } from '../study/limits/kept-cost.ts';
import { storedSetup } from '../study/opening/stored.ts';
import type { Cost, Study } from '../study/study.ts';
import { errorRateOf } from './error-rate.ts';
import { forecastOptions, searcherOf } from './live/outlook.ts';

/** A study's summary, and what it and the charts of a report were made with. */
export interface Summarised {
  readonly summary: StudySummary;
  readonly price: Price | null;
}

/** More complete trials than this, and what `curve` let run on is not computed again: it takes a time that grows with their square. */
const MOST_COMPLETE = 1000;

/**
 * What a stored study has found, in words.
 *
 * @param cost what running it costs, as asked for; null = as the last run said
 * @param now milliseconds since 1970 UTC
 * @param lost running trials that nobody computes, by id, and until when somebody did, likewise
 */
export async function summarised(
  study: Study,
  record: StudyRecord,
  cost: Cost | null,
  now: number,
  lost: ReadonlyMap<number, number>,
): Promise<Summarised> {
  const { history } = study;
  const setup = storedSetup(record);
  const known = cost ?? keptCost(record);
  const price = known === null ? null : priceOf(known);
  const stopping = completeIn(history) <= MOST_COMPLETE ? await errorRateOf(study, setup) : null;
  const made = summary(history, {
    ...forecastOptions(study, searcherOf(setup)),
    budget: setup?.budget ?? null,
    sampler: setup?.sampler.name ?? null,
    ...(setup === null ? {} : { judgeBy: setup.judgeBy, pruner: setup.pruner }),
    step: setup?.fidelity?.name ?? null,
    lastStep: setup?.fidelity?.max ?? null,
    stopping,
    price,
    currency: known?.currency,
    now: (row) => lost.get(history.record(row).id) ?? now,
  });
  return { summary: made, price };
}

const priceOf = (cost: Cost): Price =>
  cost.metric === undefined ? { perHour: cost.perHour } : { metric: cost.metric };

function completeIn({ states, size }: HistoryView): number {
  let complete = 0;
  for (let row = 0; row < size; row++) if (states[row] === STATE_CODE.complete) complete++;
  return complete;
}

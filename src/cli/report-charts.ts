import type { Price } from '../analysis/charts/spent.ts';
import type { Study } from '../study/study.ts';
import { chartSvg } from './chart-scenes.ts';
import { type ChartRequest, CHARTS } from './charts.ts';

/** A chart that a report shows before, or without, its script. */
export interface StillChart {
  readonly name: string;
  readonly svg: string;
}

/** Parameters of a still chart, at most: each has a panel or an axis of its own. */
const MOST_PARAMS = 6;

/** Pixels across. */
const WIDTH = 880;

/**
 * The main charts of a study as pictures: what was found when, and what the parameters had to do with it.
 *
 * @param params stored names, the most important first
 */
export async function stillCharts(
  study: Pick<Study, 'name' | 'history' | 'space' | 'objectives'>,
  params: readonly string[],
  price: Price | null,
  now: number,
): Promise<readonly StillChart[]> {
  const request: ChartRequest = { studies: [study], price, now, params: params.slice(0, MOST_PARAMS) };
  const names = [
    'history',
    ...(study.objectives.length > 1 ? ['pareto'] : []),
    ...(params.length > 0 ? ['slice', 'parallel'] : []),
  ];
  const charts: StillChart[] = [];
  for (const name of names) {
    const { data } = await CHARTS[name]!.of(request);
    charts.push({ name, svg: chartSvg(name, data, [], { width: String(WIDTH) }) });
  }
  return charts;
}

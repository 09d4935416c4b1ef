import type { Importance } from '../../analysis/importance/answer.ts';
import type { Price } from '../../analysis/charts/spent.ts';
import type { Study } from '../../study/study.ts';
import { chartSvg } from '../charts/scenes.ts';
import { type ChartRequest, CHARTS } from '../charts/charts.ts';

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

/** The same for a card of words: a picture for light and one for dark, of which the page's colours show one. */
export interface Picture {
  readonly light: string;
  readonly dark: string;
}

/** Pixels across a card of words. */
const CARD = 420;

/** What mattered, as bars with their intervals; null where nothing can be told. */
export async function importancePicture(
  study: Pick<Study, 'name' | 'history' | 'space' | 'objectives'>,
  now: number,
): Promise<Picture | null> {
  const { data } = await CHARTS['importance']!.of({ studies: [study], price: null, now });
  if ((data as readonly Importance[]).every(({ params }) => params.length === 0)) return null;
  const drawn = (dark: boolean): string => chartSvg('importance', data, [], { dark, width: String(CARD) });
  return { light: drawn(false), dark: drawn(true) };
}

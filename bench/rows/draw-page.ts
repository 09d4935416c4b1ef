// What the drawing rows run in the browser: a study made there by the library itself, and how long its pictures take.
import { createStudy, float, type HistoryView, space } from 'vernier';
import { historyChart, parallelChart } from 'vernier/analysis';
import { random } from 'vernier/samplers';
import {
  hitIndexOf,
  historyScene,
  paint,
  paintHighlight,
  parallelScene,
  type Scene,
  type Surface,
  trialAt,
  trialsIn,
} from 'vernier/scene';
import { memory } from 'vernier/storage';

interface Canvas {
  width: number;
  height: number;
  getContext(kind: '2d', options: { willReadFrequently: boolean }): Surface;
}
declare const document: { createElement(name: 'canvas'): Canvas };

/** Width of a picture, pixels. */
const WIDTH = 720;
/** How often each is measured, and places of a brush. */
const TIMES = 5;
const PLACES = 20;

/** Milliseconds of one drawing. */
export interface Drawing {
  readonly chart: number;
  readonly scene: number;
  readonly paint: number;
}

let history: HistoryView | null = null;

/** Makes the study: so many trials at random over so many parameters. */
export async function prepare(trials: number, params: number, seed: number): Promise<void> {
  const searched = space(Object.fromEntries(Array.from({ length: params }, (_, i) => [`x${i}`, float(0, 1)])));
  const study = await createStudy({ space: searched, sampler: random(), storage: memory(), seed });
  await study.optimize(
    (values) => (Object.values(values) as number[]).reduce((sum, x, i) => sum + ((x - 0.3) * (x - 0.3)) / (1 + i), 0),
    { trials },
  );
  history = study.history;
}

/** A chart from its data to the last pixel, several times over. @param ratio pixels of the device for each of the picture's */
export function draw(name: 'scatter' | 'parallel', ratio: number): readonly Drawing[] {
  return Array.from({ length: TIMES }, () => {
    const began = performance.now();
    const make = sceneOf(name);
    const charted = performance.now();
    const scene = make();
    const placed = performance.now();
    const surface = surfaceFor(scene, ratio);
    paint(scene, surface, { ratio });
    surface.getImageData(0, 0, 1, 1); // what was asked for has been done
    return { chart: charted - began, scene: placed - charted, paint: performance.now() - placed };
  });
}

/** The chart's data now; its picture when it is asked for. */
function sceneOf(name: 'scatter' | 'parallel'): () => Scene {
  const look = { width: WIDTH };
  if (name === 'scatter') {
    const data = historyChart(history!);
    return () => historyScene([data], look);
  }
  const data = parallelChart(history!);
  return () => parallelScene(data, look);
}

function surfaceFor({ width, height }: Scene, ratio: number): Surface {
  const size = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
  return Object.assign(document.createElement('canvas'), size).getContext('2d', { willReadFrequently: true });
}

/** A brush that moves over a chart. */
export interface Brushing {
  /** Milliseconds at each place: the median of several times. */
  readonly places: readonly number[];
  /** Milliseconds that the index takes once. */
  readonly index: number;
  /** Milliseconds until the trial under a pointer is known: the slowest of the places. */
  readonly hover: number;
  /** The share of the selected trials that was drawn, at the place where it was least. */
  readonly share: number;
}

/** Moves a brush over a chart: what is selected is looked up and shown on a layer above it. */
export function brush(name: 'scatter' | 'parallel', ratio: number): Brushing {
  const scene = sceneOf(name)();
  const began = performance.now();
  const index = hitIndexOf(scene);
  const indexed = performance.now() - began;
  const surface = surfaceFor(scene, ratio);
  let share = 1;
  const at = (place: number): number => {
    const start = performance.now();
    // From a narrow one to one that holds half of the picture.
    const [width, height] = [10 + 18 * place, 40 + 8 * place];
    const isSelected = new Uint8Array(index.mostTrial + 1);
    for (const trial of trialsIn(index, { x: 60 + 10 * place, y: 110 + 5 * place, width, height }))
      isSelected[trial] = 1;
    const { drawn, of } = paintHighlight(scene, isSelected, surface, { ratio });
    surface.getImageData(0, 0, 1, 1);
    share = Math.min(share, of === 0 ? 1 : drawn / of);
    return performance.now() - start;
  };
  const hoverAt = (place: number): number => {
    const start = performance.now();
    for (let i = 0; i < TIMES; i++) trialAt(index, 60 + 30 * place, 110 + 12 * place, 6);
    return (performance.now() - start) / TIMES;
  };
  const hover = Math.max(...Array.from({ length: PLACES }, (_, place) => hoverAt(place)));
  const sweeps = Array.from({ length: TIMES }, () => Array.from({ length: PLACES }, (_, place) => at(place)));
  const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[TIMES >> 1]!;
  const places = Array.from({ length: PLACES }, (_, place) => middle(sweeps.map((sweep) => sweep[place]!)));
  return { places, index: indexed, hover, share };
}

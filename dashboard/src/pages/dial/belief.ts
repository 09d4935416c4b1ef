import { GaussianProcess } from '../../../../src/models/gp/process.ts';
import { warped } from '../../../../src/models/gp/warp.ts';
import { Features } from '../../../../src/space/features.ts';
import { type KnobCount, knobsOf, valueAt } from './knobs.ts';
import { dialSpace, type Probe, type SamplerFit } from './search.ts';
import { unbent } from './unbent.ts';

/** What a model of the clearness believes along the dial. */
export interface Belief {
  /** Places along each knob, evenly from end to end. */
  readonly cells: number;
  /** Clearness that is expected, 0 to 1. Shape (cells), with two knobs (cells × cells), the frequency changing fastest. */
  readonly mean: Float64Array;
  /** Ends of the band that holds it with 68 %, same shape. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Places along a knob. */
const CELLS: Readonly<Record<KnobCount, number>> = { 1: 201, 2: 32 };

/** All places of the dial at which something is drawn. */
export function places(knobs: KnobCount): readonly (readonly number[])[] {
  const cells = CELLS[knobs];
  const along = (axis: number, cell: number): number => valueAt(knobsOf(knobs)[axis]!, cell / (cells - 1));
  return Array.from({ length: knobs === 1 ? cells : cells * cells }, (_, i) =>
    knobs === 1 ? [along(0, i)] : [along(0, i % cells), along(1, Math.floor(i / cells))],
  );
}

/**
 * What the sampler believes: its own Gaussian process, with the fit that its notes hold, given all that it has heard.
 *
 * @param probes at least one
 */
export function beliefOf(knobs: KnobCount, probes: readonly Probe[], { theta, warp }: SamplerFit): Belief {
  const features = new Features(dialSpace(knobs));
  const pointsOf = (all: readonly (readonly number[])[]): Float64Array => {
    const points = new Float64Array(all.length * features.layout.columns);
    all.forEach((place, i) => features.write(points, i, Float64Array.from(place)));
    return points;
  };
  const losses = Float64Array.from(probes, ({ heard }) => 1 - heard);
  const form = warped(warp ?? 'half', losses);
  const process = new GaussianProcess(features.layout, Float64Array.from(theta));
  process.condition(pointsOf(probes.map(({ place }) => place)), losses.length, form.targets, losses.length);
  const asked = places(knobs);
  const mean = new Float64Array(asked.length);
  const sd = new Float64Array(asked.length);
  process.predict(mean, sd, pointsOf(asked), asked.length);
  const toLoss = unbent(losses, form);
  const clear = (target: number): number => Math.min(1, Math.max(0, 1 - toLoss(target)));
  return {
    cells: CELLS[knobs],
    mean: mean.map(clear),
    low: mean.map((own, i) => clear(own + sd[i]!)),
    high: mean.map((own, i) => clear(own - sd[i]!)),
  };
}

import { index, type Random } from '../../math/random.ts';
import { shuffle } from '../../math/shuffle.ts';
import { sobolUnit } from '../../math/sobol.ts';
import { allDirections } from '../../math/sobol-directions.ts';
import type { Layout } from '../../math/layout.ts';
import { belief, fit, PRIOR, type Sample } from '../../models/gp/fit.ts';
import { GaussianPaths } from '../../models/gp/paths.ts';
import { standardised } from '../../models/gp/warp.ts';
import { cardinality } from '../../space/distribution.ts';
import { configurationAt } from '../../space/draw.ts';
import { fromUnit } from '../../space/encode.ts';
import { Features } from '../../space/features.ts';
import type { SearchSpace } from '../../space/nodes.ts';
import type { Evidence } from './evidence.ts';

/** Results that the process is made from at most: the best quarter of them are the best ones, the others spread over the rest. */
const MOST = 320;

/** Evaluations of the likelihood in the fit. */
const EVALUATIONS = 50;

/** Functions that the results leave possible, and the configurations that hold each. */
const FUNCTIONS = 32;
const ANCHORS = 128;

/** The results are left out in so many parts, so that what the fit of the process hangs on shows, too. */
const FOLDS = 4;

/** Points at which they are evaluated in all, and of each of the two designs at most and at least. */
const POINTS = 16384;
const DESIGN = { most: 1024, least: 64 };

/** Sobol indices by parameter. */
export interface Indices {
  /** Shape (params): share of the variance by the parameter alone. */
  readonly first: Float64Array;
  /** Shape (params): share that would be gone if all others were known not to matter: alone and together with others. */
  readonly total: Float64Array;
}

/** What the process says. */
export interface SobolIndices extends Indices {
  /** Of functions that the results leave possible. */
  readonly possible: readonly Indices[];
  /** Share of the variance of the results that the process foretells of each by the others. */
  readonly explained: number;
}

/**
 * First-order and total Sobol indices of a Gaussian process of the objective.
 *
 * Each parameter is uniform over its range (of ln x where `log`), independently of the others; one that is inactive changes
 * nothing.
 *
 * Source: Saltelli et al. 2010, "Variance based sensitivity analysis of model output" (first order), Jansen 1999 (total), at
 * scrambled Sobol points; intervals from the process as in Marrel et al. 2009.
 *
 * @param targets shape (results): finite, not all equal
 * @param heard told after each part, the share that is done
 */
export function sobolIndices(
  evidence: Evidence,
  targets: Float64Array,
  configurations: (result: number) => Float64Array,
  space: SearchSpace,
  stream: Random,
  heard: (share: number) => void = () => undefined,
): SobolIndices {
  const { names, parts } = evidence;
  const features = new Features(space);
  const { layout } = features;
  const rows = chosen(targets);
  const points = new Float64Array(rows.length * layout.columns);
  rows.forEach((row, i) => features.write(points, i, configurations(row)));
  const known = standardised(Float64Array.from(rows, (row) => targets[row]!));
  const anchors = new Float64Array(ANCHORS * layout.columns);
  const places = stream.fork('anchors');
  for (let i = 0; i < ANCHORS; i++)
    features.write(
      anchors,
      i,
      configurationAt(space, () => places.uniform()),
    );
  const varied = names.map((_, param) => parts.filter((part) => part.param === param).map(({ node }) => node));
  const design = designOf(features, varied);
  const draws = stream.fork('functions');
  const of = (kept: Int32Array, functions: number): GaussianPaths => {
    const sample = sampleOf(layout, points, known, kept);
    const prior = belief(layout.groups, { ...PRIOR, noiseCap: 1 });
    const { theta } = fit(sample, prior, [prior.mean], { evaluations: EVALUATIONS });
    const normals = Array.from({ length: functions }, () =>
      Float64Array.from({ length: ANCHORS }, () => draws.normal()),
    );
    return new GaussianPaths(sample, theta, anchors, normals);
  };
  const indices = (paths: GaussianPaths): readonly Indices[] =>
    paths.atBlocks(design.points, design.size).map((own) => indicesOf(own, design.size, varied));
  const whole = of(Int32Array.from(rows.keys()), 0);
  const folds = Math.min(FOLDS, rows.length);
  const own = indices(whole)[0]!;
  heard(1 / (folds + 1));
  const order = Int32Array.from(rows.keys());
  shuffle(order, stream.fork('folds'));
  const possible = Array.from({ length: folds }, (_, fold) => {
    const kept = order.filter((_, i) => i % folds !== fold);
    const [, ...drawn] = indices(of(kept, FUNCTIONS / FOLDS));
    heard((fold + 2) / (folds + 1));
    return drawn;
  }).flat();
  return { ...own, possible, explained: whole.explained };
}

function sampleOf(layout: Layout, points: Float64Array, targets: Float64Array, kept: Int32Array): Sample {
  const { columns } = layout;
  const own = new Float64Array(kept.length * columns);
  kept.forEach((row, i) => own.set(points.subarray(row * columns, (row + 1) * columns), i * columns));
  return { layout, points: own, targets: Float64Array.from(kept, (row) => targets[row]!), n: kept.length };
}

/** The space of a study that has declared none: all parameters at once. */
export function plainSpace({ names, parts }: Evidence): SearchSpace {
  const nodes = parts.map(({ stored, distribution }) => ({ name: stored, distribution, prior: null, when: [] }));
  const groups = parts.map(({ param, distribution }, node) => ({
    name: names[param]!,
    parameter: distribution,
    nodes: [node],
  }));
  return { shape: {}, groups, nodes, constraints: [] };
}

/** A result as a point of that space; what was inactive may have been anything. */
export function plainConfiguration({ parts }: Evidence, result: number, stream: Random): Float64Array {
  return Float64Array.from(parts, ({ values, distribution }) => {
    if (!Number.isNaN(values[result]!)) return values[result]!;
    const cells = Math.min(1024, cardinality(distribution));
    return fromUnit(distribution, (index(stream, cells) + 0.5) / cells);
  });
}

/** The results that the process is made from, by their values. */
function chosen(targets: Float64Array): readonly number[] {
  const order = [...targets.keys()].sort((a, b) => targets[a]! - targets[b]! || a - b);
  if (order.length <= MOST) return order;
  const best = MOST / 4;
  const rest = MOST - best;
  const step = (order.length - 1 - best) / (rest - 1);
  return Array.from({ length: MOST }, (_, i) => order[i < best ? i : best + Math.round((i - best) * step)]!);
}

interface PickFreeze {
  /** Shape ((2 + params) · size × columns): A, B, and for each parameter that varies A with its values from B. */
  readonly points: Float64Array;
  readonly size: number;
}

function designOf(features: Features, varied: readonly (readonly number[])[]): PickFreeze {
  const { space, layout } = features;
  const many = varied.filter((nodes) => nodes.length > 0).length;
  const size = Math.max(DESIGN.least, Math.min(DESIGN.most, Math.floor(POINTS / (many + 2))));
  const table = allDirections();
  const width = space.nodes.length;
  const units = Array.from({ length: size }, (_, i) =>
    Float64Array.from({ length: 2 * width }, (_, node) => sobolUnit(i, node, 1, table)),
  );
  const points = new Float64Array((2 + many) * size * layout.columns);
  let row = 0;
  const write = (fromB: (node: number) => boolean): void => {
    for (const own of units)
      features.write(
        points,
        row++,
        configurationAt(space, (node) => own[fromB(node) ? width + node : node]!),
      );
  };
  write(() => false);
  write(() => true);
  for (const nodes of varied) if (nodes.length > 0) write((node) => nodes.includes(node));
  return { points, size };
}

function indicesOf(values: Float64Array, size: number, varied: readonly (readonly number[])[]): Indices {
  const a = values.subarray(0, size);
  const b = values.subarray(size, 2 * size);
  let [sum, squares] = [0, 0];
  for (let i = 0; i < 2 * size; i++) sum += values[i]!;
  const mean = sum / (2 * size);
  for (let i = 0; i < 2 * size; i++) squares += (values[i]! - mean) * (values[i]! - mean);
  const variance = squares / (2 * size);
  const first = new Float64Array(varied.length);
  const total = new Float64Array(varied.length);
  let block = 2;
  varied.forEach((nodes, param) => {
    if (nodes.length === 0) return;
    const mixed = values.subarray(block * size, (block + 1) * size);
    block++;
    if (!(variance > 1e-18)) return;
    let [alone, together] = [0, 0];
    for (let i = 0; i < size; i++) {
      alone += (b[i]! - mean) * (mixed[i]! - a[i]!);
      together += (a[i]! - mixed[i]!) * (a[i]! - mixed[i]!);
    }
    first[param] = Math.max(0, Math.min(1, alone / size / variance));
    total[param] = Math.max(0, Math.min(1, together / (2 * size) / variance));
  });
  return { first, total };
}

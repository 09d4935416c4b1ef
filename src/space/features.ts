import type { Layout } from '../math/layout.ts';
import { assemble, type Composite } from './composite.ts';
import { cardinality } from './distribution.ts';
import { toUnit } from './encode.ts';
import type { ParamGroup, SearchSpace } from './nodes.ts';

/** Subsets of more items than this share one length scale. */
const FEW_ITEMS = 8;

/** Inactive parameters lie at this place, at a right angle to the active ones: about as far from each of them. */
const APART = Math.sqrt(0.75);

/** A continuous parameter: its node, and the column that moves with it. */
export interface Slider {
  readonly node: number;
  readonly column: number;
}

/** One parameter's part of a point. */
interface Part {
  readonly group: ParamGroup;
  /** First column. */
  readonly at: number;
  readonly write: (out: Float64Array, at: number, values: Float64Array) => void;
}

/**
 * Translation of configurations into points of a Gaussian process.
 *
 * Numbers become their unit value. A conditional one lies on an arc: active u at (u, 0), inactive at (½, √¾), so that being
 * active is itself a distance. Categories become codes. An ordering is seen in three ways, each with a length scale of its own:
 * which of two items comes first, which are neighbours, and where each stands; the fit finds what matters. A subset is a
 * row of bits, shares are themselves.
 *
 * Source of the arc: Lévesque et al. 2017; Swersky et al. 2014.
 */
export class Features {
  readonly space: SearchSpace;
  readonly layout: Layout;
  /** Continuous parameters: what a gradient can move. */
  readonly sliders: readonly Slider[];
  readonly #parts: readonly Part[];

  constructor(space: SearchSpace) {
    const builder = new Builder(space);
    for (const group of space.groups) builder.add(group);
    this.space = space;
    this.layout = builder.layout();
    this.sliders = builder.sliders;
    this.#parts = builder.parts;
  }

  /** Writes the point of a configuration, given by node, at a row of `out`. */
  write(out: Float64Array, row: number, values: Float64Array): void {
    const from = row * this.layout.columns;
    for (const part of this.#parts) part.write(out, from + part.at, values);
  }
}

/** Collects columns and their groups. */
class Builder {
  readonly sliders: Slider[] = [];
  readonly parts: Part[] = [];
  readonly #space: SearchSpace;
  readonly #codes: number[] = [];
  readonly #group: number[] = [];
  readonly #centre: number[] = [];
  readonly #stretch: number[] = [];
  #groups = 0;

  constructor(space: SearchSpace) {
    this.#space = space;
  }

  add(group: ParamGroup): void {
    const { parameter, nodes } = group;
    if (parameter.kind === 'permutation') this.#ordering(group, parameter.items.length);
    else if (parameter.kind === 'subset') this.#bits(group);
    else if (parameter.kind === 'simplex') this.#shares(group, parameter);
    else this.#single(group, nodes[0]!);
  }

  layout(): Layout {
    return {
      columns: this.#codes.length,
      codes: Uint8Array.from(this.#codes),
      group: Int32Array.from(this.#group),
      groups: this.#groups,
      centre: Float64Array.from(this.#centre),
      stretch: Float64Array.from(this.#stretch),
    };
  }

  #columns(count: number, isCode = false, centre = 0.5, stretch = 2): number {
    const at = this.#codes.length;
    for (let i = 0; i < count; i++) {
      this.#codes.push(isCode ? 1 : 0);
      this.#group.push(this.#groups);
      this.#centre.push(centre);
      this.#stretch.push(stretch);
    }
    this.#groups++;
    return at;
  }

  #single(group: ParamGroup, node: number): void {
    const { distribution, when } = this.#space.nodes[node]!;
    if (cardinality(distribution) === 1 && when.length === 0) return;
    if (distribution.kind === 'categorical' && !distribution.ordered) {
      const at = this.#columns(1, true);
      this.parts.push({
        group,
        at,
        write(out, to, values) {
          const value = values[node]!;
          out[to] = Number.isNaN(value) ? -1 : value;
        },
      });
      return;
    }
    const isConditional = when.length > 0;
    const at = this.#columns(isConditional ? 2 : 1);
    if (cardinality(distribution) > 64) this.sliders.push({ node, column: at });
    this.parts.push({
      group,
      at,
      write(out, to, values) {
        const value = values[node]!;
        out[to] = Number.isNaN(value) ? 0.5 : toUnit(distribution, value);
        if (isConditional) out[to + 1] = Number.isNaN(value) ? APART : 0;
      },
    });
  }

  #bits(group: ParamGroup): void {
    const { nodes } = group;
    let at = -1;
    if (nodes.length > FEW_ITEMS) at = this.#columns(nodes.length);
    else
      for (let i = 0; i < nodes.length; i++) {
        const column = this.#columns(1);
        if (i === 0) at = column;
      }
    this.parts.push({
      group,
      at,
      write(out, to, values) {
        nodes.forEach((node, i) => {
          out[to + i] = Number.isNaN(values[node]!) ? 0.5 : values[node]!;
        });
      },
    });
  }

  #shares(group: ParamGroup, simplex: Composite): void {
    const { nodes } = group;
    let at = -1;
    simplex.items.forEach((_, i) => {
      const column = this.#columns(1, false, 1 / simplex.items.length, 2);
      if (i === 0) at = column;
    });
    this.parts.push({
      group,
      at,
      write(out, to, values) {
        if (Number.isNaN(values[nodes[0]!]!)) {
          out.fill(0, to, to + simplex.items.length); // no shares at all: unlike every recipe
          return;
        }
        const shares = assemble(
          simplex,
          nodes.map((node) => values[node]!),
        ) as Readonly<Record<string, number>>;
        simplex.items.forEach((item, i) => {
          out[to + i] = shares[item as string]!;
        });
      },
    });
  }

  #ordering(group: ParamGroup, count: number): void {
    const pairs = (count * (count - 1)) / 2;
    const items = Array.from({ length: count }, (_, i) => i);
    const place = new Int32Array(count);
    const ofPair = Math.sqrt(1 / pairs);
    const ofEdge = Math.sqrt(1 / (2 * count));
    const ofPlace = 1 / (count * Math.sqrt(count / 6));
    const at = this.#columns(pairs, false, ofPair / 2, 2 / ofPair);
    this.#columns(pairs, false, (2 / (count - 1)) * ofEdge, 1 / ofEdge);
    this.#columns(count, false, (ofPlace * (count - 1)) / 2, 2 / (ofPlace * count));
    this.parts.push({
      group,
      at,
      write(out, to, values) {
        if (Number.isNaN(values[group.nodes[0]!]!)) {
          out.fill(0, to, to + 2 * pairs + count);
          return;
        }
        const order = assemble(
          { kind: 'permutation', items },
          group.nodes.map((node) => values[node]!),
        ) as readonly number[];
        order.forEach((item, i) => {
          place[item] = i;
        });
        let column = to;
        for (let a = 1; a < count; a++)
          for (let b = 0; b < a; b++, column++) {
            const apart = Math.abs(place[a]! - place[b]!);
            out[column] = place[a]! < place[b]! ? ofPair : 0;
            out[column + pairs] = apart === 1 || apart === count - 1 ? ofEdge : 0;
          }
        for (let i = 0; i < count; i++) out[to + 2 * pairs + i] = place[i]! * ofPlace;
      },
    });
  }
}

import { index, type Random } from '../../math/random.ts';
import { axisWidth } from '../../models/mixture/axis.ts';
import { type Probe, probe } from '../../models/mixture/probe.ts';
import type { Pool, Scene } from './candidates.ts';
import type { Coordinates } from './coordinates.ts';

/** Improves a point by single steps on its coordinates, kept where the score rises; every point tried joins the pool. */
export function climb(scene: Scene, pool: Pool, start: Float64Array, steps: number, stream: Random): void {
  const { coordinates, below, above, free } = scene;
  const here = start.slice();
  const there = start.slice();
  const good = probe(below, here);
  const bad = probe(above, here);
  let score = good.logDensity - bad.logDensity;
  for (let s = 0; s < steps; s++) {
    const axis = free[index(stream, free.length)]!;
    below.step(there, axis, stream);
    if (!differs(here, there, coordinates, axis) || !permitted(scene, there)) {
      there.set(here);
      continue;
    }
    const next = difference(good, bad, axis, here, there);
    pool.push(there, next);
    if (next > score) {
      score = next;
      good.accept();
      bad.accept();
      here.set(there);
    } else there.set(here);
  }
}

function difference(good: Probe, bad: Probe, axis: number, from: Float64Array, to: Float64Array): number {
  return good.after(axis, from, to) - bad.after(axis, from, to);
}

function permitted({ coordinates, feasibility }: Scene, point: Float64Array): boolean {
  const { space } = coordinates;
  return space.constraints.length === 0 || feasibility.satisfies(space, coordinates.decode(point));
}

function differs(a: Float64Array, b: Float64Array, coordinates: Coordinates, axis: number): boolean {
  const at = coordinates.offsetOf(axis);
  for (let i = at; i < at + axisWidth(coordinates.axes[axis]!); i++) if (a[i] !== b[i]) return true;
  return false;
}

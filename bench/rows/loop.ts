import { createStudy, float, space } from 'vernier';
import type { random } from 'vernier/samplers';

type Sampler = ReturnType<typeof random>;

/** A study of `dimensions` floats in memory; `one` asks, judges and tells a trial and says what that cost. */
export async function floatsStudy(dimensions: number, seed: number, sampler?: Sampler) {
  const shape = Object.fromEntries(Array.from({ length: dimensions }, (_, i) => [`x${i}`, float(0, 1)]));
  const study = await createStudy({ space: space(shape), seed, ...(sampler === undefined ? {} : { sampler }) });
  /** Milliseconds of ask and of tell. */
  const one = async (): Promise<readonly [ask: number, tell: number]> => {
    const began = performance.now();
    const trial = await study.ask();
    const asked = performance.now();
    const value = bowl(trial.params);
    const judged = performance.now();
    await study.tell(trial, value);
    return [asked - began, performance.now() - judged];
  };
  return { study, one };
}

/** Σ (x − 0.3)², the same as the peers minimise. */
export function bowl(params: Readonly<Record<string, unknown>>): number {
  let total = 0;
  for (const key in params) total += ((params[key] as number) - 0.3) ** 2;
  return total;
}

import { isVernierError } from '../src/errors.ts';
import { samplerByName } from '../src/samplers/catalog.ts';
import { linear } from '../src/space/constraint.ts';
import { categorical, float, int, ordinal } from '../src/space/distribution.ts';
import { branch, permutation, simplex, subset } from '../src/space/shape.ts';
import { type SearchSpace, space } from '../src/space/space.ts';
import { memory } from '../src/storage/memory.ts';
import { createStudy } from '../src/study/opening/create.ts';

/** A sampler as a person would name it. */
export interface Named {
  readonly name: string;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** What became of a study that needs an ability: it works, it is refused when the study is made, or the sampler passes it over. */
export type Verdict = 'yes' | 'refused' | 'unused';

/** The hint of the refusal with which a sampler meets a study; null where the study is made. */
export async function refusalOf(sampler: Named, study: Omit<Studied, 'sampler'>): Promise<string | null> {
  try {
    await made(sampler, study);
    return null;
  } catch (error) {
    if (isVernierError(error) && ['space-unsupported', 'config-invalid'].includes(error.code)) return error.hint ?? '';
    throw error;
  }
}

/** One study of each kind that some sampler might refuse, by what it needs. Nothing else in it could be refused. */
export const NEEDS = {
  float: async () => ({ space: space({ x: float(0, 1) }) }),
  int: async () => ({ space: space({ x: int(0, 9) }) }),
  categorical: async () => ({ space: space({ x: categorical(['a', 'b', 'c']) }) }),
  ordinal: async () => ({ space: space({ x: ordinal([1, 2, 4]) }) }),
  branch: async () => ({ space: space({ x: branch({ a: { y: int(0, 9) }, b: {} }) }) }),
  permutation: async () => ({ space: space({ x: permutation(['a', 'b', 'c']) }) }),
  subset: async () => ({ space: space({ x: subset(['a', 'b', 'c'], { min: 1 }) }) }),
  simplex: async () => ({ space: space({ x: simplex(['a', 'b', 'c']) }) }),
  'input constraints': async () => ({
    space: space({ x: int(0, 9), y: int(0, 9) }, { constraints: [linear({ x: 1, y: 1 }, 9)] }),
  }),
  'several objectives': async () => ({ space: whole, objectives: { loss: 'minimize', size: 'minimize' } }),
  'define-by-run': async () => ({}),
  transfer: async () => {
    const storage = memory();
    const earlier = await made({ name: 'random' }, { storage, name: 'earlier', space: whole });
    await earlier.optimize(({ x }) => x as number, { trials: 3 });
    return { storage, space: whole, transfer: ['earlier'] };
  },
} satisfies Readonly<Record<string, () => Promise<Omit<Studied, 'sampler'>>>>;

/** Is an ability refused? */
export async function verdictOn(sampler: Named, need: keyof typeof NEEDS): Promise<Verdict> {
  return (await refusalOf(sampler, await NEEDS[need]())) === null ? 'yes' : 'refused';
}

/** Are outcome constraints used? They show while trials run, so none can refuse them. */
export function outcomesOf(sampler: Named): Verdict {
  return samplerOf(sampler).traits.constraints ? 'yes' : 'unused';
}

/** Are priors used: does a strong one change what is tried? */
export async function priorsOf(sampler: Named): Promise<Verdict> {
  const tried = async (searched: SearchSpace): Promise<string> => {
    const study = await made(sampler, { space: searched });
    const xs: number[] = [];
    await study.optimize(({ x }) => xs.push(x as number), { trials: 6 });
    return xs.join();
  };
  const believing = space({ x: int(0, 99) }, { priors: { x: { kind: 'normal', best: 90, spread: 0.02 } } });
  return (await tried(believing)) === (await tried(space({ x: int(0, 99) }))) ? 'unused' : 'yes';
}

const whole = space({ x: int(0, 9) });

type Studied = NonNullable<Parameters<typeof createStudy>[0]>;

const samplerOf = ({ name, options }: Named) => samplerByName(name, options);

function made(named: Named, study: Omit<Studied, 'sampler'>) {
  const sampler = samplerOf(named);
  const length = sampler.traits.judges === true ? { fidelity: { name: 'epoch', max: 9 } } : {};
  return createStudy({ seed: 1, ...length, ...study, sampler } as Studied);
}

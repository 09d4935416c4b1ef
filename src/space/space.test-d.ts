/** Types of spaces, held by the compiler: `tsc -p tsconfig.test.json` must accept this file, each expected error included. */
import type { CategoricalDistribution } from './distribution.ts';
import { categorical, float, int, ordinal } from './distribution.ts';
import { branch, permutation, simplex, subset } from './shape.ts';
import { type ParamsOf, type SearchSpace, space } from './space.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Compiles only for `true`. */
export const holds = <T extends true>(yes?: T): T | undefined => yes;

const flat = space({
  lr: float(1e-5, 1, { log: true }),
  layers: int(1, 8),
  activation: categorical(['relu', 'tanh', 1, null]),
  size: ordinal(['s', 'm', 'l']),
  order: permutation(['crop', 'flip']),
  features: subset([1, 2, 3], { max: 2 }),
  mix: simplex(['web', 'books']),
});

holds<
  Equal<
    ParamsOf<typeof flat>,
    {
      readonly lr: number;
      readonly layers: number;
      readonly activation: 'relu' | 'tanh' | 1 | null;
      readonly size: 's' | 'm' | 'l';
      readonly order: readonly ('crop' | 'flip')[];
      readonly features: readonly (1 | 2 | 3)[];
      readonly mix: Readonly<Record<'web' | 'books', number>>;
    }
  >
>();

const nested = space({
  epochs: int(1, 100),
  optimizer: branch({
    adam: { beta: float(0.5, 0.999), amsgrad: categorical([true, false]) },
    sgd: { momentum: float(0, 1), schedule: branch({ cosine: { warmup: int(0, 10) }, constant: {} }) },
    lion: {},
  }),
  dropout: branch({ on: { rate: float(0, 0.9) }, off: {} }),
});

/** A branch narrows to its own parameters. */
export function reads(params: ParamsOf<typeof nested>): number {
  const epochs: number = params.epochs;
  // @ts-expect-error: which optimizer it is has not been asked
  void params.beta;
  // @ts-expect-error: no parameter has this name
  void params.epoch;
  // @ts-expect-error: params are read, not written
  params.epochs = 3;
  if (params.dropout === 'on') params.rate satisfies number;
  switch (params.optimizer) {
    case 'adam':
      params.amsgrad satisfies boolean;
      // @ts-expect-error: a parameter of another case
      void params.momentum;
      return params.beta + epochs;
    case 'sgd':
      // @ts-expect-error: a case deeper, not asked for yet
      void params.warmup;
      if (params.schedule === 'cosine') return params.warmup;
      // @ts-expect-error: the other case has none
      void params.warmup;
      return params.momentum;
    case 'lion':
      return 0;
    default:
      params satisfies never;
      return Number.NaN;
  }
}

// @ts-expect-error: no optimizer has this name
export const wrongCase = (params: ParamsOf<typeof nested>): boolean => params.optimizer === 'adma';

/** A case without parameters has none. */
export function lion(params: ParamsOf<typeof nested>): void {
  if (params.optimizer !== 'lion') return;
  // @ts-expect-error: of the case adam
  void params.beta;
}

// A space of unknown shape is still a space, and its params can be asked for by any name.
export const anySpace: SearchSpace = nested;

holds<Equal<ReturnType<typeof categorical<'a' | 'b'>>, CategoricalDistribution<'a' | 'b'>>>();

// @ts-expect-error: bounds are numbers
float('0', 1);
// @ts-expect-error: an option that does not exist
int(1, 9, { steps: 2 });
// @ts-expect-error: shares are of named items
simplex([1, 2]);
// @ts-expect-error: a choice is a string, number, boolean or null
categorical([{ a: 1 }]);
// @ts-expect-error: a parameter is declared by float, int …
space({ lr: 0.1 });
// @ts-expect-error: a case holds parameters, not one parameter
branch({ adam: float(0, 1) });

/** Sixty parameters and four branches are inferred; deeper instantiation than the compiler allows would fail here. */
const large = space({
  a: branch({ x: { a1: float(0, 1), a2: branch({ u: { a3: int(1, 2) }, v: {} }) }, y: {} }),
  b: branch({ x: { b1: float(0, 1) }, y: { b2: float(0, 1) }, z: {} }),
  c: branch({ x: { c1: float(0, 1) }, y: { c2: float(0, 1) }, z: {} }),
  d: branch({ x: { d1: float(0, 1) }, y: { d2: float(0, 1) } }),
  p0: float(0, 1),
  p1: float(0, 1),
  p2: float(0, 1),
  p3: float(0, 1),
  p4: float(0, 1),
  p5: float(0, 1),
  p6: float(0, 1),
  p7: float(0, 1),
  q0: int(0, 1),
  q1: int(0, 1),
  q2: int(0, 1),
  q3: int(0, 1),
  q4: int(0, 1),
  q5: int(0, 1),
  q6: int(0, 1),
  q7: int(0, 1),
});

/** Several branches narrow independently. */
export function several(params: ParamsOf<typeof large>): number {
  if (params.a === 'x' && params.b === 'y' && params.a2 === 'u') return params.a1 + params.b2 + params.a3 + params.q7;
  return params.p0;
}

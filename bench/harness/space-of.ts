import type { Parameter, SearchSpace, Shape } from 'vernier';
import type { TaskParam } from './task.ts';

/** The library under test: this revision, or another one. */
export type Library = typeof import('vernier');

/**
 * A task's parameters as a search space of the library.
 *
 * A conditional parameter is declared in the branch of the last of its parents, which itself lies in the branches of
 * the others.
 */
export function spaceOf(library: Library, params: readonly TaskParam[]): SearchSpace {
  return library.space(shape(library, params, {}));
}

/** Parameters that exist under the values chosen so far, with the branches below them. */
function shape(
  library: Library,
  params: readonly TaskParam[],
  chosen: Readonly<Record<string, string | number>>,
): Shape {
  const made: Record<string, Parameter> = {};
  for (const param of params) {
    if (param.name in chosen || !belongs(param, chosen)) continue;
    const children = params.filter(({ when }) => when !== undefined && param.name in when);
    made[param.name] =
      param.kind === 'categorical' && children.length > 0
        ? library.branch(
            Object.fromEntries(
              param.choices.map((choice) => [
                String(choice),
                shape(library, below(params, param.name), { ...chosen, [param.name]: choice }),
              ]),
            ),
          )
        : parameter(library, param);
  }
  return made;
}

/** Do its conditions name exactly what has been chosen on the way here, with values that hold? */
function belongs({ when = {} }: TaskParam, chosen: Readonly<Record<string, string | number>>): boolean {
  const parents = Object.keys(when);
  return (
    parents.length === Object.keys(chosen).length &&
    parents.every((parent) => parent in chosen && when[parent]!.includes(chosen[parent]!))
  );
}

function below(params: readonly TaskParam[], parent: string): readonly TaskParam[] {
  return params.filter(({ when }) => when !== undefined && parent in when);
}

function parameter(library: Library, param: TaskParam): Parameter {
  const range = (n: number) => Array.from({ length: n }, (_, i) => i);
  switch (param.kind) {
    case 'float':
      return library.float(param.low, param.high, {
        ...(param.log ? { log: true } : {}),
        ...(param.step === undefined ? {} : { step: param.step }),
      });
    case 'int':
      return library.int(param.low, param.high, param.log ? { log: true } : {});
    case 'categorical':
      return library.categorical(param.choices);
    case 'permutation':
      return library.permutation(range(param.size));
    case 'subset':
      return library.subset(range(param.size), { max: param.max });
    case 'simplex':
      return library.simplex(param.parts);
  }
}

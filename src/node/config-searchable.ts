import { VernierError } from '../errors.ts';
import type { Problem } from '../history/problem.ts';
import { child, entry, fault, type TreeMap } from '../space/file-tree.ts';

/** A sampler or pruner, as far as it is tried here. */
interface Startable {
  start(problem: Problem): unknown;
}

/**
 * Lets a sampler or pruner refuse the problem while the file is read, with the line of the parameter that it cannot search.
 *
 * @throws `config-invalid`
 */
export function checkSearchable(map: TreeMap, problem: Problem, parts: readonly (Startable | null)[]): void {
  try {
    for (const part of parts) {
      const run = part?.start(problem);
      if (run instanceof Promise) run.catch(() => undefined); // refusals come at once; the study starts it again
    }
  } catch (error) {
    if (!(error instanceof VernierError)) throw error;
    const [name] = String(error.details['names'] ?? '').split(', ');
    const parameters = child(map, 'parameters');
    const at = (parameters?.kind === 'map' ? entry(parameters, name!) : undefined) ?? entry(map, 'parameters') ?? map;
    throw fault(at, error.message, asYaml(error.hint ?? 'Choose another sampler or pruner.'));
  }
}

/** A hint in the words of the library, as a file says them. */
function asYaml(hint: string): string {
  const real = (text: string): string => (/^-?\d+$/.test(text) ? `${text}.0` : text);
  return hint
    .replace(
      /float\(([^,()]+), ([^,()]+), \{ step: ([^ }]+) \}\)/g,
      (_, low: string, high: string, step: string) => `{ min: ${real(low)}, max: ${real(high)}, step: ${step} }`,
    )
    .replace(/ordinal\((\[[^\]]*\])\)/g, '{ values: $1, ordered: true }')
    .replace(
      /(\w+)\((\{ [^}]* \})\)/g,
      (_, name: string, options: string) => `sampler: { name: ${name}, ${options.slice(2)}`,
    );
}

import { VernierError } from '../errors.ts';
import type { Problem } from '../history/problem.ts';
import { child, entry, fault, type TreeMap } from '../space/file-tree.ts';

/** A sampler or pruner, as far as it is tried here. */
interface Startable {
  start(problem: Problem): unknown;
}

/**
 * Lets a sampler or pruner refuse the problem while the file is read: a space with the line of the parameter that it cannot search,
 * what else it lacks with the line of its own name.
 *
 * @throws `config-invalid`
 */
export function checkSearchable(
  map: TreeMap,
  problem: Problem,
  parts: { readonly sampler: Startable | null; readonly pruner: Startable | null },
): void {
  for (const [key, part] of Object.entries(parts))
    try {
      const run = part?.start(problem);
      if (run instanceof Promise) run.catch(() => undefined); // refusals come at once; the study starts it again
    } catch (error) {
      if (!(error instanceof VernierError)) throw error;
      const at = error.code === 'config-invalid' ? (entry(map, key) ?? map) : refusedIn(map, error);
      throw fault(at, error.message, asYaml(error.hint ?? 'Choose another sampler or pruner.'));
    }
}

/** The parameter that an error names, else all of them. */
function refusedIn(map: TreeMap, { details }: VernierError): { readonly line: number } {
  const [name] = String(details['names'] ?? '').split(', ');
  const parameters = child(map, 'parameters');
  return (parameters?.kind === 'map' ? entry(parameters, name!) : undefined) ?? entry(map, 'parameters') ?? map;
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

import { VernierError } from '../errors.ts';
import type { Data, Tree, TreeMap } from '../space/file-tree.ts';
import { asMap, child, dataOf, fault, locating } from '../space/file-tree.ts';
import type { Leaf } from '../space/file-program.ts';
import { nearest } from '../space/names.ts';
import { internalsOf, type SearchSpace } from '../space/space.ts';

/** Keys that hold values of parameters. */
type StartKey = 'start' | 'low_cost';

/**
 * The present settings (`start`), or values that make trials cheap (`low_cost`), as the file writes parameters: groups nested, or by
 * dotted name.
 *
 * @throws `config-invalid` for a name that is no parameter, and for a value outside its parameter
 */
export function readStart(
  map: TreeMap,
  space: SearchSpace,
  leaves: readonly Leaf[],
  key: StartKey,
): Readonly<Record<string, unknown>> | null {
  const tree = child(map, key);
  if (tree === undefined) return null;
  const params: Record<string, Data> = {};
  const lines = new Map<string, number>();
  collect(asMap(tree, key, '{ lr: 0.01, batch: 64 }'), [], { key, leaves }, (name, value, line) => {
    params[name] = value;
    lines.set(name, line);
  });
  try {
    internalsOf(space, params);
  } catch (error) {
    const name = error instanceof VernierError ? error.details.name : null;
    locating({ line: lines.get(String(name)) ?? tree.line }, () => {
      throw error;
    });
  }
  return params;
}

/** Takes a value of a searched parameter. */
type Take = (name: string, value: Data, line: number) => void;

/** Whose values are read, and what there is to set. */
interface Reading {
  readonly key: StartKey;
  readonly leaves: readonly Leaf[];
}

function collect(map: TreeMap, path: readonly string[], reading: Reading, take: Take): void {
  const { leaves } = reading;
  for (const { key, line, value } of map.entries) {
    const here = [...path, key];
    const dotted = here.join('.');
    const leaf = leaves.find((other) => other.path.join('.') === dotted);
    if (leaf === undefined) {
      const isGroup = leaves.some(
        (other) => other.path.length > here.length && other.path.slice(0, here.length).join('.') === dotted,
      );
      if (isGroup && value.kind === 'map') collect(value, here, reading, take);
      else throw unknown({ line }, dotted, reading);
      continue;
    }
    if ('fixed' in leaf) {
      if (JSON.stringify(dataOf(value)) !== JSON.stringify(leaf.fixed))
        throw fault(
          { line },
          `${reading.key}: ${dotted} is fixed to ${JSON.stringify(leaf.fixed)} under parameters.`,
          `Leave it out of ${reading.key}.`,
        );
      continue;
    }
    take(leaf.name, choiceOf(value, leaf.json), line);
  }
}

function choiceOf(value: Tree, json: readonly string[]): Data {
  const data = dataOf(value);
  const text = JSON.stringify(data);
  return typeof data === 'object' && json.includes(text) ? text : data;
}

function unknown(at: { readonly line: number }, name: string, { key, leaves }: Reading): Error {
  const names = leaves.map(({ path }) => path.join('.'));
  const near = nearest(name, names);
  return fault(
    at,
    `${key} names "${name}", which is no parameter.`,
    near === null ? `Parameters: ${names.join(', ')}.` : `Did you mean "${near}"?`,
  );
}

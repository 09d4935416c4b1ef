import type { Data } from './file-tree.ts';

/** One value that the program gets, and the groups it stands under. */
export type Leaf =
  | { readonly path: readonly string[]; readonly fixed: Data }
  | {
      readonly path: readonly string[];
      /** The searched parameter. */
      readonly name: string;
      /** Choices that are JSON text of a list or a map. */
      readonly json: readonly string[];
    };

/**
 * The parameters as the program knows them: fixed values added, dotted names put under their groups again,
 * lists and maps given back as such. Parameters that no leaf names (define-by-run) stay as they are.
 */
export function programParams(
  leaves: readonly Leaf[],
  params: Readonly<Record<string, unknown>>,
): Record<string, Data> {
  const made: Record<string, Data> = {};
  const named = new Set<string>();
  for (const leaf of leaves) {
    if ('fixed' in leaf) {
      put(made, leaf.path, leaf.fixed);
      continue;
    }
    named.add(leaf.name);
    if (!Object.hasOwn(params, leaf.name)) continue;
    const value = params[leaf.name] as Data;
    put(made, leaf.path, typeof value === 'string' && leaf.json.includes(value) ? (JSON.parse(value) as Data) : value);
  }
  for (const name of Object.keys(params)) if (!named.has(name)) put(made, [name], params[name] as Data);
  return made;
}

function put(into: Record<string, Data>, path: readonly string[], value: Data): void {
  let at = into;
  for (const key of path.slice(0, -1)) {
    if (!Object.hasOwn(at, key)) define(at, key, {});
    at = at[key] as Record<string, Data>;
  }
  define(at, path[path.length - 1]!, value);
}

/** Also for `__proto__`, which plain assignment would take for the prototype. */
function define(into: Record<string, Data>, key: string, value: Data): void {
  Object.defineProperty(into, key, { value, enumerable: true, writable: true, configurable: true });
}

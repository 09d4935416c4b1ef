import type { SearchSpace } from '../space/nodes.ts';

/** The fixed cases of branches in words: `model = tree`. */
export function branchText(space: SearchSpace, fixed: Float64Array): string {
  const parts: string[] = [];
  space.nodes.forEach(({ name, distribution }, node) => {
    if (!Number.isNaN(fixed[node]!) && distribution.kind === 'categorical')
      parts.push(`${name} = ${String(distribution.choices[fixed[node]!])}`);
  });
  return parts.join(', ');
}

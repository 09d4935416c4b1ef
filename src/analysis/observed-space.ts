import type { HistoryView } from '../history/view.ts';
import type { ParamGroup, ParamNode, SearchSpace } from '../space/nodes.ts';

/**
 * The space of a study that declared none: each parameter that any trial had, with the widest bounds it had. What depends on what is not
 * known, so every parameter counts as always there; trials that lack one have NaN.
 */
export function observedSpace({ columns }: Pick<HistoryView, 'columns'>): SearchSpace {
  const nodes: ParamNode[] = [];
  const groups: ParamGroup[] = [];
  for (const { name, distribution } of columns.values()) {
    groups.push({ name, parameter: distribution, nodes: [nodes.length] });
    nodes.push({ name, distribution, prior: null, when: [] });
  }
  return { shape: {}, groups, nodes, constraints: [] };
}

import { VernierError } from '../../errors.ts';
import { LOW_COST } from '../../history/attribute-names.ts';
import type { Json, TrialDraft } from '../../history/record.ts';
import type { HistoryView } from '../../history/view.ts';
import { type Random, random } from '../../math/random.ts';
import { toExternal } from '../../space/distribution.ts';
import { fromUnit, toUnit } from '../../space/encode.ts';
import type { Feasibility } from '../../space/feasibility.ts';
import { internalsOf } from '../../space/internals.ts';
import { withFixed } from '../../space/moves.ts';
import { isComposite, type SearchSpace } from '../../space/nodes.ts';
import type { ParamValue } from '../../space/shape.ts';
import type { StudyRecord } from '../../storage/storage.ts';

// The cheap start of a search. Loaded apart: many studies have none.

/** Trials of the cheap start: the first where trials cost least, each further one as much nearer to the middle. */
const FIRST = 3;

/** Configurations that are drawn to find one which meets the constraints of the space. */
const ATTEMPTS = 1000;

/**
 * The first trials of a study whose user knows which values make trials cheap: at these values, and then further and further towards
 * the middle of their parameters. The sampler chooses the others.
 *
 * What is no number (choices, orderings) is held. Where the space has constraints, the whole configuration is chosen here, for only a
 * whole one meets them; a point for which none is found is left out.
 *
 * Source: low-cost start, Wu et al. 2021, "Frugal optimization for cost-related hyperparameters" (FLAML).
 *
 * @throws `config-invalid` without a declared space, for no value at all, and for values that no configuration with them meets the
 * constraints; `parameter-invalid` for an unknown name or a value outside its parameter
 */
export function lowCostDrafts(
  space: SearchSpace | null,
  params: Readonly<Record<string, ParamValue>>,
  seed: number,
  feasibility: Feasibility,
): readonly TrialDraft[] {
  checkNamed(space, params);
  const low = lowest(space!, params);
  const stream = random(seed).fork('low cost');
  const given = params as unknown as Json;
  const wishes = Array.from({ length: FIRST }, (_, i) => {
    const fixed = towardsMiddle(space!, low, i / FIRST);
    const values = space!.constraints.length === 0 ? fixed : whole(space!, fixed, feasibility, stream);
    if (values === null && i === 0) throw impossible(params);
    return values === null ? null : external(space!, values);
  });
  const texts = wishes.map((wish) => JSON.stringify(wish));
  return wishes.flatMap((wish, i) =>
    wish === null || texts.indexOf(texts[i]!) < i
      ? []
      : [{ state: 'waiting', systemAttributes: { fixed_params: wish, [LOW_COST]: i === 0 ? given : true } } as const],
  );
}

/**
 * The cheap start of a study that exists is the one that it was made with.
 *
 * @throws `study-differs` where another one is asked for
 */
export function checkSameLowCost(
  { name, id }: Pick<StudyRecord, 'name' | 'id'>,
  history: HistoryView,
  params: Readonly<Record<string, ParamValue>>,
): void {
  const rows = Array.from({ length: history.size }, (_, row) => row);
  const first = rows.find((row) => history.attribute(row, 'system', LOW_COST) !== undefined);
  const stored = first === undefined ? null : history.attribute(first, 'system', LOW_COST);
  if (stored !== null && inOrder(stored) === inOrder(params)) return;
  throw new VernierError(
    'study-differs',
    `Study "${name}" was made otherwise:\n  lowCost: ${stored === null ? 'none' : JSON.stringify(stored)} → ${JSON.stringify(params)}`,
    {
      details: { name, trialsOf: id },
      hint: 'Where a search begins is fixed when its study is made: leave lowCost (low_cost, --low-cost) out, or use a new name.',
    },
  );
}

/** The same text whatever the order of the names. */
const inOrder = (params: unknown): string =>
  JSON.stringify(Object.entries(params as object).sort(([a], [b]) => (a < b ? -1 : 1)));

function checkNamed(space: SearchSpace | null, params: Readonly<Record<string, ParamValue>>): void {
  const isMap = typeof params === 'object' && params !== null && !Array.isArray(params);
  if (space === null || !isMap || Object.keys(params).length === 0)
    throw new VernierError(
      'config-invalid',
      space === null
        ? 'lowCost names values of parameters, and the study declares no space.'
        : `lowCost is ${JSON.stringify(params) ?? String(params)}; expected values of some parameters.`,
      { hint: 'Name those that make trials cheap, such as { batch: 512, layers: 1 }, or leave lowCost out.' },
    );
  internalsOf(space, params); // that the names are known
}

/** Values by node; NaN = not said. Parameters of branches too, whichever branch is chosen. */
function lowest(space: SearchSpace, params: Readonly<Record<string, ParamValue>>): Float64Array {
  const low = new Float64Array(space.nodes.length).fill(Number.NaN);
  const nodes = space.nodes.map((node) => ({ ...node, when: [] }));
  for (const group of space.groups) {
    if (!Object.hasOwn(params, group.name)) continue;
    const found = internalsOf({ ...space, nodes, groups: [group] }, { [group.name]: params[group.name] });
    for (const node of group.nodes) low[node] = found.get(nodes[node]!.name)!;
  }
  return low;
}

/** Numbers moved by a share of the way to the middle of their range (of ln x where `log`). */
function towardsMiddle(space: SearchSpace, low: Float64Array, share: number): Float64Array {
  const next = low.slice();
  for (const { parameter, nodes } of space.groups) {
    const node = nodes[0]!;
    if (share === 0 || Number.isNaN(low[node]!) || isComposite(parameter)) continue;
    if (parameter.kind === 'categorical' && !parameter.ordered) continue;
    const from = toUnit(parameter, low[node]!);
    next[node] = fromUnit(parameter, from + share * (0.5 - from));
  }
  return next;
}

/** A configuration with these values that meets the constraints; null where none was found. */
function whole(
  space: SearchSpace,
  fixed: Float64Array,
  { configurationAt, satisfies }: Feasibility,
  stream: Random,
): Float64Array | null {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const values = withFixed(
      space,
      configurationAt(space, () => stream.uniform()),
      fixed,
      stream,
    );
    if (satisfies(space, values)) return values;
  }
  return null;
}

function external(space: SearchSpace, values: Float64Array): Readonly<Record<string, Json>> {
  const wish: Record<string, Json> = {};
  space.nodes.forEach(({ name, distribution }, node) => {
    if (!Number.isNaN(values[node]!)) wish[name] = toExternal(distribution, values[node]!);
  });
  return wish;
}

function impossible(params: Readonly<Record<string, ParamValue>>): VernierError {
  return new VernierError(
    'config-invalid',
    `lowCost: no configuration with ${JSON.stringify(params)} was found that meets the constraints of the space.`,
    { hint: 'Leave some of these values out, or loosen the constraints.' },
  );
}

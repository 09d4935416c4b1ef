import { VernierError } from '../../errors.ts';
import type { History } from '../../history/history.ts';
import type { EarlierStudy } from '../../history/problem.ts';
import type { Json, Objective } from '../../history/record.ts';
import { historyOf } from '../../history/snapshot-writer.ts';
import { STATE_CODE } from '../../history/view.ts';
import type { Sampler } from '../../samplers/sampler.ts';
import { contains, type Distribution, toExternal, toInternal } from '../../space/distribution.ts';
import { configurationAt } from '../../space/draw.ts';
import { fromUnit, toUnit } from '../../space/encode.ts';
import { satisfies } from '../../space/feasible.ts';
import { completed } from '../../space/moves.ts';
import { nearest } from '../../space/names.ts';
import { isComposite, namedValues, nodeValues, type SearchSpace } from '../../space/nodes.ts';
import type { Storage, StudyRecord } from '../../storage/storage.ts';
import { TRANSFER } from './setup.ts';
import { storedSpaceOf } from './stored.ts';

/** Most earlier studies that a study learns from. */
const MOST_STUDIES = 20;

/** Most results taken from each: the better half of them are its best, the others spread over the rest. */
const MOST_RESULTS = 100;

/** Numbers outside the new bounds by less than this share of the range are moved to the bound. */
const SLACK = 0.1;

/** What earlier studies gave, as stored with the study: nothing outside is needed to resume or replay it. */
interface Frozen {
  /** Stored names of the parameters: the columns of `configurations`. */
  readonly params: readonly string[];
  readonly studies: readonly {
    readonly name: string;
    /** Internal values; null = inactive. */
    readonly configurations: readonly (readonly (number | null)[])[];
    /** By objective; lower is better; null = none. */
    readonly losses: readonly (readonly (number | null)[])[];
  }[];
}

/** @throws `config-invalid` where the sampler would not look at earlier studies */
export function checkLearns({ name, traits }: Sampler): void {
  if (traits.transfer === true) return;
  throw invalid(
    `The sampler "${name}" learns nothing from earlier studies, and \`transfer\` names some.`,
    'Use auto, gp, smac or tpe, or leave `transfer` out.',
  );
}

/**
 * What a new study takes over from earlier ones of its storage, to be stored with it.
 *
 * @throws `study-missing` for a name that no study has; `config-invalid` where nothing can be learned: no declared space, no
 * parameter or no objective in common, opposite directions, too many studies
 */
export async function takenOver(
  storage: Storage,
  names: readonly string[],
  space: SearchSpace | null,
  objectives: readonly Objective[],
): Promise<Json> {
  if (space === null)
    throw invalid('A study without a declared space cannot learn from earlier ones.', 'Give `space` to createStudy.');
  if (!Array.isArray(names) || names.some((name) => typeof name !== 'string'))
    throw invalid(
      `transfer is ${JSON.stringify(names)}; expected a list of names.`,
      "Write transfer: ['first study'].",
    );
  const wanted = [...new Set(names)];
  if (wanted.length > MOST_STUDIES)
    throw invalid(
      `transfer names ${wanted.length} studies; ${MOST_STUDIES} at most are learned from.`,
      'Keep those that are most alike.',
    );
  const params = [...new Set(space.nodes.map(({ name }) => name))];
  const studies = [];
  for (const name of wanted) {
    const record = await found(storage, name);
    const objectiveAt = aligned(objectives, record);
    const history = historyOf((await storage.load(record.id)).snapshot);
    const read = reader(space, await shared(space, record, history), history);
    const results = chosen(history, objectiveAt).flatMap((row) => {
      const values = read(row);
      return values === null
        ? []
        : [{ values: namedValues(space, values), losses: lossesOf(history, row, objectiveAt) }];
    });
    studies.push({
      name,
      configurations: results.map(({ values }) => params.map((param) => values.get(param) ?? null)),
      losses: results.map(({ losses }) => losses.map((loss) => (Number.isNaN(loss) ? null : loss))),
    });
  }
  return { params, studies } satisfies Frozen;
}

/** What a stored study took over, as points of its space: of those earlier studies that had any results. */
export function transferOf(
  attributes: StudyRecord['systemAttributes'],
  space: SearchSpace | null,
): readonly EarlierStudy[] {
  const frozen = attributes[TRANSFER] as unknown as Frozen | undefined;
  if (frozen === undefined || space === null) return [];
  return frozen.studies.flatMap(({ name, configurations, losses }): EarlierStudy[] => {
    const kept = configurations.flatMap((row, i) => {
      const named = new Map(frozen.params.map((param, p) => [param, row[p]]));
      const values = nodeValues(space, (param) => named.get(param) ?? undefined);
      const isWhole = space.nodes.every(
        ({ distribution }, node) => Number.isNaN(values[node]!) || contains(distribution, values[node]!),
      );
      return isWhole ? [{ values, losses: losses[i]!.map((loss) => loss ?? Number.NaN) }] : []; // the space has changed
    });
    if (kept.length === 0) return [];
    return [
      {
        name,
        configurations: kept.map(({ values }) => values),
        losses: Float64Array.from(kept.flatMap((result) => result.losses)),
      },
    ];
  });
}

/** The names of the studies that a study learned from. */
export function transferNames(attributes: StudyRecord['systemAttributes']): readonly string[] {
  const frozen = attributes[TRANSFER] as unknown as Frozen | undefined;
  return frozen?.studies.map(({ name }) => name) ?? [];
}

async function found(storage: Storage, name: string): Promise<StudyRecord> {
  const record = await storage.findStudy(name);
  if (record !== null) return record;
  const names = (await storage.listStudies()).map((study) => study.name);
  const near = nearest(name, names);
  throw new VernierError('study-missing', `transfer names "${name}", and there is no such study in this storage.`, {
    details: { name },
    hint:
      near === null
        ? `Studies: ${names.slice(0, 8).join(', ') || 'none'}${names.length > 8 ? ', …' : ''}.`
        : `Did you mean "${near}"?`,
  });
}

/**
 * By objective of the new study, the index of the earlier study's that means the same; −1 = none. Names decide; where each
 * study has one objective only, they may differ.
 */
function aligned(objectives: readonly Objective[], { name, objectives: earlier }: StudyRecord): readonly number[] {
  const isOnly = objectives.length === 1 && earlier.length === 1;
  const indices = objectives.map((objective) => {
    const at = isOnly ? 0 : earlier.findIndex((other) => other.name === objective.name);
    const other = earlier[at];
    if (other !== undefined && other.name === objective.name && other.direction !== objective.direction)
      throw invalid(
        `Study "${name}" wants to ${other.direction} "${other.name}"; this one wants to ${objective.direction} it.`,
        'Leave that study out, or give the objectives names that say what they are.',
      );
    return at;
  });
  if (indices.every((at) => at < 0))
    throw invalid(
      `Study "${name}" has no objective in common with this one: ${list(earlier)} there, ${list(objectives)} here.`,
      'Leave that study out.',
    );
  return indices;
}

const list = (named: readonly { readonly name: string }[]): string =>
  named.map(({ name }) => name).join(', ') || 'none';

/** Nodes whose parameter the earlier study has, too. @throws `config-invalid` where there is none, though it has results */
async function shared(space: SearchSpace, record: StudyRecord, history: History): Promise<ReadonlySet<number>> {
  const declared = await storedSpaceOf(record);
  const nodes = new Set<number>();
  for (const group of space.groups) {
    const other = declared?.groups.find(({ name }) => name === group.name);
    // Parts of an ordering mean something only where its items are the same.
    const isSame =
      !isComposite(group.parameter) ||
      other === undefined ||
      JSON.stringify(other.parameter) === JSON.stringify(group.parameter);
    const isKnown = group.nodes.every((node) => {
      const { name, distribution } = space.nodes[node]!;
      return history.columns.get(name)?.distribution.kind === distribution.kind;
    });
    if (isSame && isKnown) for (const node of group.nodes) nodes.add(node);
  }
  if (nodes.size === 0 && history.columns.size > 0)
    throw invalid(
      `Study "${record.name}" has no parameter in common with this one: ${[...history.columns.keys()].join(', ')} there, ${list(space.groups)} here.`,
      'Parameters are matched by name and kind. Leave that study out.',
    );
  return nodes;
}

/** Reads a trial of the earlier study as a point of the new space; null where it has none. What is missing is put in the middle. */
function reader(
  space: SearchSpace,
  nodes: ReadonlySet<number>,
  history: History,
): (row: number) => Float64Array | null {
  const unconditional = { ...space, nodes: space.nodes.map((node) => ({ ...node, when: [] })) };
  const middle = configurationAt(unconditional, () => 0.5);
  return (row) => {
    let isInside = true;
    const values = Float64Array.from(space.nodes, ({ name, distribution }, node) => {
      const column = nodes.has(node) ? history.columns.get(name) : undefined;
      const value = column?.values[row] ?? Number.NaN;
      if (column === undefined || Number.isNaN(value)) return Number.NaN;
      const moved = movedInto(distribution, column.distribution, value);
      isInside &&= moved !== null;
      return moved ?? Number.NaN;
    });
    if (!isInside) return null;
    const whole = completed(space, values, (node) => middle[node]!);
    return satisfies(space, whole) ? whole : null;
  };
}

/** The value of another distribution of the same kind in this one; null where it has none near it. */
function movedInto(distribution: Distribution, from: Distribution, value: number): number | null {
  if (distribution.kind === 'categorical') return toInternal(distribution, toExternal(from, value));
  if (contains(distribution, value)) return value;
  const { low, high, log } = distribution;
  if (low === high || (log && value <= 0)) return null;
  const place = (x: number): number => (log ? Math.log(x) : x);
  const outside = (place(value) - place(low)) / (place(high) - place(low));
  return outside < -SLACK || outside > 1 + SLACK ? null : fromUnit(distribution, toUnit(distribution, value));
}

/** Rows that are taken over, ascending: complete and feasible, with a value for each objective in common. */
function chosen(history: History, objectiveAt: readonly number[]): readonly number[] {
  const rows: number[] = [];
  for (let row = 0; row < history.size; row++) {
    if (history.states[row] !== STATE_CODE.complete || history.violations[row]! > 0) continue;
    if (lossesOf(history, row, objectiveAt).every((loss, o) => objectiveAt[o]! < 0 || Number.isFinite(loss)))
      rows.push(row);
  }
  if (rows.length <= MOST_RESULTS) return rows;
  const places = new Map(rows.map((row) => [row, 0]));
  for (const at of objectiveAt)
    if (at >= 0) byLoss(rows, history, at).forEach((row, place) => places.set(row, places.get(row)! + place));
  const sorted = rows.toSorted((a, b) => places.get(a)! - places.get(b)! || a - b);
  const best = MOST_RESULTS / 2;
  const taken = sorted.slice(0, best);
  for (let i = 0; i < best; i++) taken.push(sorted[best + Math.floor((i * (sorted.length - best)) / best)]!);
  return taken.sort((a, b) => a - b);
}

function byLoss(rows: readonly number[], { losses, objectives }: History, at: number): number[] {
  const loss = (row: number): number => losses[row * objectives.length + at]!;
  return rows.toSorted((a, b) => loss(a) - loss(b) || a - b);
}

function lossesOf({ losses, objectives }: History, row: number, objectiveAt: readonly number[]): readonly number[] {
  return objectiveAt.map((at) => (at < 0 ? Number.NaN : losses[row * objectives.length + at]!));
}

function invalid(message: string, hint: string): VernierError {
  return new VernierError('config-invalid', message, { hint });
}

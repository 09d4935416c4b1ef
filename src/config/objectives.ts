import type { JudgeBy } from '../history/problem.ts';
import type { Direction } from '../history/record.ts';
import {
  asList,
  asMap,
  asNumber,
  asText,
  asWord,
  child,
  entry,
  fault,
  onlyKeys,
  type Tree,
  type TreeMap,
  type Warning,
} from '../space/file-tree.ts';
import { nearest } from '../space/names.ts';

/** What a config file wants to be made small or large. */
export interface ReadObjectives {
  /** By name, in the order of the file. */
  readonly objectives: Readonly<Record<string, Direction>>;
  /** The study is over once its only objective is as good as this; null = never. */
  readonly target: number | null;
  /** Regular expressions with one group, by the metric that they find in the program's output. */
  readonly patterns: Readonly<Record<string, string>>;
}

const DIRECTIONS = ['minimize', 'maximize'] as const;
const LONGEST_PATTERN = 1000;

/** The objectives of a config file: `metric`, `metrics` or `objectives`. @throws `config-invalid` */
export function readObjectives(map: TreeMap, warnings: Warning[]): ReadObjectives {
  const metrics = child(map, 'metrics');
  const patterns = metrics?.kind === 'map' ? readPatterns(metrics) : {};
  const given = [
    entry(map, 'metric'),
    metrics?.kind === 'map' ? undefined : entry(map, 'metrics'),
    entry(map, 'objectives'),
  ].filter((one) => one !== undefined);
  if (given.length > 1)
    throw fault(given[1]!, `The file has both "${given[0]!.key}" and "${given[1]!.key}".`, 'Keep one of them.');
  const [said] = given;
  if (said === undefined) {
    const [only] = Object.keys(patterns);
    const name = Object.keys(patterns).length === 1 ? only! : 'value';
    warnings.push({
      line: map.line,
      message: `no metric is named, so "${name}" is minimised; write metric: { name: …, goal: minimize }`,
    });
    return { objectives: { [name]: 'minimize' }, target: null, patterns };
  }
  if (said.key === 'objectives') return { objectives: readDirections(said.value), target: null, patterns };
  if (said.key === 'metric') {
    const { name, goal, target } = readMetric(said.value, 'metric', warnings);
    return { objectives: { [name]: goal }, target, patterns };
  }
  const { items } = asList(said.value, 'metrics', '[{ name: loss }, { name: latency }]');
  const several = items.map((item) => readMetric(item, 'A metric', warnings));
  const aimed = several.findIndex(({ target }) => target !== null);
  if (aimed >= 0 && several.length > 1)
    throw fault(
      items[aimed]!,
      `The metric "${several[aimed]!.name}" has the target ${several[aimed]!.target}, but there are ${several.length} objectives; a target needs a single one.`,
      'Leave target out, or name one metric alone: what else the program reports is kept beside it.',
    );
  return {
    objectives: named(
      several.map(({ name, goal }) => [name, goal]),
      said.value,
    ),
    target: several[0]?.target ?? null,
    patterns,
  };
}

function readMetric(
  tree: Tree,
  where: string,
  warnings: Warning[],
): { readonly name: string; readonly goal: Direction; readonly target: number | null } {
  const map = asMap(tree, where, '{ name: loss, goal: minimize }');
  onlyKeys(map, ['name', 'goal', 'target', 'impute', 'impute_while_running'], where);
  for (const key of ['impute', 'impute_while_running'])
    if (entry(map, key) !== undefined)
      warnings.push({
        line: entry(map, key)!.line,
        message: `${key} is left aside: failed and running trials are handled by the sampler`,
      });
  const name = child(map, 'name');
  const goal = child(map, 'goal');
  const target = child(map, 'target');
  if (name === undefined)
    throw fault(map, `${where} has no name.`, 'Add name: loss, the name under which the program reports it.');
  return {
    name: asName(name, `${where}: name`),
    goal: goal === undefined ? 'minimize' : asWord(goal, DIRECTIONS, `${where}: goal`),
    target: target === undefined ? null : asNumber(target, `${where}: target`),
  };
}

function readDirections(tree: Tree): Readonly<Record<string, Direction>> {
  const { entries, line } = asMap(tree, 'objectives', '{ loss: minimize, latency: minimize }');
  if (entries.length === 0) throw fault({ line }, 'objectives is empty.', 'Name at least one: { loss: minimize }.');
  return named(
    entries.map(({ key, line: at, value }) => [
      asName({ kind: 'scalar', value: key, source: null, line: at }, 'An objective'),
      asWord(value, DIRECTIONS, `objectives: ${key}`),
    ]),
    tree,
  );
}

function named(pairs: readonly (readonly [string, Direction])[], at: Tree): Readonly<Record<string, Direction>> {
  const names = pairs.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw fault(at, `The objective "${twice}" is named twice.`, 'Leave one out.');
  return Object.fromEntries(pairs);
}

/** JavaScript moves whole numbers to the front of an object, so they cannot be names of objectives. */
function asName(tree: Tree, where: string): string {
  const name = asText(tree, where);
  if (/^(?:0|[1-9][0-9]*)$/.test(name))
    throw fault(
      tree,
      `${where} is "${name}"; a whole number cannot be a name.`,
      `Write for example "objective ${name}".`,
    );
  return name;
}

function readPatterns(map: TreeMap): Readonly<Record<string, string>> {
  return Object.fromEntries(
    map.entries.map(({ key, value }) => {
      const pattern = asText(value, `metrics: ${key}`);
      if (pattern.length > LONGEST_PATTERN)
        throw fault(
          value,
          `metrics: ${key} has ${pattern.length} characters; a pattern has at most ${LONGEST_PATTERN}.`,
          'Shorten it.',
        );
      let groups: number;
      try {
        groups = new RegExp(`${pattern}|`).exec('')!.length - 1;
      } catch (error) {
        throw fault(
          value,
          `metrics: ${key} is no regular expression: ${(error as Error).message.replace(/^.*\/: /, '')}.`,
          'Escape ( ) [ ] { } . * + ? ^ $ | with a backslash where they are meant as such.',
        );
      }
      if (groups === 0)
        throw fault(
          value,
          `metrics: ${key} has no group, so nothing says where the number is.`,
          `Put it in parentheses: ${key}=([-+.0-9e]+).`,
        );
      return [key, pattern] as const;
    }),
  );
}

/** What pruners judge by: `judge_by: loss`, `judge_by: { metric: accuracy, goal: maximize }` or `judge_by: all`. */
export function readJudgeBy(map: TreeMap, objectives: Readonly<Record<string, Direction>>): JudgeBy | null {
  const tree = child(map, 'judge_by');
  if (tree === undefined) return null;
  if (tree.kind === 'map') {
    onlyKeys(tree, ['metric', 'goal'], 'judge_by');
    const metric = child(tree, 'metric');
    const goal = child(tree, 'goal');
    if (metric === undefined || goal === undefined)
      throw fault(tree, 'judge_by needs metric and goal.', 'Write judge_by: { metric: accuracy, goal: maximize }.');
    return {
      kind: 'metric',
      name: asText(metric, 'judge_by: metric'),
      direction: asWord(goal, DIRECTIONS, 'judge_by: goal'),
    };
  }
  const name = asText(tree, 'judge_by');
  if (Object.hasOwn(objectives, name)) return { kind: 'objective', name };
  if (name === 'all') return { kind: 'all' };
  const near = nearest(name, [...Object.keys(objectives), 'all']);
  throw fault(
    tree,
    `judge_by names "${name}", which is no objective.`,
    near === null ? `Write { metric: ${name}, goal: minimize } for an extra metric.` : `Did you mean "${near}"?`,
  );
}

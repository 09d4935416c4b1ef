import { isMap, isSeq, YAMLMap, YAMLSeq } from 'yaml';
import { flowMap, keyOf, nodeAt, put, textOf, words, type Yaml } from './document.ts';

/** An objective as the form shows it. */
export interface ObjectiveRow {
  readonly name: string;
  readonly direction: 'minimize' | 'maximize';
}

const directionOf = (node: unknown): ObjectiveRow['direction'] =>
  textOf(node) === 'maximize' ? 'maximize' : 'minimize';

/** The objectives that a config names, by any of its three keys. */
export function objectiveRows(yaml: Yaml): readonly ObjectiveRow[] {
  const objectives = nodeAt(yaml, ['objectives']);
  if (isMap(objectives))
    return objectives.items.map((pair) => ({ name: keyOf(pair), direction: directionOf(pair.value) }));
  const metrics = nodeAt(yaml, ['metrics']);
  const listed = isSeq(metrics) ? metrics.items : [nodeAt(yaml, ['metric'])];
  return listed.filter(isMap).map((map) => ({
    name: textOf(map.get('name', true)) ?? '',
    direction: directionOf(map.get('goal', true)),
  }));
}

/** Writes the objectives by the key that is there: `metric` holds one, and keeps its target. */
export function putObjectives(yaml: Yaml, rows: readonly ObjectiveRow[]): void {
  const [first] = rows;
  if (rows.length === 1 && isMap(nodeAt(yaml, ['metric']))) {
    put(yaml, ['metric', 'name'], words(first!.name) ?? words(' '));
    put(yaml, ['metric', 'goal'], words(first!.direction));
    return;
  }
  const metrics = nodeAt(yaml, ['metrics']);
  if (isSeq(metrics)) {
    const list = new YAMLSeq();
    list.items = rows.map(({ name, direction }) =>
      flowMap([
        ['name', words(name)],
        ['goal', words(direction)],
      ]),
    );
    put(yaml, ['metrics'], list);
    return;
  }
  put(yaml, ['metric'], undefined);
  const map = new YAMLMap();
  map.flow = true;
  for (const { name, direction } of rows) map.add({ key: words(name) ?? words(' '), value: words(direction) });
  put(yaml, ['objectives'], map);
}

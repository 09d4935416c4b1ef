import type { History } from '../history/history.ts';

/** About how many bytes a history takes. Cost O(trials + columns). */
export function historyBytes({ table }: History): number {
  let bytes = 128 * table.rowOf.size;
  const arrays = [table.ids, table.states, table.losses, table.valued, table.violations];
  for (const array of [...arrays, table.startedAt, table.finishedAt]) bytes += array.byteLength;
  for (const { values, which } of table.columns.values()) bytes += values.byteLength + which.byteLength;
  const { texts } = table;
  for (const array of [texts.bytes, texts.heads, texts.next, texts.key, texts.offset, texts.length])
    bytes += array.byteLength;
  for (const series of table.reports)
    if (series !== undefined) bytes += 64 + series.steps.byteLength + series.values.byteLength;
  for (const own of table.metrics)
    for (const series of own?.values() ?? []) bytes += 128 + series.steps.byteLength + series.values.byteLength;
  return bytes;
}

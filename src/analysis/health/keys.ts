import type { HistoryView } from '../../history/view.ts';
import { mix } from '../../math/random.ts';

const BITS = new DataView(new ArrayBuffer(8));

/** A number for each row that is the same where all its parameters are; others agree by chance once in 10¹⁵. */
export function keysOf(history: HistoryView, rows: Int32Array): Float64Array {
  const low = new Int32Array(rows.length);
  const high = new Int32Array(rows.length);
  let column = 0;
  for (const { values } of history.columns.values()) {
    column++;
    for (let i = 0; i < rows.length; i++) {
      const value = values[rows[i]!]!;
      if (Number.isNaN(value)) continue;
      BITS.setFloat64(0, value + 0);
      const [a, b] = [BITS.getInt32(0), BITS.getInt32(4)];
      low[i] = (low[i]! + mix(mix(a ^ (column * 0x9e3779b1)) + b)) | 0;
      high[i] = (high[i]! + mix(mix(b ^ (column * 0x85ebca6b)) + a)) | 0;
    }
  }
  return Float64Array.from(rows, (_, i) => (low[i]! >>> 0) * 2 ** 21 + (high[i]! >>> 11));
}

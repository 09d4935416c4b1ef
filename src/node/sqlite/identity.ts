import { statSync } from 'node:fs';
import { VernierError } from '../../errors.ts';
import type { SqlDriver } from '../../storage/sql/driver.ts';

/** The file is looked for so often at most, in milliseconds: a commit without `fsync` takes little more than the look. */
const EVERY_MS = 20;

/**
 * A connection that ends its transactions in an error once the file is no longer at its place: what is written to a file
 * that was removed or replaced is gone when the process ends, and SQLite does not say so.
 */
export function guarded(driver: SqlDriver, place: string): SqlDriver {
  const opened = identity(place);
  let lookedAt = performance.now();
  let isLost = false;
  const look = (): void => {
    if (!isLost && performance.now() - lookedAt < EVERY_MS) return;
    lookedAt = performance.now();
    isLost ||= identity(place) !== opened;
    if (isLost)
      throw new VernierError('storage-unavailable', `${place}: the file was removed or replaced while it was in use.`, {
        details: { place, permanent: true },
        hint: 'Nothing more is saved. Put the file back, or start anew.',
      });
  };
  return {
    ...driver,
    run(sql, values) {
      if (sql.startsWith('BEGIN') || sql === 'COMMIT') look();
      return driver.run(sql, values);
    },
  };
}

/** Which file stands at a path; null = none. */
function identity(place: string): string | null {
  const found = statSync(place, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev}:${found.ino}`;
}

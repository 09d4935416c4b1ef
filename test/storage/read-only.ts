// Prints what a storage opened for reading has: `read-only.ts FILE DRIVER`.
import { errorRecord } from '../../src/errors.ts';
import type { DriverName } from '../../src/node/sqlite/driver.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { openStudy } from '../../src/study/opening/create.ts';

const [file, driver] = process.argv.slice(2);
const storage = sqlite(file!, { access: 'read', create: false, driver: driver as DriverName });
try {
  const said: Record<string, number | null> = {};
  for (const { name } of await storage.listStudies())
    said[name] = (await openStudy(name, { storage })).best?.values?.[0] ?? null;
  console.log(JSON.stringify(said));
} catch (error) {
  const { code, message } = errorRecord(error);
  console.log(JSON.stringify({ code, message }));
} finally {
  await storage.close();
}

// Prints what the first call to a SQLite storage says: `try-writing.ts FILE`.
import { errorRecord } from '../../src/errors.ts';
import { sqlite } from '../../src/node/sqlite.ts';

const storage = sqlite(process.argv[2]!);
try {
  await storage.createStudy(`by user ${process.getuid!()}`, [{ name: 'loss', direction: 'minimize' }]);
  console.log(JSON.stringify({ code: 'written' }));
} catch (error) {
  const { code, message, details } = errorRecord(error);
  console.log(JSON.stringify({ code, message, permanent: details['permanent'] }));
}

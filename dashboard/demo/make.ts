// Makes the studies to look at in a SQLite file: `make.ts FILE`.
import { sqlite } from 'vernier/sqlite';
import { STUDIES } from './studies.ts';

const storage = sqlite(process.argv[2]!, { durability: 'normal' });
for (const make of STUDIES) await make(storage);
await storage.close();

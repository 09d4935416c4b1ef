// Starts an entry from its TypeScript source; used only where Vernier itself runs unbuilt, as in its own tests.
import { isMainThread, workerData } from 'node:worker_threads';
import { createJiti } from 'jiti';

// As if the entry had been started: `process.argv[1]` is its path, its own arguments follow.
if (isMainThread) process.argv.splice(1, 1);
await createJiti(import.meta.url).import(isMainThread ? process.argv[1] : workerData.entry);

import { endListed } from '../executors/ledger.ts';

// The program that outlives its parent by a few seconds. Its standard input is a pipe that the parent never writes to:
// it ends when the parent does, however that comes about. Then what the parent's ledger lists is ended, too.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.stdin.resume();
process.stdin.once('end', () => void endListed(process.argv[2]!).finally(() => process.exit(0)));

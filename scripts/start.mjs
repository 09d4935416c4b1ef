// `npm start`: from a clone to a tuned model. Installs what is missing, builds, and tunes a real classifier on real
// data (examples/digits-typescript) with the live view. Run again, it goes on from where it was.
import { fileURLToPath } from 'node:url';
import { NODE, ROOT, run } from './process.mjs';
import { build, setUpPackages } from './setup.mjs';

await setUpPackages();
await build();
const main = fileURLToPath(new URL('dist/cli/main.js', ROOT));
process.exitCode = await run(NODE, [main, 'run', 'examples/digits-typescript/tune.yaml', ...process.argv.slice(2)]);

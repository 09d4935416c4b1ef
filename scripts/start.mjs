// `npm start`: from a clone to a tuned model. Installs what is missing, builds, and tunes a real classifier on real
// data (examples/digits-typescript) with the live view. Run again, it goes on from where it was.
import { fileURLToPath } from 'node:url';
import { NODE, ROOT, run } from './process.mjs';
import { build, setUpPackages } from './setup.mjs';

const path = (name) => fileURLToPath(new URL(name, ROOT));
const cwd = path('examples/digits-typescript');

await setUpPackages();
await build();
const code = await run(NODE, [path('dist/cli/main.js'), 'run', 'tune.ts', ...process.argv.slice(2)], { cwd });
process.exitCode = code;
if (code === 0) {
  // The winner is judged on digits that the search has not used, when there is a winner.
  process.exitCode = await run(NODE, [path('node_modules/jiti/lib/jiti-cli.mjs'), 'winner.ts'], { cwd });
  console.log('\nTo search on from here: npm start -- --trials 160');
}

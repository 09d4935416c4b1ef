// `npm start`: from a clone to a tuned model. Installs what is missing, builds, and tunes a real classifier on real
// data (examples/digits-typescript), in the terminal and on a live page whose address it tells. Run again, it goes on
// from where it was. In the end it leaves a report.
import { fileURLToPath } from 'node:url';
import { capture, NODE, ROOT, run } from './process.mjs';
import { build, setUpPackages } from './setup.mjs';

const path = (name) => fileURLToPath(new URL(name, ROOT));
const cwd = path('examples/digits-typescript');
const vernier = path('dist/cli/main.js');
const words = process.argv.slice(2);
// Who says where the study is kept, or asks for help, is served as they say.
const isUsual = !words.some((word) => /^(?:-s|--storage|--ui|-h|--help)\b/.test(word));

await setUpPackages();
await build();
const code = await run(NODE, [vernier, 'run', 'tune.ts', ...(isUsual ? ['--ui'] : []), ...words], { cwd });
process.exitCode = code;
if (code === 0) {
  // The winner is judged on digits that the search has not used, when there is a winner.
  process.exitCode = await run(NODE, [path('node_modules/jiti/lib/jiti-cli.mjs'), 'winner.ts'], { cwd });
  if (isUsual) await report();
  console.log('\nTo search on from here: npm start -- --trials 160');
}

/** What has been found, as a file; a search is no less done where that cannot be written. */
async function report() {
  const file = `${cwd}/report.html`;
  const { code, output } = await capture(NODE, [vernier, 'report', 'digits', '-o', file], { cwd });
  console.log(code === 0 ? `\nWhat was found, as a page: ${file}` : `\nNo report was written: ${output.trim()}`);
}

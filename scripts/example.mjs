// `npm run example NAME`: installs what is missing, builds, and runs an example (a folder of examples/) from its folder.
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NODE, ROOT, run } from './process.mjs';
import { build, setUpPackages, setUpPython } from './setup.mjs';

const path = (name) => fileURLToPath(new URL(name, ROOT));
const [name, ...rest] = process.argv.slice(2);
const settings = (folder) => ['tune.yaml', 'tune.ts'].find((file) => existsSync(path(`examples/${folder}/${file}`)));
const examples = readdirSync(path('examples')).filter((folder) => settings(folder) !== undefined);
if (name === undefined || !examples.includes(name)) {
  console.error(`Which example? There are ${examples.join(', ')}: npm run example ${examples[0]}`);
  process.exit(2);
}
await setUpPackages();
await build();
let env = {};
if (existsSync(path(`examples/${name}/requirements.txt`))) {
  const made = await setUpPython('.venv', 'test/python/requirements-optuna5.txt');
  if ('reason' in made) console.log(`Using your own Python: ${made.reason}`);
  else env = { PATH: dirname(made.python) + delimiter + process.env.PATH };
}
const cwd = path(`examples/${name}`);
const vernier = path('dist/cli/main.js');
process.exitCode = await run(NODE, [vernier, 'run', settings(name), ...rest], { cwd, env });
// What an example tells of its winners, once there are some.
const says = ['winner.ts', 'winner.py', 'front.ts'].find((file) => existsSync(`${cwd}/${file}`));
if (process.exitCode === 0 && says !== undefined && !rest.includes('--help')) {
  console.log();
  process.exitCode = says.endsWith('.py')
    ? await run('sh', ['-c', '"$0" "$1" best --params | python "$2"', NODE, vernier, says], { cwd, env })
    : await run(NODE, [path('node_modules/jiti/lib/jiti-cli.mjs'), says], { cwd, env });
}
// And of what its trials took.
if (process.exitCode === 0 && existsSync(`${cwd}/epochs.py`) && !rest.includes('--help')) {
  console.log();
  process.exitCode = await run('sh', ['-c', '"$0" "$1" trials --json | python3 epochs.py', NODE, vernier], {
    cwd,
    env,
  });
}

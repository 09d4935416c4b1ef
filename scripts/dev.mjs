// `npm run dev`: the server and the dashboard with studies to look at, one of which moves (dashboard/demo).
import { fileURLToPath } from 'node:url';
import { NODE, ROOT, run } from './process.mjs';
import { build, setUpPackages } from './setup.mjs';

const path = (name) => fileURLToPath(new URL(name, ROOT));

await setUpPackages();
await build();
process.exitCode = await run(NODE, [path('node_modules/jiti/lib/jiti-cli.mjs'), path('dashboard/demo/main.ts')], {});

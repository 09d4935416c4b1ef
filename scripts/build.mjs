// `npm run build`: installs what is missing, compiles src to dist.
import { build, setUpPackages } from './setup.mjs';

await setUpPackages();
await build();

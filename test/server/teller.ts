// A process that works on a study: `teller.ts FILE STUDY SEED COUNT EVERY`. It makes, reports, notes, pauses, goes on with, ends and removes
// trials as chance has it, one step every so many milliseconds; a line `done` follows the last one.
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { random } from '../../src/math/random.ts';
import { sqlite } from '../../src/node/sqlite.ts';
import { categorical, float } from '../../src/space/distribution.ts';

const [file, name, seed, count, every] = process.argv.slice(2) as [string, string, string, string, string];
const storage = sqlite(file, { durability: 'normal' });
const study = (await storage.findStudy(name))!;
const chance = random(Number(seed));
const below = (most: number): number => Math.floor(chance.uniform() * most);
const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.25, -1e300];
const x = float(0, 1);
const kind = categorical(['a', '<script>', null]);
const open: number[] = [];
const all: number[] = [];

for (let i = 0; i < Number(count); i++) {
  const id = open[below(open.length)];
  const at = Date.now();
  switch (open.length < 3 ? 0 : below(9)) {
    case 0: {
      const made = await storage.createTrials(study.id, [{ state: 'running', startedAt: at }], undefined, ([trial]) => [
        { type: 'suggested', id: trial!.id, name: 'x', distribution: x, internal: chance.uniform() },
        { type: 'suggested', id: trial!.id, name: '__proto__', distribution: kind, internal: below(3) },
      ]);
      open.push(made[0]!.id);
      all.push(made[0]!.id);
      break;
    }
    case 1:
    case 2:
      await storage.write(study.id, [{ type: 'reported', id: id!, step: below(50), values: [odd[below(5)]!] }]);
      break;
    case 3:
      await storage.write(study.id, [
        { type: 'logged', id: id!, step: below(50), metrics: { 'val/acc': chance.uniform() } },
        { type: 'attributed', id: id!, owner: 'user', key: `k${below(3)}`, value: [below(9), '\u2028</script>'] },
      ]);
      break;
    case 4:
      await storage.write(study.id, [{ type: 'constrained', id: id!, key: 'c', value: below(3) - 1 }]);
      break;
    case 5:
      await storage.write(study.id, [{ type: 'paused', id: id!, checkpoint: null, at }]);
      await storage.claimTrial(study.id, at + 1, id);
      break;
    case 6:
    case 7:
      open.splice(open.indexOf(id!), 1);
      await storage.write(study.id, [
        { type: 'finished', id: id!, state: below(4) === 0 ? 'pruned' : 'complete', values: [chance.uniform()], at },
      ]);
      break;
    default: {
      const gone = all.splice(below(all.length), 1)[0]!;
      if (open.includes(gone)) open.splice(open.indexOf(gone), 1);
      await storage.write(study.id, [{ type: 'removed', id: gone }]);
    }
  }
  if (Number(every) > 0) await pause(Number(every));
}
writeSync(1, 'done\n');
await storage.close();
process.exit(0);

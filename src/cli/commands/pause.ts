import { hostname, userInfo } from 'node:os';
import type { Command } from 'commander';
import { hold, heldBy } from '../../study/shared/hold.ts';
import { findStudy, inStorage, type PlaceOptions, print, printJson, withPlace } from '../place.ts';
import { safe } from '../text.ts';

/** `vernier pause`. */
export function define(program: Command): void {
  withPlace(
    program
      .command('pause')
      .description('keep new trials of a study from starting, whoever runs it')
      .argument('[study]', 'its name; may be left out where there is one study'),
  )
    .option('--reason <text>', 'why; shown to everybody')
    .addHelpText(
      'after',
      '\nExamples:\n  vernier pause digits\n  vernier pause digits --reason "the disk is full"\n\nTrials that run go on. vernier resume lets new ones start again.',
    )
    .action(pause);
}

async function pause(name: string | undefined, options: PlaceOptions & { readonly reason?: string }): Promise<void> {
  await inStorage(options.storage, 'write', async (storage) => {
    const record = await findStudy(storage, name);
    const before = heldBy(record);
    const held = before ?? { by: `${userInfo().username}@${hostname()}`, why: options.reason ?? null, at: Date.now() };
    await hold(storage, record, held);
    if (options.json === true) return printJson({ study: record.name, paused: held });
    print([
      before === null
        ? `Paused ${safe(record.name)}: no trial starts until it is resumed. Those that run go on.`
        : `${safe(record.name)} is paused already, by ${safe(before.by)}${before.why === null ? '' : ` (${safe(before.why)})`}.`,
    ]);
  });
}

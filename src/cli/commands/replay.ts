import type { Command } from 'commander';
import { replay } from '../../study/replay/replay.ts';
import { EXIT } from '../failure.ts';
import { findStudy, inStorage, type PlaceOptions, print, printJson, withPlace } from '../place.ts';
import { count, safe } from '../text.ts';

/** `vernier replay`. */
export function define(program: Command): void {
  withPlace(
    program
      .command('replay')
      .description('compute every proposal again from what its sampler had seen, and compare')
      .argument('[study]', 'its name; without it the only study'),
  )
    .addHelpText(
      'after',
      '\nExamples:\n  vernier replay digits\n  vernier replay digits --json\n\nExit code 6 where a stored proposal is not what the sampler proposes.',
    )
    .action(check);
}

async function check(name: string | undefined, options: PlaceOptions): Promise<void> {
  await inStorage(options.storage, 'read', async (storage) => {
    const record = await findStudy(storage, name);
    const isTerminal = process.stderr.isTTY === true && options.json !== true;
    const report = await replay(storage, record.name, (number, of) => {
      if (isTerminal && number % 16 === 0) process.stderr.write(`\r\x1b[K${number} of ${of}`);
    });
    if (isTerminal) process.stderr.write('\r\x1b[K');
    if (report.agreed < report.checked) process.exitCode = EXIT.differs;
    if (options.json === true) return printJson(report);
    print([
      `${report.agreed} of ${count(report.checked, 'proposal')} of ${safe(record.name)} agree${report.agreed === report.checked ? '' : `; ${report.checked - report.agreed} do not`}.`,
      ...(report.skipped > 0
        ? [
            `${count(report.skipped, 'trial')} left out: added from elsewhere, run to confirm others, removed, or still waiting.`,
          ]
        : []),
      ...report.disagreements
        .slice(0, 20)
        .map(
          ({ number, name: parameter, stored, proposed }) =>
            `  trial ${number}: ${safe(parameter)} is stored as ${stored ?? 'nothing'}; the sampler proposes ${proposed ?? 'nothing'}`,
        ),
      ...(report.disagreements.length > 20 ? [`  and ${report.disagreements.length - 20} more`] : []),
    ]);
  });
}

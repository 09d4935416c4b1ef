import { readFile, writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { StudySummary } from '../../analysis/summary/summary.ts';
import { VernierError } from '../../errors.ts';
import { winnerRow } from '../../history/confirmation.ts';
import { snapshotOf } from '../../history/snapshot-writer.ts';
import { SPACE } from '../../study/opening/setup.ts';
import { storedSetup } from '../../study/opening/stored.ts';
import type { Study } from '../../study/study.ts';
import type { StudyRecord } from '../../storage/storage.ts';
import { CLOCK } from '../clock.ts';
import { findStudy, inStorage, type PlaceOptions, print, printJson, readStudy, withPlace } from '../place.ts';
import { type PriceFlags, priceOf } from '../price.ts';
import { type Summarised, summarised } from '../summarised.ts';
import { lostSince } from '../../study/shared/catch-up.ts';
import { styleFor } from '../style.ts';
import { proseColumns, proseLines, safe } from '../text.ts';

/** The options of `vernier report`, as typed. */
interface ReportFlags extends PlaceOptions, PriceFlags {
  readonly output: string;
  readonly title?: string;
  readonly notes?: string;
  readonly text?: boolean;
}

/** `vernier report`. */
export function define(program: Command): void {
  withPlace(
    program
      .command('report')
      .description('write what a study has found into one file: words, tables, charts')
      .argument('[study]', 'its name; without it the only study'),
  )
    .option('-o, --output <file>', 'where to; an older report there is replaced', 'report.html')
    .option('--title <text>', 'the heading; default: the name of the study')
    .option('--notes <file>', 'words of your own in Markdown, shown above the charts')
    .option('--text', 'print the words instead')
    .option('--cost-per-hour <amount>', 'what an hour of a running trial costs; default: as the last run said')
    .option('--cost-metric <name>', 'instead the number that trials report of it')
    .option('--currency <name>', 'of the cost, such as EUR')
    .addHelpText(
      'after',
      '\nThe file opens in any browser, without a network, and holds the whole study.\n\nExamples:\n  vernier report digits\n  vernier report digits -o digits.html --title "Digits, first search" --notes notes.md\n  vernier report digits --text',
    )
    .action(report);
}

async function report(name: string | undefined, options: ReportFlags): Promise<void> {
  const notes = options.notes === undefined ? null : await notesIn(options.notes);
  await inStorage(options.storage, 'read', async (storage) => {
    const record = await findStudy(storage, name);
    const study = await readStudy(storage, record.name);
    const now = CLOCK.instant();
    const lost = await lostSince(storage, record.id, now);
    const found = await summarised(study, record, priceOf(options), now, lost);
    if (options.json === true) return printJson({ study: study.name, ...found.summary });
    if (options.text === true) return print(await textLines(study.name, found.summary));
    const title = options.title ?? study.name;
    await writeReport(options.output, await htmlOf({ study, record, found, title, notes, now }));
    print([`Report: ${safe(options.output)}`]);
  });
}

/** What a report is made of. */
interface Made {
  readonly study: Study;
  readonly record: StudyRecord;
  readonly found: Summarised;
  readonly title: string;
  readonly notes: string | null;
  readonly now: number;
}

async function htmlOf({ study, record, found, title, notes, now }: Made): Promise<string> {
  const { reportBundle, reportHtml } = await import('../report/file.ts');
  const { importancePicture, stillCharts } = await import('../report/charts.ts');
  const { bestTable, paramTable } = await import('../report/tables.ts');
  const { summary, price } = found;
  const { history } = study;
  const params = [
    ...summary.importance.params.map((param) => param.name).filter((param) => history.columns.has(param)),
    ...[...history.columns.keys()].filter((param) => !summary.importance.params.some((known) => known.name === param)),
  ];
  const best = study.objectives.length > 1 ? null : winnerRow(history);
  const tables = [
    [study.objectives.length > 1 ? 'The front' : 'The best trials', bestTable(study, summary.importance)],
    ['The parameters', paramTable(study, study.space, summary.importance, best)],
  ] as const;
  const setup = storedSetup(record);
  const influence = await importancePicture(study, now);
  return reportHtml(
    {
      title,
      study: study.name,
      madeAt: now,
      summary,
      charts: await stillCharts(study, params, price, now),
      pictures: influence === null ? {} : { influence },
      tables: tables.flatMap(([heading, html]) => (html === null ? [] : [[heading, html] as const])),
      notes,
      snapshot: snapshotOf(history).bytes,
      about: {
        space: record.systemAttributes[SPACE] ?? null,
        setup: setup === null ? null : { ...setup, program: null },
        params,
      },
    },
    await reportBundle(),
  );
}

async function textLines(study: string, { parts }: StudySummary): Promise<readonly string[]> {
  const style = await styleFor(process.stdout.isTTY);
  const columns = proseColumns();
  const lines = (text: string, indent: string, mark = indent): readonly string[] =>
    proseLines(safe(text), columns - indent.length, 40).map((line, i) => (i === 0 ? mark : indent) + line);
  return [
    style.bold(safe(study)),
    ...parts.flatMap(({ title, sentences, items }) => [
      '',
      style.bold(title),
      ...(sentences.length === 0 ? [] : lines(sentences.join(' '), '  ')),
      ...items.flatMap((item) => lines(item, '    ', '  - ')),
    ]),
  ];
}

async function notesIn(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new VernierError('config-invalid', `--notes ${file} cannot be read: ${(cause as Error).message}`, {
      cause,
      hint: 'Name a text file in Markdown.',
    });
  }
}

async function writeReport(file: string, html: string): Promise<void> {
  try {
    await writeFile(file, html);
  } catch (cause) {
    throw new VernierError('config-invalid', `--output ${file} cannot be written: ${(cause as Error).message}`, {
      cause,
      hint: 'Is there such a folder, and may you write into it?',
    });
  }
}

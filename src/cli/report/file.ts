import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { StudySummary, SummaryAbout, SummaryPart } from '../../analysis/summary/summary.ts';
import { VernierError } from '../../errors.ts';
import { escaped, scriptJson } from './html.ts';
import type { Picture, StillChart } from './charts.ts';

/** What a report's file is made of. */
export interface ReportContent {
  readonly title: string;
  /** Name of the study. */
  readonly study: string;
  /** Milliseconds since 1970 UTC. */
  readonly madeAt: number;
  readonly summary: StudySummary;
  readonly charts: readonly StillChart[];
  /** Beside the words of some parts. */
  readonly pictures: Readonly<Partial<Record<SummaryAbout, Picture>>>;
  /** Tables as HTML, by their heading. */
  readonly tables: readonly (readonly [title: string, html: string])[];
  /** Notes in Markdown; null = none. */
  readonly notes: string | null;
  /** The history's snapshot. */
  readonly snapshot: ArrayBuffer;
  /** What the script needs to know beside the history: plain JSON. */
  readonly about: {
    readonly space: unknown;
    readonly setup: unknown;
    /** Stored names of the parameters, the most important first. */
    readonly params: readonly string[];
  };
}

/** The script and the style of reports, built into the package. */
export interface ReportBundle {
  readonly script: string;
  readonly style: string;
}

const FOLDER = new URL('../../../dist/report/', import.meta.url);

/** Reads what reports are drawn with. @throws `dependency-missing` where it was not built */
export async function reportBundle(): Promise<ReportBundle> {
  try {
    const [script, style] = await Promise.all(
      ['report.js', 'report.css'].map((name) => readFile(new URL(name, FOLDER), 'utf8')),
    );
    return { script: script!, style: style! };
  } catch (cause) {
    throw new VernierError('dependency-missing', `The script of reports is not in ${fileURLToPath(FOLDER)}.`, {
      cause,
      hint: 'It is a part of the package; in a clone: npm run build',
    });
  }
}

/**
 * A report as one HTML file that needs nothing else. Its policy lets nothing run but its own script, and nothing be asked of anywhere;
 * without a script the words, the tables and the main charts are there all the same.
 */
export async function reportHtml(content: ReportContent, { script, style }: ReportBundle): Promise<string> {
  const { title, study, madeAt, summary, charts, pictures, tables, notes } = content;
  const code = unbroken(script);
  const packed = await promisify(gzip)(new Uint8Array(content.snapshot), { level: 9 });
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hashOf(code)}'`,
    `style-src 'sha256-${hashOf(style)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const when = new Date(madeAt).toISOString().slice(0, 16).replace('T', ' ');
  const [best, next, ...others] = summary.parts;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Vernier">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<div><h1>${escaped(title)}</h1>
<p>${title === study ? '' : `Study ${escaped(study)}. `}As of ${when} UTC.</p>
<nav aria-label="Parts"><a href="#charts-title">Charts</a><a href="#in-words">In words</a><a href="#tables">Tables</a></nav></div>
<div id="controls"></div>
</header>
<main>
<section class="answers" aria-label="Summary">
${[best!, next!].map((part) => partHtml(part, pictures)).join('\n')}
</section>
${notes === null ? '' : `<section class="card notes" aria-labelledby="notes-title"><h2 id="notes-title">Notes</h2><div id="notes" class="plain">${escaped(notes)}</div></section>`}
<section class="charts" aria-labelledby="charts-title"><h2 id="charts-title">Charts</h2>
<div class="figures"><div id="still" class="grid">
${charts.map(({ svg }) => `<div class="chart">${svg}</div>`).join('\n')}
</div><div id="live"></div></div></section>
<section class="words" id="in-words" aria-label="In words">
${others.map((part) => partHtml(part, pictures)).join('\n')}
</section>
<div id="tables"></div>
${tables.map(([heading, html]) => `<section class="card"><h2>${escaped(heading)}</h2>\n${html}\n</section>`).join('\n')}
</main>
<footer><p>Made by Vernier. This file holds the whole study and needs no network.</p></footer>
<script type="application/json" id="about">${scriptJson({ ...content.about, study, madeAt })}</script>
<script type="text/plain" id="history">${packed.toString('base64')}</script>
<script type="module">${code}</script>
</body>
</html>
`;
}

function partHtml({ about, title, sentences, items }: SummaryPart, pictures: ReportContent['pictures']): string {
  const [first, ...rest] = sentences.map(escaped);
  const lead = about === 'best' && first !== undefined ? [`<p class="lead">${first}</p>`] : [];
  const words = (lead.length > 0 ? rest : sentences.map(escaped)).join(' ');
  const list = items.map((item) => `<li>${escaped(item)}</li>`).join('');
  const picture = pictures[about];
  return [
    `<section class="card"><h2>${escaped(title)}</h2>`,
    ...lead,
    ...(picture === undefined
      ? []
      : [`<div class="picture light">${picture.light}</div><div class="picture dark">${picture.dark}</div>`]),
    ...(words === '' ? [] : [`<p>${words}</p>`]),
    ...(list === '' ? [] : [`<ul>${list}</ul>`]),
    '</section>',
  ].join('');
}

/** A script that cannot end its own element. In JavaScript these letters stand in texts and expressions alone, where `\\/` is `/`. */
const unbroken = (script: string): string => script.replace(/<(?=\/script|!--)/gi, '\\x3c');

const hashOf = (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64');

// Records the picture of the live view in the README: `node scripts/record.mjs [seconds]` runs the digits example in a
// terminal of tmux, looks at it after so many seconds, and draws what it sees as docs/images/live-view.svg.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NODE, ROOT } from './process.mjs';
import { build, setUpPackages } from './setup.mjs';

const COLUMNS = 92;
const ROWS = 24;
const CELL = { width: 8.4, height: 18 };
const MARGIN = 16;
const INK = '#d8dee9';
const PAPER = '#1f2430';
/** The sixteen colours of a terminal, as this picture paints them. */
const COLOURS = [
  '#3b4252 #ef6b73 #9cc97f #ebcb8b #7aa6da #c792ea #7fd1d8 #d8dee9',
  '#7b8394 #ff8b92 #b7e3a1 #ffe2a6 #9cc4ff #e0b0ff #a4edf2 #ffffff',
].flatMap((row) => row.split(' '));

const path = (name) => fileURLToPath(new URL(name, ROOT));
const tmux = (...args) => execFileSync('tmux', ['-L', 'vernier-record', ...args], { encoding: 'utf8' });
const seconds = Number(process.argv[2] ?? 15);

await setUpPackages();
await build();
const folder = path('.cache/record');
rmSync(folder, { recursive: true, force: true });
cpSync(path('examples/digits-typescript'), folder, {
  recursive: true,
  filter: (file) => !/(\.vernier|vernier\.db.*)$/.test(file),
});
const command = `cd '${folder}' && '${NODE}' '${path('dist/cli/main.js')}' run tune.ts`;
tmux('new-session', '-d', '-x', String(COLUMNS), '-y', String(ROWS), command);
await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
const screen = tmux('capture-pane', '-p', '-e');
tmux('kill-session');
mkdirSync(path('docs/images'), { recursive: true });
writeFileSync(path('docs/images/live-view.svg'), svg(screen.replace(/\n+$/, '').split('\n').map(runs)));
rmSync(folder, { recursive: true, force: true });

/** A line of the screen as runs of one style: { text, column, colour, bold, dim }. */
function runs(line) {
  const found = [];
  let style = { colour: null, bold: false, dim: false };
  let column = 0;
  for (const [, codes, text] of line.matchAll(/\x1b\[([\d;]*)m|([^\x1b]+)/g)) {
    if (text === undefined) style = restyled(style, codes.split(';').map(Number));
    else {
      found.push({ text, column, ...style });
      column += [...text].length;
    }
  }
  return found;
}

function restyled(style, codes) {
  let next = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) next = { colour: null, bold: false, dim: false };
    else if (code === 1) next = { ...next, bold: true };
    else if (code === 2) next = { ...next, dim: true };
    else if (code === 22) next = { ...next, bold: false, dim: false };
    else if (code >= 30 && code <= 37) next = { ...next, colour: COLOURS[code - 30] };
    else if (code === 39) next = { ...next, colour: null };
    else if (code >= 90 && code <= 97) next = { ...next, colour: COLOURS[code - 82] };
  }
  return next;
}

function svg(lines) {
  const width = COLUMNS * CELL.width + 2 * MARGIN;
  const height = lines.length * CELL.height + 2 * MARGIN;
  const texts = lines.flatMap((line, row) =>
    line.filter(({ text }) => text.trim() !== '').map((run) => drawn(run, row)),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="The live view of vernier run">
<style>text { white-space: pre }</style>
<rect width="${width}" height="${height}" rx="8" fill="${PAPER}"/>
<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" fill="${INK}" xml:space="preserve">
${texts.join('\n')}
</g>
</svg>
`;
}

/** Each run is stretched to its cells, so that columns stand under each other in any font. */
function drawn({ text, column, colour, bold, dim }, row) {
  const from = text.length - text.trimStart().length;
  const shown = text.trim();
  const x = (MARGIN + (column + from) * CELL.width).toFixed(1);
  const y = MARGIN + row * CELL.height + 13;
  const style = `${colour === null ? '' : ` fill="${colour}"`}${bold ? ' font-weight="bold"' : ''}${dim ? ' opacity="0.6"' : ''}`;
  const escaped = shown.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  return `<text x="${x}" y="${y}" textLength="${([...shown].length * CELL.width).toFixed(1)}" lengthAdjust="spacingAndGlyphs"${style}>${escaped}</text>`;
}

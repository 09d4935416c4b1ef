import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createStudy, float, space } from 'vernier';
import { SUMMARY_PARTS } from 'vernier/analysis';
import { random } from 'vernier/samplers';
import { sqlite } from 'vernier/sqlite';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'vernier-report-'));
/** The environment of somebody who types a command; under npm it would name another folder. */
const { INIT_CWD: _, ...typed } = process.env;

const report = (...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    const options = { cwd: folder, env: { ...typed, NO_COLOR: '1' } };
    execFile(process.execPath, [MAIN, 'report', ...args], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });

const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

beforeAll(async () => {
  const storage = sqlite(join(folder, 'vernier.db'));
  const study = await createStudy({
    name: 'plain',
    storage,
    seed: 1,
    sampler: random(),
    space: space({ x: float(0, 1), y: float(0, 1) }),
  });
  await study.optimize(({ x }) => (x - 0.3) ** 2, { trials: 30 });
  await storage.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('writes one file, whose policy allows its own script alone', async () => {
  expect(await report()).toEqual({ code: 0, stdout: 'Report: report.html\n', stderr: '' });
  const html = read('report.html');
  expect(html).toMatch(/^<!doctype html>/);
  expect(html).toMatch(/<title>plain<\/title>/);
  const [policy] = /content="default-src 'none'[^"]*"/.exec(html)!;
  expect(policy).not.toMatch(/unsafe|http|\*/);
  expect(html.match(/^<script type=/gm)).toHaveLength(3);
  expect(html.slice(0, html.indexOf('<script type'))).not.toMatch(/(?:src|href)="(?!#)/);
  expect(html).toMatch(/Trial \d+ is the best: value/);
});

test('title and notes are the reader’s', async () => {
  writeFileSync(join(folder, 'notes.md'), '# Why\n\nIt was <b>guessed</b>.');
  expect((await report('plain', '-o', 'own.html', '--title', 'A & B', '--notes', 'notes.md')).code).toBe(0);
  expect(read('own.html')).toContain('<title>A &#38; B</title>');
  expect(read('own.html')).toContain('It was &#60;b&#62;guessed');
  expect(read('own.html')).toContain('Study plain.');
});

test('the words alone, as text and as data', async () => {
  const { stdout } = await report('--text');
  expect(stdout).toMatch(/^plain\n\nThe best\n  Trial \d+ is the best: value/);
  expect(stdout).toMatch(/\n\nIs going on worth it\?\n/);
  const found = JSON.parse((await report('--json')).stdout);
  expect(found.study).toBe('plain');
  expect(found.parts.map((part: { about: string }) => part.about)).toEqual(SUMMARY_PARTS);
  expect(found.importance.params[0].name).toBe('x');
});

test('what cannot be done is said', async () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['plan'], /There is no study "plan" here.[\s\S]*"plain"/],
    [['-o', 'nowhere/report.html'], /--output nowhere\/report.html cannot be written/],
    [['--notes', 'none.md'], /--notes none.md cannot be read[\s\S]*Markdown/],
    [['--cost-per-hour', 'free'], /--cost-per-hour is "free"; expected a number above 0/],
    [['-s', 'sqlite:other.db'], /There is no other.db here/],
  ];
  for (const [args, says] of cases) {
    const { code, stdout, stderr } = await report(...args);
    expect(stderr).toMatch(says);
    expect(stdout).toBe('');
    expect(code).toBeGreaterThan(0);
  }
});

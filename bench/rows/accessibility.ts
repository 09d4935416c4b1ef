import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { sqlite } from 'vernier/sqlite';
import { STUDIES } from '../../dashboard/demo/studies.ts';
import type { Row } from '../measurement.ts';
import { openPlace, type Place } from './page-place.ts';

/** Windows in which each page is looked at. */
const LOOKS = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 1280 },
  { colorScheme: 'light', width: 390 },
  { colorScheme: 'dark', width: 390 },
] as const;
/** A page is looked at when it has not changed for so long, in milliseconds. */
const QUIET_MS = 700;
const VERNIER = join(process.cwd(), 'dist/cli/main.js');

interface Finding {
  readonly page: string;
  readonly impact: string;
  readonly rule: string;
  readonly nodes: readonly string[];
}

/** What an automated audit says of the pages. */
export const accessibility: Row = {
  id: 'accessibility',
  what: `serious and critical findings of axe-core ${axe.version} on every page of the dashboard, the page for logging in and a report, in light and dark, 1280 and 390 pixels wide; the studies have curves, two objectives, constraints, hostile names, three hundred parameters, one trial and none`,
  unit: 'findings',
  limit: { atMost: 0 },
  async measure({ progress }) {
    const place = await openPlace(1000);
    try {
      const pages = await pagesOf(place, progress);
      const findings: Finding[] = [];
      for (const { colorScheme, width } of LOOKS) {
        const options = { colorScheme, viewport: { width, height: 900 } };
        for (const [name, address, isOurs] of pages) {
          const context = isOurs ? await place.visitor(options) : await place.browser.newContext(options);
          findings.push(...(await audited(context, `${name}, ${colorScheme}, ${width}`, address)));
          await context.close();
        }
        progress(`${colorScheme}, ${width}: ${findings.length} findings so far`);
      }
      const serious = findings.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      return {
        value: serious.length,
        detail: { pages: pages.length * LOOKS.length, serious, lesser: findings.length - serious.length },
      };
    } finally {
      await place.close();
    }
  },
};

type Address = readonly [name: string, address: string, isOurs: boolean];

/** Every page, of every kind of study. */
async function pagesOf({ file, url, cookie }: Place, progress: (line: string) => void): Promise<readonly Address[]> {
  const storage = sqlite(file, { durability: 'normal' });
  for (const make of STUDIES) await make(storage);
  const odd = (await storage.listStudies()).length;
  await storage.close();
  progress(`${odd} studies are made`);
  const answer = await fetch(`${url}/api/studies`, { headers: { cookie } });
  const { studies } = (await answer.json()) as {
    readonly studies: readonly { readonly id: string; readonly name: string }[];
  };
  const report = join(file, '..', 'report.html');
  execFileSync(
    process.execPath,
    [VERNIER, 'report', 'digits classifier', '--storage', `sqlite:${file}`, '-o', report],
    {
      stdio: 'ignore',
    },
  );
  return [
    ['list', `${url}/`, true],
    ['new', `${url}/new`, true],
    ['dial', `${url}/dial`, true],
    ['no page', `${url}/nowhere`, true],
    ['no study', `${url}/studies/nowhere`, true],
    ['compare', `${url}/compare?ids=${studies.slice(0, 3).map(({ id }) => id)}`, true],
    ['compare nothing', `${url}/compare`, true],
    ['log in', `${url}/login`, false],
    ['report', pathToFileURL(report).href, false],
    ...studies.flatMap(({ id, name }): Address[] => [
      [`overview of ${name}`, `${url}/studies/${id}`, true],
      [`trials of ${name}`, `${url}/studies/${id}?tab=trials`, true],
      [`steer ${name}`, `${url}/studies/${id}?tab=steer`, true],
      [`trial of ${name}`, `${url}/studies/${id}/trials/0`, true],
    ]),
  ];
}

async function audited(context: BrowserContext, page: string, address: string): Promise<readonly Finding[]> {
  const opened = await context.newPage();
  await opened.goto(address);
  await quiet(opened);
  await opened.evaluate(axe.source);
  const found = await opened.evaluate<readonly Omit<Finding, 'page'>[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, impact, nodes }) =>
      ({ rule: id, impact, nodes: nodes.map(({ html }) => html.slice(0, 160)) })))`,
  );
  return found.map((one) => ({ page, ...one }));
}

/** Waits until what is shown has not changed for a while; at most ten seconds. */
const quiet = (page: Page): Promise<void> =>
  page.evaluate(`new Promise((resolve) => {
    let last = performance.now();
    const began = last;
    new MutationObserver(() => { last = performance.now(); }).observe(document, { subtree: true, childList: true, characterData: true });
    const timer = setInterval(() => {
      const now = performance.now();
      if (now - last < ${QUIET_MS} && now - began < 10_000) return;
      clearInterval(timer);
      resolve();
    }, 50);
  })`);

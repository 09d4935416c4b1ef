import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** A fenced block of code in a page. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  /** Line of its first line of code, from 1. */
  readonly line: number;
  /** What its first line calls it (`// train.ts`, `# tune.yaml`); null where it has no name. */
  readonly file: string | null;
}

/** The blocks of a page, in order. @throws where a fence is never closed or names no language */
export function codeBlocks(page: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const lines = page.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const fence = /^```(.*)$/.exec(lines[i]!);
    if (fence === null) continue;
    const end = lines.indexOf('```', i + 1);
    if (end < 0) throw new Error(`line ${i + 1}: this code block is never closed.`);
    const language = fence[1]!.trim();
    if (language === '') throw new Error(`line ${i + 1}: this code block names no language (text, where it is none).`);
    const code = lines.slice(i + 1, end).join('\n');
    const file = /^(?:\/\/|#) (\S+\.\w+)$/.exec(lines[i + 1] ?? '')?.[1] ?? null;
    blocks.push({ language, code, line: i + 2, file });
    i = end;
  }
  return blocks;
}

/** Targets of a page's links that lie in the repository, without `#…`. */
export function localLinks(page: string): string[] {
  const outsideCode = page.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
  return [...outsideCode.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!.replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}

/** Pages of the repository: the ones at the top, all of `docs/`, and one per example. Paths with `/`. */
export function pages(root: string): string[] {
  const under = (folder: string) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => posix.join(folder, file.replaceAll('\\', '/')))
      .filter((file) => file.endsWith('.md') && !file.includes('node_modules/'));
  return [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'bench/README.md',
    ...under('docs'),
    ...under('examples'),
  ].sort();
}

/** The text of a page. */
export function readPage(root: string, page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

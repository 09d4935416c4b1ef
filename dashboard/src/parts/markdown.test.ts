import { expect, test } from 'vitest';
import { markdownHtml } from './markdown.tsx';

test('tables, lists and code', () => {
  expect(markdownHtml('| a | b |\n|---|---|\n| 1 | 2 |')).toContain('<table>');
  expect(markdownHtml('- `x`')).toContain('<li><code>x</code></li>');
});

test.each([
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '[x](javascript:alert(1))',
  '![x](javascript:alert(1))',
  '[x](data:text/html,<script>1</script>)',
  '<a href="javascript:alert(1)">x</a>',
  '`<b onclick=alert(1)>`',
  '| <img src=x onerror=alert(1)> |\n|---|\n| [x](vbscript:x) |',
])('nothing in %s runs', (text) => {
  const html = markdownHtml(text);
  // Tags are only those that Markdown makes, and addresses in them are empty.
  for (const [tag] of html.matchAll(/<[^>]*>/g)) expect(tag).not.toMatch(/script|onerror|onclick|javascript|data:/i);
});

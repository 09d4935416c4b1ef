import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escaped, scriptJson, tableHtml } from './html.ts';

describe('laws', () => {
  test('a text ends neither its element nor its attribute, and reads as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const html = escaped(text);
        expect(html).not.toMatch(/[<>"']/);
        const read = html.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
        expect(read).toBe(
          text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ''),
        );
      }),
    );
  });

  test('data in a script reads as it was, and holds nothing that a document would look at', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        const json = scriptJson({ data, evil: '</script><!--' });
        expect(json).not.toContain('<');
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ data, evil: '</script><!--' })));
      }),
    );
  });
});

test('a table has a heading a column, numbers to the right, and empty cells where there is nothing', () => {
  const html = tableHtml('The "best"', ['a', 'b<'], [['1', null]], [true, false]);
  expect(html).toContain('aria-label="The &#34;best&#34;"');
  expect(html).toContain('<th scope="col" class="number">a</th><th scope="col">b&#60;</th>');
  expect(html).toContain('<tr><td class="number">1</td><td></td></tr>');
});

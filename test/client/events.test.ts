import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventReader, type ServerEvent } from '../../src/client/events.ts';

const encoder = new TextEncoder();
const read = (text: string) => new EventReader().read(encoder.encode(text));

test('events, ids that stay, comments, and fields that nobody knows', () => {
  expect(read('retry: 1000\n\n: still here\n\nevent: changes\nid: e.1\ndata: {"a":1}\n\n')).toEqual([
    { event: 'changes', id: 'e.1', data: '{"a":1}' },
  ]);
  expect(read('id: 7\ndata: a\ndata:b\ndata\n\nodd: 1\nevent\ndata:  c\n\n')).toEqual([
    { event: 'message', id: '7', data: 'a\nb\n' },
    { event: 'message', id: '7', data: ' c' },
  ]);
});

test('an event whose end has not come counts for nothing', () => {
  const reader = new EventReader();
  expect(reader.read(encoder.encode('data: a\r'))).toEqual([]);
  expect(reader.read(encoder.encode('\n'))).toEqual([]);
  expect(reader.read(encoder.encode('\r'))).toEqual([{ event: 'message', id: null, data: 'a' }]);
  expect(reader.read(encoder.encode('\n\r\n'))).toEqual([]);
});

/** The slow and readable way: the whole text at once. */
function slowly(text: string): ServerEvent[] {
  const found: ServerEvent[] = [];
  let id: string | null = null;
  for (const block of text
    .replaceAll(/\r\n|\r/g, '\n')
    .split(/(?<=^|\n)\n/)
    .slice(0, -1)) {
    let event = 'message';
    const data: string[] = [];
    for (const line of block.split('\n')) {
      const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/su.exec(line)!;
      if (name === 'event') event = value === '' ? 'message' : value;
      if (name === 'data') data.push(value);
      if (name === 'id') id = value;
    }
    if (data.length > 0) found.push({ event, data: data.join('\n'), id });
  }
  return found;
}

describe('laws', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'data: {"x":1}',
      'data',
      'data:',
      'event: changes',
      'event:',
      'id: e.12',
      ': here',
      'odd',
      '',
      '',
      '',
    ),
    fc.string({ unit: 'grapheme' }).map((text) => `data:${text.replaceAll(/[\r\n]/g, '')}`),
  );
  const ending = fc.constantFrom('\n', '\r\n', '\r');
  test('bytes may be cut anywhere', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(line, ending), { maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
        (lines, cuts) => {
          const text = lines.map(([own, end]) => own + end).join('');
          const bytes = encoder.encode(text);
          const reader = new EventReader();
          const found: ServerEvent[] = [];
          for (let at = 0, i = 0; at < bytes.length; i++) {
            const end = at + cuts[i % cuts.length]!;
            found.push(...reader.read(bytes.subarray(at, end)));
            at = end;
          }
          expect(found).toEqual(slowly(text));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

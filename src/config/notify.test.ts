import { expect, test } from 'vitest';
import { treeOf, type Data } from '../space/file-tree.ts';
import { readNotify } from './notify.ts';

const read = (data: Data, objectives = 1) => readNotify(treeOf(data), objectives);
const fault = (data: Data, objectives = 1) => {
  try {
    return read(data, objectives);
  } catch (error) {
    return [(error as Error).message, (error as { hint: string }).hint].join(' ');
  }
};

test('rules as a file writes them', () => {
  expect(
    read([
      { on: ['finished', 'budget-50%'], webhook: 'https://hooks.example.org/a?b=c' },
      { on: 'new-best', command: ['notify-send', 'Better'] },
    ]),
  ).toEqual([
    { on: ['finished', 50], to: { webhook: 'https://hooks.example.org/a?b=c' } },
    { on: ['new-best'], to: { command: ['notify-send', 'Better'] } },
  ]);
  for (const local of ['http://127.0.0.1:8080/', 'http://localhost/', 'http://[::1]:1/'])
    expect(read({ on: 'failed', webhook: local })).toEqual([{ on: ['failed'], to: { webhook: local } }]);
});

test('what cannot be is refused, with the right word', () => {
  expect(fault([{ on: ['finish'], webhook: 'https://a.org' }])).toMatch(
    /"finish", which is nothing.*Did you mean "finished"/,
  );
  expect(fault([{ on: ['budget-0%'], webhook: 'https://a.org' }])).toContain('budget-0%');
  expect(fault([{ on: ['budget-101%'], webhook: 'https://a.org' }])).toContain('budget-101%');
  expect(fault([{ webhook: 'https://a.org' }])).toContain('does not say of what');
  expect(fault([{ on: [], webhook: 'https://a.org' }])).toContain('on is empty');
  expect(fault([{ on: 'failed' }])).toContain('neither webhook and command');
  expect(fault([{ on: 'failed', webhook: 'https://a.org', command: ['x'] }])).toContain('both webhook and command');
  expect(fault([{ on: 'failed', command: [] }])).toContain('command is empty');
  expect(fault([{ on: 'failed', webhok: 'https://a.org' }])).toContain('webhok');
  expect(fault([{ on: 'new-best', webhook: 'https://a.org' }], 2)).toContain('several objectives have no best');
  for (const bad of ['http://a.org', 'http://127.0.0.1.a.org/', 'ftp://a.org', 'a.org', 'file:///etc/passwd'])
    expect(fault([{ on: 'failed', webhook: bad }])).toContain('expected an address that begins with https://');
  expect(fault([{ on: 'failed', webhook: 'https://ada:secret@a.org' }])).not.toContain('secret@');
});

import { expect, test } from 'vitest';
import { Screen } from './screen.ts';

/** A terminal that keeps what is written, and can be resized. */
class FakeTerminal {
  columns = 40;
  rows = 10;
  written = '';
  #listeners = new Set<() => void>();
  write(text: string): void {
    this.written += text;
  }
  on(_: 'resize', listener: () => void): void {
    this.#listeners.add(listener);
  }
  off(_: 'resize', listener: () => void): void {
    this.#listeners.delete(listener);
  }
  resize(columns: number, rows: number): void {
    Object.assign(this, { columns, rows });
    for (const listener of this.#listeners) listener();
  }
  take(): string {
    const { written } = this;
    this.written = '';
    return written;
  }
}

test('a frame is drawn in place, anew after a resize, and removed in the end', () => {
  const terminal = new FakeTerminal();
  const screen = new Screen(terminal, (columns, rows) => [`${columns}`, `${rows}`]);
  expect(terminal.take()).toBe('\x1b[?25l');
  screen.draw();
  expect(terminal.take()).toBe('\x1b[?2026h40\x1b[K\n9\x1b[K\n\x1b[J\x1b[?2026l');
  screen.draw();
  expect(terminal.take()).toBe('\x1b[?2026h\r\x1b[2A40\x1b[K\n9\x1b[K\n\x1b[J\x1b[?2026l');
  terminal.resize(20, 8);
  expect(terminal.take()).toBe('\x1b[H\x1b[2J\x1b[?2026h20\x1b[K\n7\x1b[K\n\x1b[J\x1b[?2026l');
  screen.close();
  expect(terminal.take()).toBe('\r\x1b[2A\x1b[J\x1b[?25h');
  screen.close();
  terminal.resize(50, 50);
  screen.draw();
  expect(terminal.take()).toBe('');
});

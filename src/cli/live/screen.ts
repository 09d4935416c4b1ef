/** The part of a terminal that the live view needs. */
export interface Terminal {
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

const HIDE = '\x1b[?25l';
const SHOW = '\x1b[?25h';
/** Synchronized update: terminals that know it draw the frame at once, others ignore it. */
const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';

/** A frame at the bottom of a terminal that is drawn again in place. The cursor is hidden while there is one. */
export class Screen {
  readonly #terminal: Terminal;
  readonly #lines: (columns: number, rows: number) => readonly string[];
  readonly #onResize = (): void => {
    // What a terminal does to lines that it makes narrower cannot be known: the whole screen is drawn anew.
    this.#terminal.write('\x1b[H\x1b[2J');
    this.#shown = 0;
    this.draw();
  };
  /** Lines of the frame on the screen. */
  #shown = 0;
  #open = true;

  /** @param lines  the frame for a size; no line wider than the columns, not more lines than rows */
  constructor(terminal: Terminal, lines: (columns: number, rows: number) => readonly string[]) {
    this.#terminal = terminal;
    this.#lines = lines;
    terminal.write(HIDE);
    terminal.on('resize', this.#onResize);
  }

  draw(): void {
    if (!this.#open) return;
    const { columns, rows } = this.#size();
    const frame = this.#lines(columns, rows - 1);
    this.#terminal.write(`${BEGIN}${this.#back()}${frame.map((line) => `${line}\x1b[K\n`).join('')}\x1b[J${END}`);
    this.#shown = frame.length;
  }

  /** Removes the frame and gives the cursor back. May be called twice. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#terminal.off('resize', this.#onResize);
    this.#terminal.write(`${this.#back()}\x1b[J${SHOW}`);
  }

  #size(): { readonly columns: number; readonly rows: number } {
    return { columns: Math.max(20, this.#terminal.columns ?? 80), rows: Math.max(6, this.#terminal.rows ?? 24) };
  }

  /** To the frame's first line. */
  #back(): string {
    return this.#shown === 0 ? '' : `\r\x1b[${this.#shown}A`;
  }
}

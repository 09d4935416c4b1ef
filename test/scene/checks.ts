import { textWidth } from '../../src/scene/text-width.ts';
import type { Mark, Scene, TextMark } from '../../src/scene/scene.ts';

/** A rectangle by its edges. */
export interface Edges {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Where a text lies, by the estimate of its width. */
export function edgesOfText({ x, y, text, size, anchor, isTurned }: TextMark): Edges {
  const width = textWidth(text, size);
  const start = anchor === 'start' ? 0 : anchor === 'middle' ? -width / 2 : -width;
  if (isTurned) return { left: x - 0.8 * size, right: x + 0.2 * size, top: y - start - width, bottom: y - start };
  return { left: x + start, right: x + start + width, top: y - 0.8 * size, bottom: y + 0.2 * size };
}

/** All texts of a picture that are seen. */
export function textsOf(marks: readonly Mark[]): readonly TextMark[] {
  return marks.flatMap((mark) =>
    mark.type === 'clip' ? textsOf(mark.marks) : mark.type === 'text' && mark.text !== '' ? [mark] : [],
  );
}

/** Pairs of texts that touch each other, as sentences. */
export function collisions(scene: Scene): readonly string[] {
  const texts = textsOf(scene.marks).map((mark) => ({ mark, edges: edgesOfText(mark) }));
  return texts.flatMap(({ mark, edges: a }, i) =>
    texts.slice(i + 1).flatMap(({ mark: other, edges: b }) => {
      const isApart = a.right <= b.left + 0.01 || b.right <= a.left + 0.01 || a.bottom <= b.top || b.bottom <= a.top;
      return isApart ? [] : [`"${mark.text}" (${mark.x}, ${mark.y}) touches "${other.text}" (${other.x}, ${other.y})`];
    }),
  );
}

/** What lies beyond the frame, or has a place that is no number where the mark cannot leave it out. */
export function strays(scene: Scene): readonly string[] {
  const frame = { left: 0, top: 0, right: scene.width, bottom: scene.height };
  return scene.marks.flatMap((mark) => straysOf(mark, frame));
}

const SLACK = 0.51;

function straysOf(mark: Mark, frame: Edges): readonly string[] {
  const told = ({ left, top, right, bottom }: Edges, what: string): readonly string[] =>
    left >= frame.left - SLACK &&
    right <= frame.right + SLACK &&
    top >= frame.top - SLACK &&
    bottom <= frame.bottom + SLACK
      ? []
      : [`${what} at ${left}, ${top} … ${right}, ${bottom} lies beyond ${JSON.stringify(frame)}`];
  switch (mark.type) {
    case 'clip': {
      const { x, y, width, height } = mark;
      const inner = { left: x, top: y, right: x + width, bottom: y + height };
      return [...told(inner, 'a clip'), ...mark.marks.flatMap((own) => straysOf(own, WHEREVER))];
    }
    case 'text':
      return told(edgesOfText(mark), `"${mark.text}"`);
    case 'cells':
      return told(extent(mark.xs, mark.ys), 'cells');
    case 'area':
      return [...told(extent(mark.xs, mark.tops), 'an area'), ...told(extent(mark.xs, mark.bottoms), 'an area')];
    default:
      return mark.xs.length === 0 ? [] : told(extent(mark.xs, mark.ys), mark.type);
  }
}

/** Within a clip anything may lie anywhere, but at a number. */
const WHEREVER: Edges = { left: -1e6, top: -1e6, right: 1e6, bottom: 1e6 };

function extent(xs: Float32Array, ys: Float32Array): Edges {
  const [x, y] = [xs.filter((value) => !Number.isNaN(value)), ys.filter((value) => !Number.isNaN(value))];
  const edge = (list: Float32Array, way: 'min' | 'max'): number => list.reduce((a, b) => Math[way](a, b), list[0] ?? 0);
  return { left: edge(x, 'min'), right: edge(x, 'max'), top: edge(y, 'min'), bottom: edge(y, 'max') };
}

/** Does a document close all that it opens? Answers the first place where it does not; null = it does. */
export function unclosed(document: string): string | null {
  const open: string[] = [];
  let at = 0;
  const tag = /<(\/?)([a-z]+)((?: [\w:-]+="[^"<>&]*(?:&#\d+;[^"<>&]*)*")*)(\/?)>/gy;
  while (at < document.length) {
    const next = document.indexOf('<', at);
    const text = document.slice(at, next < 0 ? undefined : next);
    if (/&(?!#\d+;)/.test(text) || text.includes('>')) return text.slice(0, 80);
    if (next < 0) break;
    tag.lastIndex = next;
    const found = tag.exec(document);
    if (found === null) return document.slice(next, next + 80);
    const [whole, closes, name = '', , isEmpty] = found;
    if (closes === '/' && open.pop() !== name) return whole;
    if (closes === '' && isEmpty === '') open.push(name);
    at = next + whole.length;
  }
  return open.at(-1) ?? null;
}

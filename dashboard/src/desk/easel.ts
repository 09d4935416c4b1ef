import {
  type HitIndex,
  hitIndexOf,
  paint,
  paintHighlight,
  type Scene,
  type Surface,
  trialAt,
  trialsIn,
} from 'vernier/scene';
import { isTouched, missing, sceneOf, type Subject } from './charts.ts';
import type { Box, Canvases, ChartName, ChartView, News, Painted, Step } from './messages.ts';
import { placeOf, stepped } from './places.ts';
import type { Selection } from './selection.ts';
import { refusalOf } from './refusal.ts';

/** A trial of a chart, and where it lies there, CSS pixels. */
export interface Pointed {
  readonly trial: number;
  readonly x: number;
  readonly y: number;
}

/** What an easel needs of its desk. */
export interface EaselPorts {
  readonly post: (news: News) => void;
  readonly after: (ms: number, callback: () => void) => () => void;
  /** Milliseconds by a clock that never goes back. */
  readonly elapsed: () => number;
  /** null = there is nothing to draw yet. */
  readonly subject: () => Subject | null;
  readonly selection: Selection;
  /** The pointer is on a trial of a chart, or on none. */
  readonly pointed: (chart: number, at: Pointed | null) => void;
}

interface Shown {
  readonly canvases: Canvases;
  view: ChartView;
  isVisible: boolean;
  /** Since when it does not show what it should, by `elapsed`; null = it does. */
  dirtySince: number | null;
  isHighlightDirty: boolean;
  /** It is not drawn again before. */
  notBefore: number;
  scene: Scene | null;
  /** Made when somebody points at it. */
  index: HitIndex | null;
  painted: Painted | null;
  /** Where the pointer is; null = elsewhere. */
  pointer: { readonly x: number; readonly y: number } | null;
  /** The trial that is pointed at, and where it lies. */
  pointed: Pointed | null;
}

/** A chart that took t milliseconds rests for 4 t; a slow one, beyond so many milliseconds, for 12 t. */
const REST = 4;
const SLOW_MS = 300;
const SLOW_REST = 12;
/** Pixels around the pointer in which a trial is found. */
const REACH = 14;

/** The charts of a page: painted one at a time, those that are seen, when what they show has changed. */
export class Easel {
  readonly #ports: EaselPorts;
  readonly #shown = new Map<number, Shown>();
  #isResting = false;
  #callOff: (() => void) | null = null;

  constructor(ports: EaselPorts) {
    this.#ports = ports;
  }

  /** Shows a chart, or changes how it is shown. The canvases come with the first time. */
  show(chart: number, view: ChartView, canvases: Canvases | undefined): void {
    const known = this.#shown.get(chart);
    if (known !== undefined) {
      known.view = view;
      known.notBefore = 0;
      this.#soil(known);
    } else if (canvases !== undefined) {
      const fresh: Shown = {
        canvases,
        view,
        isVisible: false,
        dirtySince: this.#ports.elapsed(),
        isHighlightDirty: true,
        notBefore: 0,
        scene: null,
        index: null,
        painted: null,
        pointer: null,
        pointed: null,
      };
      this.#shown.set(chart, fresh);
    }
    this.plan();
  }

  see(chart: number, isVisible: boolean): void {
    const shown = this.#shown.get(chart);
    if (shown !== undefined) shown.isVisible = isVisible;
    this.plan();
  }

  drop(chart: number): void {
    this.#shown.delete(chart);
  }

  rest(isResting: boolean): void {
    this.#isResting = isResting;
    this.plan();
  }

  /** Is there nothing to be painted right now? */
  get isIdle(): boolean {
    const now = this.#ports.elapsed();
    return this.#isResting || ![...this.#shown.values()].some((shown) => this.#isWanted(shown) && dueAt(shown) <= now);
  }

  /** Something has changed. @param rows that have news; null = all may */
  soil(rows: Int32Array | null): void {
    const subject = this.#ports.subject();
    if (subject === null) return;
    for (const shown of this.#shown.values())
      if (rows === null || isTouched(shown.view.name, shown.view.options, subject.history, rows)) this.#soil(shown);
    this.plan();
  }

  /** What charts of a kind show beside the study has changed. */
  renew(name: ChartName): void {
    for (const shown of this.#shown.values()) if (shown.view.name === name) this.#soil(shown);
    this.plan();
  }

  /** The selection has changed: it is painted anew, first in the chart where it was made. */
  highlight(first: number | null): void {
    for (const [id, shown] of this.#shown) {
      shown.isHighlightDirty = true;
      if (shown.pointed !== null) this.#ports.pointed(id, shown.pointed);
    }
    const own = first === null ? undefined : this.#shown.get(first);
    if (own !== undefined) this.#highlight(first!, own);
    this.plan();
  }

  /** Trials in a rectangle of a chart. */
  within(chart: number, box: Box): Int32Array {
    const shown = this.#shown.get(chart);
    const index = shown === undefined ? null : indexOf(shown);
    return index === null ? new Int32Array(0) : trialsIn(index, box);
  }

  /** Moves the pointer; null = it has left the chart. */
  point(chart: number, pointer: Shown['pointer']): void {
    const shown = this.#shown.get(chart);
    if (shown === undefined) return;
    shown.pointer = pointer;
    this.#look(chart, shown);
  }

  /** Goes from the trial that is pointed at to another one of the chart, by number; answers which. */
  step(chart: number, step: Step): number | null {
    const shown = this.#shown.get(chart);
    const index = shown === undefined ? null : indexOf(shown);
    if (shown === undefined || index === null || shown.scene === null) return null;
    const { width, height } = shown.scene;
    const trial = stepped(trialsIn(index, { x: 0, y: 0, width, height }), shown.pointed?.trial ?? null, step);
    const place = trial === null ? null : placeOf(shown.scene, trial);
    if (trial === null || place === null) return null;
    shown.pointer = null;
    shown.pointed = { trial, ...place };
    this.#ports.pointed(chart, shown.pointed);
    return trial;
  }

  #soil(shown: Shown): void {
    shown.dirtySince ??= this.#ports.elapsed();
  }

  #isWanted({ isVisible, dirtySince, isHighlightDirty, scene, view }: Shown): boolean {
    const subject = this.#ports.subject();
    if (!isVisible || subject === null || missing(view.name, view.options, subject) !== null) return false;
    return dirtySince !== null || (isHighlightDirty && scene !== null);
  }

  /** Sees to it that the next chart is painted when it is due, and that what charts show is kept up to date. */
  plan(): void {
    this.#callOff?.();
    this.#callOff = null;
    if (this.#isResting || this.#ports.subject() === null) return;
    let due = Number.POSITIVE_INFINITY;
    for (const shown of this.#shown.values()) if (this.#isWanted(shown)) due = Math.min(due, dueAt(shown));
    if (due === Number.POSITIVE_INFINITY) return;
    this.#callOff = this.#ports.after(Math.max(0, due - this.#ports.elapsed()), () => this.#turn());
  }

  /** Paints one chart: of those that are due the one that waits longest; highlights first. */
  #turn(): void {
    this.#callOff = null;
    const now = this.#ports.elapsed();
    let next: readonly [number, Shown] | null = null;
    for (const own of this.#shown) {
      const [, shown] = own;
      if (!this.#isWanted(shown) || dueAt(shown) > now) continue;
      if (next === null || waitsLonger(shown, next[1])) next = own;
    }
    if (next !== null) {
      const [chart, shown] = next;
      if (isSoiled(shown, now)) this.#paint(chart, shown);
      else this.#highlight(chart, shown);
    }
    this.plan();
  }

  #paint(chart: number, shown: Shown): void {
    const began = this.#ports.elapsed();
    shown.dirtySince = null;
    shown.index = null;
    const { view, canvases } = shown;
    try {
      const scene = sceneOf(view, this.#ports.subject()!);
      shown.scene = scene;
      sized(canvases, scene.width, scene.height, view.ratio);
      paint(scene, surfaceOf(canvases.base), { ratio: view.ratio });
      this.#tell(chart, shown, {
        title: scene.title,
        description: scene.description,
        height: scene.height,
        error: null,
      });
    } catch (error) {
      shown.scene = null;
      const { message, hint } = refusalOf(error);
      this.#tell(chart, shown, {
        title: '',
        description: '',
        height: shown.painted?.height ?? view.height ?? 0,
        error: hint === null ? message : `${message} ${hint}`,
      });
    }
    this.#highlight(chart, shown);
    if (shown.pointer !== null) this.#look(chart, shown);
    const took = this.#ports.elapsed() - began;
    shown.notBefore = began + took * (1 + (took > SLOW_MS ? SLOW_REST : REST));
  }

  #highlight(chart: number, shown: Shown): void {
    shown.isHighlightDirty = false;
    const { scene, canvases, view } = shown;
    if (scene === null) return;
    const { selection } = this.#ports;
    if (selection.count === 0) {
      clear(canvases.overlay);
      return this.#tell(chart, shown, { highlighted: null });
    }
    const surface = surfaceOf(canvases.overlay);
    const highlighted = paintHighlight(scene, selection.mask, surface, { ratio: view.ratio });
    this.#tell(chart, shown, { highlighted });
  }

  #look(chart: number, shown: Shown): void {
    const { pointer } = shown;
    const index = pointer === null ? null : indexOf(shown);
    const hit = pointer === null || index === null ? null : trialAt(index, pointer.x, pointer.y, REACH);
    if (hit === null && shown.pointed === null) return;
    shown.pointed = hit;
    this.#ports.pointed(chart, hit);
  }

  #tell(chart: number, shown: Shown, news: Partial<Painted>): void {
    const before = shown.painted;
    const painted: Painted = { ...(before ?? NOTHING), ...news };
    if (JSON.stringify(painted) === JSON.stringify(before)) return;
    shown.painted = painted;
    this.#ports.post({ type: 'painted', chart, painted });
  }
}

const NOTHING: Painted = { title: '', description: '', height: 0, highlighted: null, error: null };

const isHighlightOnly = ({ dirtySince, isHighlightDirty, scene, notBefore }: Shown, now: number): boolean =>
  isHighlightDirty && scene !== null && (dirtySince === null || notBefore > now);

const isSoiled = (shown: Shown, now: number): boolean => shown.dirtySince !== null && !isHighlightOnly(shown, now);

const dueAt = ({ isHighlightDirty, scene, notBefore }: Shown): number =>
  isHighlightDirty && scene !== null ? 0 : notBefore;

/** Highlights are quick, and somebody waits for them. */
function waitsLonger(a: Shown, b: Shown): boolean {
  if (a.isHighlightDirty !== b.isHighlightDirty) return a.isHighlightDirty;
  return (a.dirtySince ?? 0) < (b.dirtySince ?? 0);
}

function indexOf(shown: Shown): HitIndex | null {
  if (shown.scene === null) return null;
  shown.index ??= hitIndexOf(shown.scene);
  return shown.index;
}

/** Giving a canvas a size empties it, and takes time: only where it has another one. */
function sized({ base, overlay }: Canvases, width: number, height: number, ratio: number): void {
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  for (const canvas of [base, overlay]) {
    if (canvas.width !== w) canvas.width = w;
    if (canvas.height !== h) canvas.height = h;
  }
}

const surfaceOf = (canvas: Canvases['base']): Surface =>
  canvas.getContext('2d', { willReadFrequently: true }) as Surface;

function clear(canvas: Canvases['base']): void {
  const surface = surfaceOf(canvas);
  surface.setTransform(1, 0, 0, 1, 0, 0);
  surface.clearRect(0, 0, canvas.width, canvas.height);
}

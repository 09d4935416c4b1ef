/** A station's tune: its notes, as half tones above its root, each an eighth; null = a rest. */
export interface Tune {
  /** Hertz. */
  readonly root: number;
  /** Seconds of an eighth. */
  readonly beat: number;
  readonly notes: readonly (number | null)[];
  /** Half tones below the notes, one for every four of them. */
  readonly bass: readonly number[];
}

/** A tune of its own for each call of a station. All on five notes of a scale, so that two at once do not hurt. */
export const TUNES: readonly Tune[] = [
  { root: 440, beat: 0.2, notes: [0, 4, 7, 4, 9, 7, 4, null, 2, 4, 7, 9, 12, 9, 7, null], bass: [0, -3, -5, 0] },
  { root: 392, beat: 0.24, notes: [7, null, 4, 2, 0, null, 2, 4, 7, 9, 7, 4, 2, null, 0, null], bass: [0, -5, -3, -5] },
  { root: 493.88, beat: 0.17, notes: [0, 2, 4, 7, 4, 2, 0, null, 9, 7, 4, 7, 9, 12, 9, null], bass: [0, 0, -3, -5] },
  {
    root: 349.23,
    beat: 0.28,
    notes: [12, 9, 7, null, 9, 7, 4, null, 7, 4, 2, null, 4, 2, 0, null],
    bass: [0, -3, -5, -7],
  },
  {
    root: 415.3,
    beat: 0.22,
    notes: [0, null, 7, null, 9, 12, 9, 7, 4, null, 7, null, 2, 4, 2, 0],
    bass: [0, -5, 0, -5],
  },
  { root: 466.16, beat: 0.19, notes: [4, 7, 9, 7, 4, 7, 12, null, 4, 7, 9, 7, 4, 2, 0, null], bass: [-3, -5, -3, 0] },
  {
    root: 369.99,
    beat: 0.26,
    notes: [0, 0, 7, 7, 9, 9, 7, null, 4, 4, 2, 2, 0, null, null, null],
    bass: [0, -3, -5, 0],
  },
  {
    root: 523.25,
    beat: 0.21,
    notes: [9, null, 7, 9, null, 7, 4, null, 2, 4, 7, 4, 2, null, 0, null],
    bass: [-3, -5, -7, 0],
  },
];

/** Hertz of a half tone above a root. */
export const hertz = (root: number, halfTones: number): number => root * Math.exp((Math.LN2 * halfTones) / 12);

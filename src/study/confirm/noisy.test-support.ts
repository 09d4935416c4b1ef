import { random as randomStream } from '../../math/random.ts';
import { random } from '../../samplers/random.ts';
import { float } from '../../space/distribution.ts';
import { space } from '../../space/space.ts';
import { createStudy } from '../opening/create.ts';
import type { Trial } from '../trial.ts';

/** One number from 0 to 1. */
export const searched = space({ x: float(0, 1) });

/** Noise that a seed fixes: another one for each trial of the search, and for each repeat. */
export const noise = (number: number, repeat: number): number =>
  0.5 *
  randomStream(7)
    .fork(repeat === 0 ? number : 1000 + repeat)
    .normal();

/** A parabola with noise. */
export const noisy = ({ x }: { readonly x: number }, { number, repeat }: Pick<Trial, 'number' | 'repeat'>): number =>
  (x - 0.3) ** 2 + noise(number, repeat);

/** A study of that. */
export const made = (options = {}) => createStudy({ space: searched, sampler: random(), seed: 3, ...options });

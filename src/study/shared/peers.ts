import { catchUp } from './catch-up.ts';
import type { Pruner } from '../../pruners/pruner.ts';
import { spaceDifferences } from '../opening/differences.ts';
import { feasibilityOf } from '../../space/feasibility.ts';
import type { SearchSpace } from '../../space/space.ts';
import type { StudyRecord } from '../../storage/storage.ts';
import type { Supply } from '../limits/limit.ts';
import { VERDICT } from '../../history/attribute-names.ts';

import { type Held, HOLD, heldBy, heldWords } from './hold.ts';
import type { Peers, Session, Told } from '../session.ts';
import { LIMITS, limitsOn, limitWords, NO_LIMITS, type SetLimits } from './set-limits.ts';
import { type Named, named, SPACE } from '../opening/setup.ts';
import { storedSpaceOf } from '../opening/stored.ts';

/** Those who share the storage of a study that is worked on here. Loaded apart: only where there are any. */
export const peers = (): Peers => new StudyPeers();

/** The storage is asked so often while trials run, in milliseconds; before an ask, unless it was a moment ago. */
const EVERY_MS = 500;
const MOMENT_MS = 50;

/** That a study is paused, that its limits or its space are others now: all of it stands among the study's attributes. */
class StudyPeers implements Peers {
  limits: SetLimits = NO_LIMITS;
  #held: Held | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> = Promise.resolve();
  /** A space that the next ask takes up. */
  #space: SearchSpace | null = null;
  /** The pruner that the run was started with; undefined = it has had no other one. */
  #own: Pruner | null | undefined;
  /** What was said at the last look. */
  #said = '';
  /** Counts what was said. */
  #version = 0;

  async catchUp(session: Session): Promise<number | null> {
    await catchUp(session);
    await this.#look(session);
    if (this.#space !== null) await this.#takeUp(session, this.#space);
    await this.#prune(session);
    return this.limits.trials;
  }

  async judged(trial: Told): Promise<void> {
    trial.setSystem(VERDICT, { verdict: trial.ruling.verdict, ...trial.judged });
    await trial.save();
  }

  async held(session: Session): Promise<boolean> {
    await this.#look(session);
    if (this.#held === null) return false;
    await new Promise<void>((resolve) => session.clock.after(EVERY_MS, resolve));
    return true;
  }

  /** Looks at what is said of the study, unless it was done a moment ago. */
  #look(session: Session): Promise<void> {
    const now = session.clock.elapsed();
    if (now - this.#lookedAt >= MOMENT_MS) {
      this.#lookedAt = now;
      this.#looking = this.#lookNow(session);
    }
    return this.#looking;
  }

  async #lookNow(session: Session): Promise<void> {
    const { storage, record } = session;
    const found = await session.persist(() => storage.findStudy(record.name));
    if (found?.id !== record.id) return;
    const said = JSON.stringify([HOLD, LIMITS, SPACE].map((key) => found.systemAttributes[key] ?? null));
    if (said === this.#said) return;
    this.#said = said;
    await this.#take(session, found);
    this.#version++;
  }

  async #take({ listeners, problem }: Session, record: StudyRecord): Promise<void> {
    this.#held = heldBy(record);
    if (this.#held !== null) listeners.warn(heldWords(this.#held));
    const limits = limitsOn(record);
    if (limits !== null) listeners.warn(limitWords(limits));
    this.limits = limits ?? NO_LIMITS;
    const space = problem.space === null ? null : await storedSpaceOf(record);
    this.#space = space !== null && isSteered(problem.space!, space) ? space : null;
  }

  /** Goes on with a space that somebody changed. */
  async #takeUp(session: Session, space: SearchSpace): Promise<void> {
    this.#space = null;
    session.feasibility = await feasibilityOf(space);
    session.exhausted = false;
    await session.restart({ ...session.problem, space });
    session.listeners.warn('The space of this study was changed: new trials are chosen from it as it is now.');
  }

  /** Goes on with the pruner that somebody set, or again with its own where that was taken back. */
  async #prune(session: Session): Promise<void> {
    const { pruner } = this.limits;
    if (pruner === null && this.#own === undefined) return;
    if (this.#own === undefined) this.#own = session.pruning;
    const wanted = pruner ?? (this.#own && named(this.#own));
    if (JSON.stringify(wanted) === JSON.stringify(session.pruning && named(session.pruning))) return;
    session.pruning = pruner === null ? this.#own : await prunerOf(pruner);
    await session.restart(session.problem);
  }

  async hasNews(session: Session): Promise<boolean> {
    const heard = this.#version;
    this.#lookedAt = Number.NEGATIVE_INFINITY;
    await this.#look(session);
    return this.#version !== heard;
  }

  follow(session: Session, changed: () => void): () => void {
    let cancel = (): void => undefined;
    let isOver = false;
    let heard = this.#version;
    this.#lookedAt = Number.NEGATIVE_INFINITY; // a search begins: what was said before it holds from its first trial on
    const again = async (): Promise<void> => {
      await this.#look(session).catch(() => undefined); // whoever asks for a trial is told what is wrong
      if (isOver) return;
      if (this.#version !== heard) changed();
      heard = this.#version;
      cancel = session.clock.after(EVERY_MS, () => void again());
    };
    cancel = session.clock.after(EVERY_MS, () => void again());
    return () => {
      isOver = true;
      cancel();
    };
  }

  deadline({ clock }: Session): Supply {
    const began = clock.instant();
    const most = (): number =>
      this.limits.deadline === null ? Number.POSITIVE_INFINITY : this.limits.deadline - began;
    return {
      reason: 'seconds',
      get most() {
        return most() / 1000;
      },
      spent: () => (clock.instant() - began) / 1000,
      perSecond: () => 1,
      words: "The study's deadline",
    };
  }
}

const prunerOf = async ({ name, options }: Named): Promise<Pruner> =>
  (await import('../../pruners/catalog.ts')).prunerByName(name, options ?? {});

/**
 * Is it the same space but for ranges and what is left out? What has other parameters belongs to another program: who runs that has
 * to open the study anew.
 */
function isSteered(before: SearchSpace, after: SearchSpace): boolean {
  const forms = ({ nodes }: SearchSpace): string =>
    JSON.stringify(nodes.map(({ name, when, distribution }) => [name, when, distribution.kind]));
  return forms(before) === forms(after) && spaceDifferences(before, after).length > 0;
}

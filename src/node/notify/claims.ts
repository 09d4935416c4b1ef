import type { Json } from '../../history/record.ts';
import type { Storage } from '../../storage/storage.ts';

/** What a message is about, so that of several runs of one study one tells it. */
export interface Milestone {
  /** Kept with the study once it is told. */
  readonly what: Json;
  /**
   * Was it told, by what somebody has told last of such an event?
   *
   * @param isNew it was told since this run began
   */
  isTold(what: Json, isNew: boolean): boolean;
}

/** Study system attribute: what was told last of an event. */
const keyOf = (event: string): string => `vernier:told:${event}`;

interface Told {
  readonly what: Json;
  /** Another one each time. */
  readonly id: string;
}

/** Takes up what a run is to tell, before it is sent: each milestone is told by one of the runs of a study. */
export class Claims {
  readonly #storage: Storage;
  readonly #study: string;
  /** What had been told when this run began. */
  readonly #before: Promise<Readonly<Record<string, Json>>>;

  constructor(storage: Storage, study: string) {
    this.#storage = storage;
    this.#study = study;
    this.#before = storage.findStudy(study).then(
      (record) => record?.systemAttributes ?? {},
      () => ({}),
    );
  }

  /** Is it this run that tells it? Where the storage cannot say, it is: better twice than never. */
  async take(event: string, milestone: Milestone): Promise<boolean> {
    if (this.#storage.replaceStudyAttribute === undefined) return true;
    const key = keyOf(event);
    const before = (await this.#before)[key] as unknown as Told | undefined;
    try {
      for (;;) {
        const record = await this.#storage.findStudy(this.#study);
        if (record === null) return true;
        const told = record.systemAttributes[key] as unknown as Told | undefined;
        if (told !== undefined && milestone.isTold(told.what, told.id !== before?.id)) return false;
        const next = { what: milestone.what, id: crypto.randomUUID() } satisfies Told;
        if (await this.#storage.replaceStudyAttribute(record.id, key, (told ?? null) as unknown as Json, next))
          return true;
      }
    } catch {
      return true;
    }
  }
}

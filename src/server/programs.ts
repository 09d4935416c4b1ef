// Programs that are started from here: `vernier run` on a study of this server.

/** What is to be started. Either a file that lies in an allowed folder, or the config that the study was made of, run in such a folder. */
export interface RunWish {
  /** The study's name. */
  readonly study: string;
  /** The study's id in addresses. */
  readonly id: string;
  /** A config file or a script; relative to the first allowed folder. null = the study's own config. */
  readonly file: string | null;
  /** Where the study's own config is run; null = in the first allowed folder. */
  readonly folder: string | null;
  /** The study's own config; null = it has none. */
  readonly config: string | null;
  /** Does it go on when the server ends? */
  readonly keep: boolean;
  readonly by: string;
}

/** A run that was started here. Instants are milliseconds since 1970 UTC. */
export interface StartedRun {
  /** Counted from 1, over all studies of this server. */
  readonly n: number;
  /** The study's id in addresses. */
  readonly id: string;
  readonly by: string;
  /** What runs. */
  readonly file: string;
  readonly keep: boolean;
  readonly pid: number;
  readonly startedAt: number;
  /** `stopping` once it was told to end. */
  readonly state: 'running' | 'stopping' | 'ended';
  readonly endedAt: number | null;
  /** Exit code; null = it runs, or was ended by a signal. */
  readonly code: number | null;
  readonly signal: string | null;
}

/** A piece of what a run printed. */
export interface RunOutput {
  readonly text: string;
  /** Where to go on from, in bytes. */
  readonly next: number;
  /** Nothing will follow. */
  readonly isWhole: boolean;
}

/** What starts programs. Only files inside of the folders that were allowed are ever run, wherever links lead. */
export interface Programs {
  /** Real paths. */
  readonly folders: readonly string[];
  /** @throws Refusal 403 for what lies elsewhere, 409 where as many run as may, `config-invalid` for what cannot be run */
  start(wish: RunWish): Promise<StartedRun>;
  /** Those that were started since the server began, the last one first. */
  list(): readonly StartedRun[];
  /** @param from bytes */
  output(n: number, from: number): Promise<RunOutput>;
  /** Tells a run and all that it has started to end; by force after some seconds, or at once. Resolves once it is told. */
  stop(n: number, force: boolean): void;
  /** Ends all runs that are not to be kept. Resolves when they are gone. */
  close(): Promise<void>;
}

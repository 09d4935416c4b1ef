/** Which trial, and of which study: a name may be given again, its id is not. */
export interface TrialPlace {
  readonly study: string;
  readonly studyId: string;
  readonly number: number;
}

/** A file that a trial's program has left as an artifact. */
export interface ArtifactFile {
  /** Path in the trial's folder of artifacts, with slashes. */
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds since 1970 UTC. */
  readonly changedAt: number;
}

/** A file that is open. It is to be read once, or closed. */
export interface OpenedFile {
  readonly bytes: number;
  /** Milliseconds since 1970 UTC. */
  readonly changedAt: number;
  /** Bytes `from` … `to`, the last one included; closes the file at its end, and where nobody wants more. */
  read(from: number, to: number): ReadableStream<Uint8Array>;
  close(): Promise<void>;
}

/** A piece of a trial's log: whole lines, plain text. Positions are bytes of the file. */
export interface LogPiece {
  readonly text: string;
  readonly from: number;
  /** Where to go on. */
  readonly next: number;
  /** How long the log is now. */
  readonly bytes: number;
  /** So many bytes were left out of the middle. */
  readonly omitted: number;
}

/** The files of trials, as far as they lie on this machine. */
export interface TrialFiles {
  /** Its artifacts by name; `more`: there are others beyond those. */
  artifacts(trial: TrialPlace): Promise<{ readonly files: readonly ArtifactFile[]; readonly more: boolean }>;
  /** Opens an artifact; null for a name that is none of them. */
  artifact(trial: TrialPlace, name: string): Promise<OpenedFile | null>;
  /** Opens an artifact that Optuna keeps, by its id; null where there is none, or its store is not here. */
  optunaArtifact(id: string): Promise<OpenedFile | null>;
  /**
   * What a trial's program has printed; null where no log was kept here.
   *
   * @param from  where the last piece ended; null = from the start, of a long one the start and the end
   * @param isOver  nothing more comes: the last line counts, even if it is not ended
   */
  log(trial: TrialPlace, from: number | null, isOver: boolean): Promise<LogPiece | null>;
}

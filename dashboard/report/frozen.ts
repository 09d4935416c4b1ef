import type { StudyDetail } from 'vernier/client';

/** What a report's file holds beside its words and pictures. */
export interface Frozen {
  readonly study: string;
  /** Milliseconds since 1970 UTC. */
  readonly madeAt: number;
  /** Stored names of the parameters, the most important first. */
  readonly params: readonly string[];
  /** What a server would say of the study, as far as charts ask. */
  readonly about: Pick<StudyDetail, 'space' | 'setup'>;
  /** The history's snapshot. */
  readonly bytes: ArrayBuffer;
}

/** Reads and unpacks what the file holds. */
export async function frozenIn(page: Document): Promise<Frozen> {
  const told = JSON.parse(page.getElementById('about')!.textContent) as Omit<Frozen, 'about' | 'bytes'> &
    Frozen['about'];
  const { study, madeAt, params, ...about } = told;
  return { study, madeAt, params, about, bytes: await unpacked(page.getElementById('history')!.textContent) };
}

/** Bytes that were packed by gzip and written in base64. */
async function unpacked(base64: string): Promise<ArrayBuffer> {
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = letters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

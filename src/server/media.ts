/** How a file may be shown. */
export interface Media {
  /** The media type that it is served as: never one that a browser would open as a page. */
  readonly type: string;
  /** What the dashboard can make of it. */
  readonly kind: 'image' | 'audio' | 'video' | 'table' | 'text' | 'other';
  /** May a browser open it by itself? Else it is saved. */
  readonly isShown: boolean;
}

const TEXT = 'text/plain; charset=utf-8';

/** Media types by kind and ending of the name. What could hold a script is text, or saved. */
const ENDINGS: Readonly<Record<Exclude<Media['kind'], 'other'>, Readonly<Record<string, string>>>> = {
  image: {
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    gif: 'image/gif',
    webp: 'image/webp',
    avif: 'image/avif',
    bmp: 'image/bmp',
    svg: 'image/svg+xml',
  },
  audio: {
    wav: 'audio/wav',
    mp3: 'audio/mpeg',
    ogg: 'audio/ogg',
    oga: 'audio/ogg',
    opus: 'audio/ogg',
    flac: 'audio/flac',
    m4a: 'audio/mp4',
    aac: 'audio/aac',
  },
  video: { mp4: 'video/mp4', m4v: 'video/mp4', webm: 'video/webm', ogv: 'video/ogg' },
  table: { csv: 'text/csv; charset=utf-8', tsv: TEXT, jsonl: TEXT, ndjson: TEXT },
  text: Object.fromEntries(
    'txt log md json yaml yml toml ini cfg conf py ts js mjs sh r jl c h cpp go rs java sql tex diff patch html htm xml'
      .split(' ')
      .map((ending) => [ending, TEXT]),
  ),
};

/** Markup is text to read, and saved rather than opened; in a picture no script runs, but as a page it would. */
const SAVED = new Set(['svg', 'html', 'htm', 'xml']);

/** How a file of that name may be shown. What is not known is saved as it is. */
export function mediaOf(name: string): Media {
  const ending = /\.([A-Za-z0-9]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  for (const kind of ['image', 'audio', 'video', 'table', 'text'] as const)
    if (Object.hasOwn(ENDINGS[kind], ending))
      return { kind, type: ENDINGS[kind][ending]!, isShown: !SAVED.has(ending) };
  return { kind: 'other', type: 'application/octet-stream', isShown: false };
}

/** The header that says whether a file is shown or saved, and under which name. */
export function dispositionOf(name: string, isShown: boolean): string {
  const last = name.slice(name.lastIndexOf('/') + 1).replace(/\p{Surrogate}/gu, '_'); // half a letter is none
  const plain = last.replace(/[^A-Za-z0-9._ -]/g, '_');
  const exact = encodeURIComponent(last).replace(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `${isShown ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${exact}`;
}

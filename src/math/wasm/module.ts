// The few words of WebAssembly that are needed here; browsers, Node and workers have them.
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** What every module of this folder exports. */
export interface WasmMemory {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

/** Compiled code, of which instances can be made; each has a memory of its own. */
export interface WasmCode<Exports extends WasmMemory> {
  instance(): Exports;
}

/** Compiles a module; null where the runtime cannot (no WebAssembly, no SIMD, not allowed). */
export function compiled<Exports extends WasmMemory>(base64: string): WasmCode<Exports> | null {
  try {
    const module = new WebAssembly.Module(bytesOf(base64));
    return { instance: () => new WebAssembly.Instance(module).exports as Exports };
  } catch {
    return null;
  }
}

/** Makes the memory at least this large. Growing empties all views of it. */
export function ensureBytes({ memory }: WasmMemory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}

const PAGE = 65536;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function bytesOf(base64: string): Uint8Array {
  const length = (base64.length / 4) * 3 - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0);
  const bytes = new Uint8Array(length);
  for (let i = 0, at = 0; i < base64.length; i += 4) {
    let word = 0;
    for (let j = 0; j < 4; j++) word = (word << 6) | Math.max(0, ALPHABET.indexOf(base64[i + j]!));
    for (let shift = 16; shift >= 0 && at < length; shift -= 8) bytes[at++] = word >> shift;
  }
  return bytes;
}

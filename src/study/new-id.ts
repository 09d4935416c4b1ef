/** An id that nobody else has: 128 random bits. Not `crypto.randomUUID`, which pages that come over plain HTTP do not have. */
export const newId = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');

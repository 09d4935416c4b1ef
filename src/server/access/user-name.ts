/** A user's name as it is kept: no two that look alike differ in capital letters alone. */
export const asUserName = (typed: string): string => typed.trim().toLowerCase();

/** May a user be called so? Up to 64 small letters, digits and `. _ @ + -`, a letter or digit first. */
export const isUserName = (name: string): boolean => /^[a-z0-9][a-z0-9._@+-]{0,63}$/.test(name);

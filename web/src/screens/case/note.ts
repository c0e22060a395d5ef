/** So many characters a note has at most, as the server counts them. */
export const NOTE_MAX = 20_000;

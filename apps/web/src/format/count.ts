// Made once: a formatter costs more than a thousand uses of it.
const countFormat = new Intl.NumberFormat("en");

/** A whole number with its thousands told apart: `12,345`. */
export const formatCount = (count: number): string => countFormat.format(count);

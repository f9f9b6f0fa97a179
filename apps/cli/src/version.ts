declare const BERTH_VERSION: string | undefined;

/** Of this program; the build writes it in. */
export const version: string = typeof BERTH_VERSION === "undefined" ? "0.0.0" : BERTH_VERSION;

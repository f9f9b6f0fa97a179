import { type Millis, SECOND } from "@berth/core";

/** What both ends of the backend protocol have agreed on. */

/** Of requests to us and of callbacks alike. */
export const SIGNATURE_HEADER = "x-fred-signature";

/** How old a signature may be, and how far ahead of our clock. */
export const OLDEST_MS: Millis = 300 * SECOND;
export const NEWEST_MS: Millis = 60 * SECOND;

export const BODY_BYTES_MAX = 2 * 2 ** 20;

export const QUANTITY_MAX = 1_024;

/** A name longer than this fits no index. */
export const NAME_CHARS_MAX = 255;

/** A callback's error is cut for what becomes of it at the other end. */
export const ERROR_CHARS_MAX = 256;

/** What the other end reads as "no time". */
export const NO_TIME = "0001-01-01T00:00:00Z";

/** All there ever is to say of what a release runs. */
export const RELEASE_IMAGE = "stack";

import { type Millis, systemClock } from "@berth/core";

/** Waits, at most until the signal fires; then the caller sees that for itself. */
export const pause = (ms: Millis, signal: AbortSignal): Promise<void> => systemClock.sleep(ms, signal).catch(() => undefined);

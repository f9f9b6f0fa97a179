import type { ConnectionStatus } from "@berth/client";
import { createValue } from "./value.ts";

/** How the tab's stream is, as the links tell it. */
export const connection = createValue<ConnectionStatus>({ kind: "idle" });

/** When a message last came on any stream, in milliseconds since 1970; null before the first. */
export const heardAt = createValue<number | null>(null);

/** Streams that have been opened, or opened again, and have not said anything yet. */
export const waiting = createValue<number>(0);

export type StreamHealth =
	| { readonly kind: "live" | "catching up" | "offline" }
	| { readonly kind: "reconnecting"; readonly inSeconds: number };

/** One word for how fresh the page is. A tab that nobody streams to yet is catching up, never live. */
export function healthOf(at: {
	readonly status: ConnectionStatus;
	readonly waiting: number;
	readonly online: boolean;
	readonly nowMs: number;
}): StreamHealth {
	if (!at.online) return { kind: "offline" };
	if (at.status.kind === "reconnecting")
		return { kind: "reconnecting", inSeconds: Math.max(0, Math.ceil((at.status.nextTryAt - at.nowMs) / 1_000)) };
	return { kind: at.status.kind === "live" && at.waiting === 0 ? "live" : "catching up" };
}

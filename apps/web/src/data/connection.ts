import type { ConnectionStatus } from "@berth/client";
import { createValue } from "./value.ts";

/** How the tab's stream is, as the links tell it. */
export const connection = createValue<ConnectionStatus>({ kind: "idle" });

/** When a message last came on any stream, in milliseconds since 1970; null before the first. */
export const heardAt = createValue<number | null>(null);

/** Since when the stream is lost; null while it is not. */
export const lostAt = createValue<number | null>(null);

/** Streams that have been opened, or opened again, and have not said anything yet. */
export const waiting = createValue<number>(0);

/** Takes in what the links tell. */
export function tellStatus(status: ConnectionStatus): void {
	if (status.kind === "live") lostAt.set(null);
	else if (status.kind === "reconnecting") lostAt.set(lostAt.get() ?? Date.now());
	connection.set(status);
}

export type StreamHealth =
	| { readonly kind: "live" | "catching up" | "offline" }
	| { readonly kind: "reconnecting"; readonly inSeconds: number };

/** One word for how fresh the page is. A page that has not been spoken to yet is catching up, never live. */
export function healthOf(at: {
	readonly status: ConnectionStatus;
	readonly isLost: boolean;
	readonly waiting: number;
	readonly online: boolean;
	readonly nowMs: number;
}): StreamHealth {
	if (!at.online) return { kind: "offline" };
	if (at.status.kind === "reconnecting")
		return { kind: "reconnecting", inSeconds: Math.max(0, Math.ceil((at.status.nextTryAt - at.nowMs) / 1_000)) };
	// A try that is under way mends nothing until it has succeeded.
	if (at.isLost) return { kind: "reconnecting", inSeconds: 0 };
	return { kind: at.status.kind === "live" && at.waiting === 0 ? "live" : "catching up" };
}

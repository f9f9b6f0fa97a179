/**
 * How the stream of a tab is. `idle`: nobody listens, so there is none. `reconnecting`: it was lost or never came up, and
 * is tried again at `nextTryAt` (milliseconds since 1970); what is on the page is as old as the loss.
 */
export type ConnectionStatus =
	| { readonly kind: "idle" | "connecting" | "live" }
	| { readonly kind: "reconnecting"; readonly nextTryAt: number; readonly attempt: number };

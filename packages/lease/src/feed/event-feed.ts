import type { ListedEventView } from "@berth/core";

/** What a subscriber of all events hears. `skipped`: there were more than it could be told. */
export type EventFeedMessage =
	| { readonly kind: "reset"; readonly events: readonly ListedEventView[] }
	| { readonly kind: "events"; readonly events: readonly ListedEventView[] }
	| { readonly kind: "gap" };

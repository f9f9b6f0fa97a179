import type { GivenUpCause } from "@berth/core";

/** Why retained data was given up, after "because". */
export const whyGone: Readonly<Record<GivenUpCause, string>> = {
	closed: "its lease was closed without keeping it",
	asked: "somebody gave it up",
	expired: "its time was over",
	evicted: "newer data took its place",
	refused: "there was no room to keep it",
	regenerable: "nothing had been written to it",
	incomplete: "it was not imported as a whole",
	lost: "it was gone from the node's disk",
};

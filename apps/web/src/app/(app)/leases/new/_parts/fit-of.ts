import type { LeaseItemView } from "@berth/core";
import { formatBytes } from "@/format/bytes.ts";
import { newLeaseText } from "@/text/new-lease.ts";

const text = newLeaseText.restore;

export interface Fit {
	readonly kind: "fits" | "small" | "none";
	readonly text: string;
}

/** Whether a size holds what a service kept, of which no more is known here than its limit. */
export function fitOf(size: { readonly diskBytes: number }, kept: Pick<LeaseItemView, "diskBytes">): Fit {
	if (kept.diskBytes === 0) return { kind: "fits", text: text.noData };
	if (size.diskBytes === 0) return { kind: "none", text: text.noDisk };
	return size.diskBytes >= kept.diskBytes
		? { kind: "fits", text: text.fits(formatBytes(kept.diskBytes)) }
		: { kind: "small", text: text.small(formatBytes(kept.diskBytes)) };
}

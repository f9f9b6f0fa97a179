import { clsx } from "clsx";
import { brandText as text } from "@/text/ui.ts";

/** The mark: a container lying in its berth. */
export const BrandMark = ({ className }: { readonly className?: string }) => (
	<svg viewBox="0 0 20 20" aria-hidden="true" className={clsx("size-5 shrink-0 text-accent", className)}>
		<path d="M2.5 4v8.5a4 4 0 0 0 4 4h7a4 4 0 0 0 4-4V4" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
		<rect x="7" y="4" width="6" height="7.5" rx="1.25" fill="currentColor" />
	</svg>
);

export const Brand = ({ className }: { readonly className?: string }) => (
	<span className={clsx("inline-flex items-center gap-2 text-16 font-semibold tracking-tight", className)}>
		<BrandMark />
		{text.berth}
	</span>
);

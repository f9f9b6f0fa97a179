import type { ReactNode } from "react";

/** Where a list is empty: what would stand here and how it comes to. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
	return (
		<div className="grid justify-items-center gap-2 px-4 py-12 text-center">
			<p className="text-14 font-medium">{title}</p>
			{children !== undefined && <div className="grid max-w-lg justify-items-center gap-3 text-ink-soft">{children}</div>}
		</div>
	);
}

import { clsx } from "clsx";
import type { ComponentPropsWithRef } from "react";

/** A table that scrolls sideways on its own when the page is too narrow. */
export function Table({ label, className, children, ...rest }: ComponentPropsWithRef<"table"> & { readonly label: string }) {
	return (
		<div className="relative overflow-x-auto">
			<table {...rest} aria-label={label} className={clsx("w-full border-collapse text-13", className)}>
				{children}
			</table>
		</div>
	);
}

export function Th({ className, ...rest }: ComponentPropsWithRef<"th">) {
	return (
		<th
			scope="col"
			{...rest}
			className={clsx("h-8 border-b px-3 text-left text-12 font-medium whitespace-nowrap text-ink-faint first:pl-4 last:pr-4", className)}
		/>
	);
}

export function Td({ className, ...rest }: ComponentPropsWithRef<"td">) {
	return <td {...rest} className={clsx("h-9 border-b px-3 py-1 align-middle first:pl-4 last:pr-4", className)} />;
}

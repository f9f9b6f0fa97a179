import { clsx } from "clsx";
import type { ComponentPropsWithRef } from "react";

interface TableProps extends ComponentPropsWithRef<"table"> {
	readonly label: string;
	/** Nothing in it takes the focus, so that it does itself: those without a pointer must be able to scroll it. */
	readonly plain?: boolean;
}

/** A table that scrolls sideways on its own when the page is too narrow. */
export function Table({ label, plain = false, className, children, ...rest }: TableProps) {
	return (
		<div className="relative overflow-x-auto" {...(plain ? { tabIndex: 0, role: "group", "aria-label": label } : {})}>
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

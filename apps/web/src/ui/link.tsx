"use client";
import { useRouter } from "next/navigation";
import type { ComponentPropsWithRef, MouseEvent } from "react";

interface LinkProps extends ComponentPropsWithRef<"a"> {
	readonly href: string;
}

/**
 * A link inside the dashboard. It is fetched when it is pressed: a list of fifty must not ask for fifty pages. The framework's own
 * link is not taken, since what it brings for fetching ahead is sent to every page and used by none.
 */
export function Link({ href, onClick, ...rest }: LinkProps) {
	const router = useRouter();
	const go = (event: MouseEvent<HTMLAnchorElement>) => {
		onClick?.(event);
		if (event.defaultPrevented || !isPlain(event) || rest.download !== undefined || (rest.target ?? "_self") !== "_self") return;
		event.preventDefault();
		router.push(href);
	};
	return <a {...rest} href={href} onClick={go} />;
}

/** With any of these keys, or another button, the browser opens a tab or a window, or saves. */
const isPlain = ({ button, metaKey, ctrlKey, shiftKey, altKey }: MouseEvent): boolean =>
	button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey;

import NextLink from "next/link";
import type { ComponentPropsWithRef } from "react";

/** A link inside the dashboard. It is fetched when it is pressed: a list of fifty must not ask for fifty pages. */
export function Link(props: Omit<ComponentPropsWithRef<typeof NextLink>, "prefetch">) {
	return <NextLink {...props} prefetch={false} />;
}

/** Where the procedures answer, for one tenant if one is named. `base` is the public URL. */
export function endpointOf(base: string, tenant: string | undefined): string {
	const url = new URL("/trpc", base);
	if (tenant !== undefined) url.searchParams.set("tenant", tenant);
	return url.toString();
}

/** The same place over a WebSocket. */
export const socketOf = (endpoint: string): string => endpoint.replace(/^http/, "ws");

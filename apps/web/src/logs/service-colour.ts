const COLOURS = 8;

/** The colour of a service, the same everywhere on the page: by its place among the services of its lease. */
export function serviceColour(services: readonly string[], service: string): string {
	const place = Math.max(0, services.indexOf(service));
	return `var(--series-${(place % COLOURS) + 1})`;
}

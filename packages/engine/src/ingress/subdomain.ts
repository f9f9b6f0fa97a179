import { createHash } from "node:crypto";

/** A label of the domain name system holds no more. Source  RFC 1035, section 2.3.4. */
const LABEL_MAX = 63;

export interface RoutedInstance {
	readonly leaseId: string;
	/** May be empty, for a lease of one unnamed service. */
	readonly service: string;
	readonly index: number;
	readonly quantity: number;
}

/**
 * The label under the wildcard domain at which one instance answers: `web-30ab144`, or `web-0-30ab144` where there are several.
 *
 * Stable over restarts and releases, and never longer than a label may be: a long service name is cut and a hash of the whole takes
 * the place of what is missing.
 */
export function subdomainOf({ leaseId, service, index, quantity }: RoutedInstance): string {
	const tail = `${quantity > 1 ? `${index}-` : ""}${sha256(`${leaseId}/${service}/${index}`).slice(0, 7)}`;
	return service === "" ? tail : `${shorten(service, LABEL_MAX - tail.length - 1)}-${tail}`;
}

const HASH_LENGTH = 8;

function shorten(service: string, max: number): string {
	if (service.length <= max) return service;
	const head = service.slice(0, max - HASH_LENGTH - 1).replace(/-+$/, "");
	return `${head}-${sha256(service).slice(0, HASH_LENGTH)}`;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

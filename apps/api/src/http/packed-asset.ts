import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";

const types: Readonly<Record<string, string>> = { js: "application/javascript; charset=UTF-8", css: "text/css; charset=UTF-8" };

/** An asset of the dashboard as its build has packed it beside the plain one. */
export interface PackedAsset {
	readonly path: string;
	/** What its answer must say in place of what the page server says of a file of that name. */
	readonly headers: OutgoingHttpHeaders;
}

/**
 * Where the packed form of an asset stands, for whoever takes it; null for everything else. It was made once with all the time that it
 * takes, and is an eighth smaller than what a server packs while somebody waits.
 */
export function packedAssetOf(path: string, { "accept-encoding": accepted, range }: IncomingHttpHeaders): PackedAsset | null {
	const [, suffix = ""] = /^\/_next\/static\/[^?]+\.(js|css)$/.exec(path) ?? [];
	const type = types[suffix];
	if (type === undefined || range !== undefined || !/\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(String(accepted))) return null;
	return { path: `${path}.br`, headers: { "content-type": type, "content-encoding": "br", vary: "Accept-Encoding" } };
}

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Whether a request that a browser made for a page may act with that page's cookies: only pages of our own origin may.
 * Programs send no Origin and are judged by their credentials alone.
 */
export const isOwnOrigin = (origin: string | null | undefined, publicUrl: string): boolean =>
	origin === null || origin === undefined || origin === new URL(publicUrl).origin;

/**
 * Where a browser on this machine should have gone: `127.0.0.1` and `localhost` are one server but two origins, and only the
 * public one has the session. Null when the address is right, or is none of ours to correct.
 */
export function canonicalUrl(host: string | undefined, path: string, publicUrl: string): string | null {
	const own = new URL(publicUrl);
	if (host === undefined || host === own.host || !URL.canParse(`http://${host}`)) return null;
	const asked = new URL(`http://${host}`);
	if (!loopback.has(asked.hostname) || !loopback.has(own.hostname) || asked.port !== own.port) return null;
	return own.origin + path;
}

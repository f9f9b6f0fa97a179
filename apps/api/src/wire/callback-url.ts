import { BlockList, isIP } from "node:net";
import { WireRefusal } from "./refusal.ts";

/** Where clouds keep their metadata, and what never leaves a link. Everything else is the client's own choice: it is not a tenant. */
const linkLocal = new BlockList();
linkLocal.addSubnet("169.254.0.0", 16, "ipv4");
linkLocal.addSubnet("224.0.0.0", 24, "ipv4");
linkLocal.addSubnet("fe80::", 10, "ipv6");
linkLocal.addSubnet("ff02::", 16, "ipv6");

/** Whether callbacks of the backend protocol may be sent to an address. */
export function isBackendAddress(address: string): boolean {
	const family = isIP(address);
	return family !== 0 && !linkLocal.check(address, family === 4 ? "ipv4" : "ipv6");
}

const refuse = (why: string) => new WireRefusal(400, `invalid callback_url: ${why}`);

/** Errors  WireRefusal 400, which says what is wrong with it. */
export function assertCallbackUrl(text: string): void {
	if (text.length > 2_048) throw refuse("malformed URL");
	const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
	if (scheme === undefined && !URL.canParse(text, "http://base.invalid")) throw refuse("malformed URL");
	if (scheme !== "http" && scheme !== "https") throw refuse("scheme must be http or https");
	// A parser of browsers makes a host of whatever follows the slashes, however many.
	if (!/^[a-z]+:\/\/[^/?#\\]/i.test(text)) throw refuse("host is required");
	if (!URL.canParse(text)) throw refuse("malformed URL");
	const host = new URL(text).hostname.replace(/^\[|\]$/g, "");
	if (host === "") throw refuse("host is required");
	if (isIP(host) !== 0 && !isBackendAddress(host)) throw refuse("link-local addresses are not allowed");
}

import { AppError } from "@berth/core";
import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [Address, number];

/**
 * A range of addresses in its one spelling: `10.1.2.3/8` is `10.0.0.0/8`, a lone address a range of one, IPv4 in IPv6 plain IPv4.
 *
 * Errors  BAD_INPUT for what is none, also for the spellings of IPv4 that only some programs know.
 */
export function normalRange(text: string): string {
	const [address = "", bits, ...rest] = text.split("/");
	const known =
		ipaddr.IPv4.isValidFourPartDecimal(address) || (address.includes(":") && !address.includes("%") && ipaddr.IPv6.isValid(address));
	if (!known || rest.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) throw refused(text);
	const parsed = ipaddr.parse(address);
	const whole = parsed.kind() === "ipv4" ? 32 : 128;
	const prefix = bits === undefined ? whole : Number(bits);
	if (prefix > whole) throw refused(text);
	const [plain, length] = withoutMapping([parsed, prefix]);
	const network = `${plain.toString()}/${length}`;
	const first = plain.kind() === "ipv4" ? ipaddr.IPv4.networkAddressFromCIDR(network) : ipaddr.IPv6.networkAddressFromCIDR(network);
	return `${first.toString()}/${length}`;
}

/** Whether an address is in one of the ranges. One that cannot be read is in none. */
export function isWithin(address: string, ranges: readonly string[]): boolean {
	if (!ipaddr.isValid(address)) return false;
	// `process` reads IPv4 in IPv6, as sockets for both give it, as plain IPv4.
	const one = ipaddr.process(address);
	return ranges.some((range) => covers(ipaddr.parseCIDR(range), one));
}

/** Whether each of the ranges lies in one of the others, all in their one spelling. */
export const areWithin = (ranges: readonly string[], others: readonly string[]): boolean =>
	ranges.every((range) => {
		const [first, bits] = ipaddr.parseCIDR(range);
		return others.some((other) => bits >= ipaddr.parseCIDR(other)[1] && covers(ipaddr.parseCIDR(other), first));
	});

const covers = ([first, bits]: Range, address: Address): boolean => address.kind() === first.kind() && address.match(first, bits);

function withoutMapping([address, bits]: Range): Range {
	// A range that begins above those of IPv4 is one of IPv6.
	const mapped = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= 96;
	return mapped ? [address.toIPv4Address(), bits - 96] : [address, bits];
}

const refused = (text: string) =>
	new AppError("BAD_INPUT", {
		message: `${JSON.stringify(text.slice(0, 64))} is no range of addresses such as 203.0.113.0/24 or 2001:db8::/32.`,
		data: { field: "cidrs" },
	});

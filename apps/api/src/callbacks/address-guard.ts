import { BlockList, isIP } from "node:net";

// Everything that is not the public internet: private, shared, loopback, link-local (clouds keep their metadata there),
// documentation, benchmarking, multicast, reserved, and the IPv6 ranges that carry an IPv4 address inside.
const refused4: readonly (readonly [string, number])[] = [
	["0.0.0.0", 8],
	["10.0.0.0", 8],
	["100.64.0.0", 10],
	["127.0.0.0", 8],
	["169.254.0.0", 16],
	["172.16.0.0", 12],
	["192.0.0.0", 24],
	["192.0.2.0", 24],
	["192.88.99.0", 24],
	["192.168.0.0", 16],
	["198.18.0.0", 15],
	["198.51.100.0", 24],
	["203.0.113.0", 24],
	["224.0.0.0", 4],
	["240.0.0.0", 4],
];
const refused6: readonly (readonly [string, number])[] = [
	["64:ff9b::", 96],
	["64:ff9b:1::", 48],
	["100::", 64],
	["2001::", 23],
	["2001:db8::", 32],
	["2002::", 16],
	["3fff::", 20],
];

const blocked = new BlockList();
for (const [network, bits] of refused4) blocked.addSubnet(network, bits, "ipv4");
for (const [network, bits] of refused6) blocked.addSubnet(network, bits, "ipv6");

// Of IPv6 only 2000::/3 is handed out as public: what lies outside of it (::1, mapped, fc00::, fe80::, ff00::) is not.
const global6 = new BlockList();
global6.addSubnet("2000::", 3, "ipv6");

/**
 * Whether an address belongs to the public internet.
 *
 * Source  IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890).
 */
export function isPublicAddress(address: string): boolean {
	const family = isIP(address);
	if (family === 4) return !blocked.check(address, "ipv4");
	if (family === 6) return global6.check(address, "ipv6") && !blocked.check(address, "ipv6");
	return false;
}

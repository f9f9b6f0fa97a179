import { expect, test } from "vitest";
import { isPublicAddress } from "./address-guard.ts";

const refused = [
	"0.0.0.0",
	"10.1.2.3",
	"100.64.0.1",
	"127.0.0.1",
	"127.255.255.254",
	"169.254.169.254",
	"172.16.0.1",
	"172.31.255.255",
	"192.168.1.1",
	"198.19.0.1",
	"224.0.0.1",
	"255.255.255.255",
	"::",
	"::1",
	"::ffff:127.0.0.1",
	"::ffff:8.8.8.8",
	"64:ff9b::7f00:1",
	"fc00::1",
	"fd00:ec2::254",
	"fe80::1",
	"ff02::1",
	"2002:7f00:1::",
	"2001:db8::1",
	"localhost",
	"",
];
const allowed = [
	"1.1.1.1",
	"8.8.8.8",
	"172.32.0.1",
	"172.15.255.255",
	"100.128.0.1",
	"192.169.0.1",
	"2606:4700:4700::1111",
	"2a00:1450:4001::1",
];

test.each(refused)("a callback never goes to %s", (address) => expect(isPublicAddress(address)).toBe(false));
test.each(allowed)("a callback may go to %s", (address) => expect(isPublicAddress(address)).toBe(true));

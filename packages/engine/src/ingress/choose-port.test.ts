import { expect, test } from "vitest";
import { chooseIngressPort } from "./choose-port.ts";

const tcp = (port: number, ingress = false) => ({ port, protocol: "tcp" as const, ingress });
const udp = (port: number) => ({ port, protocol: "udp" as const });

test.each([
	["the marked one", [tcp(80), tcp(9_000, true)], 9_000],
	["80", [tcp(8_080), tcp(80), tcp(22)], 80],
	["8080", [tcp(8_080), tcp(22)], 8_080],
	["the lowest", [tcp(9_000), tcp(3_000), udp(53)], 3_000],
	["none of UDP", [udp(80)], null],
	["none of none", [], null],
])("the proxy speaks to %s", (_, ports, chosen) => {
	expect(chooseIngressPort(ports)).toBe(chosen);
});

import { createHash, randomBytes } from "node:crypto";
import type { HostTool } from "../host-tools.ts";

/** One rule of the host's firewall, as its program takes it after the verb. */
export interface Rule {
	readonly tool: Extract<HostTool, "iptables" | "ip6tables">;
	readonly chain: string;
	readonly words: readonly string[];
}

/**
 * Where clouds hand out a machine's own credentials to whoever asks from that machine.
 *
 * Source  the instance metadata pages of AWS, Google Cloud, Azure (all 169.254.169.254), AWS ECS (169.254.170.2), Alibaba Cloud.
 */
const addresses: readonly { readonly tool: Rule["tool"]; readonly address: string }[] = [
	{ tool: "iptables", address: "169.254.169.254/32" },
	{ tool: "iptables", address: "169.254.170.2/32" },
	{ tool: "iptables", address: "100.100.100.200/32" },
	{ tool: "ip6tables", address: "fd00:ec2::254/128" },
];

/** Those that a container on a network of ours could ask, with those of IPv6 where the network has any. */
export const metadataAddresses = ({ withIpv6 }: { readonly withIpv6: boolean }): string[] =>
	addresses.filter(({ tool }) => withIpv6 || tool === "iptables").map(({ address }) => address.replace(/\/\d+$/, ""));

/** An interface's name has at most 15 characters, a chain's 28. */
const BRIDGE_START = "bt";

/** How the bridges of an installation begin, so that one rule covers all there will ever be. */
export const bridgePrefix = (installation: string): string => `${BRIDGE_START}${digest(installation).slice(0, 6)}`;

export const newBridgeName = (installation: string): string => `${bridgePrefix(installation)}${randomBytes(4).toString("hex").slice(0, 7)}`;

const chainName = (installation: string): string => `BERTH-METADATA-${digest(installation).slice(0, 8)}`;

/**
 * The rules of an installation: those of its own chain, then the way into it.
 *
 * In the table `raw`, before addresses are translated and before a packet is told to be for this host or for another: a chain of the
 * forwarding path, as the daemon offers one, is not asked about a server on the host itself. Questions to a name server pass, since on
 * some clouds it lives at the same address; metadata are never told in them.
 */
export function rulesOf(installation: string): {
	readonly chain: string;
	/** A comment that every rule of the installation bears, and no other. */
	readonly mark: string;
	readonly inside: readonly Rule[];
	readonly into: readonly Rule[];
} {
	const chain = chainName(installation);
	const mark = `berth-metadata-${digest(installation).slice(0, 8)}`;
	const marked = ["-m", "comment", "--comment", mark];
	const inside = addresses.flatMap(({ tool, address }) => [
		{ tool, chain, words: ["-d", address, "!", "-p", "udp", ...marked, "-j", "DROP"] },
		{ tool, chain, words: ["-d", address, "-p", "udp", "-m", "udp", "!", "--dport", "53", ...marked, "-j", "DROP"] },
	]);
	const into = (["iptables", "ip6tables"] as const).map((tool) => ({
		tool,
		chain: "PREROUTING",
		words: ["-i", `${bridgePrefix(installation)}+`, ...marked, "-j", chain],
	}));
	return { chain, mark, inside, into };
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

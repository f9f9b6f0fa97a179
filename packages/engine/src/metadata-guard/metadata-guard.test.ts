import { AppError, type Clock, MINUTE } from "@berth/core";
import { afterEach, expect, test, vi } from "vitest";
import type { HostTools } from "../host-tools.ts";
import { createMetadataGuard, judgeFinding, type MetadataGuardMode } from "./metadata-guard.ts";
import type { MetadataProbe, ProbeFinding } from "./prober.ts";
import { metadataAddresses } from "./rules.ts";

const call = { signal: new AbortController().signal };
const open: ProbeFinding = { kind: "open", reached: ["169.254.169.254"] };
const closed: ProbeFinding = { kind: "closed", tried: ["169.254.169.254"] };
/** Looks again and again; the bound is for a loaded machine. */
const becomes = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 30_000, interval: 10 });

let closing = new AbortController();
afterEach(() => {
	closing.abort();
	closing = new AbortController();
});

/** A firewall that holds rules as their words, and prints them. */
function fakeFirewall() {
	const chains = new Map<string, string[]>([
		["iptables PREROUTING", []],
		["ip6tables PREROUTING", []],
	]);
	const said: string[] = [];
	const tools: HostTools = {
		find: async (tool) => `/sbin/${tool}`,
		async run(tool, [, , , , verb = "", chain = "", ...words]) {
			said.push(`${tool} ${verb}`);
			const rules = chains.get(`${tool} ${chain}`);
			const rule = words.join(" ");
			const answer = (isOk: boolean, stdout = "") => ({ exitCode: isOk ? 0 : 1, stdout, stderr: "" });
			if (verb === "-S") {
				const own = [...chains].filter(([name]) => name.startsWith(`${tool} `));
				return answer(true, own.flatMap(([name, all]) => all.map((one) => `-A ${name.split(" ")[1]} ${one}`)).join("\n"));
			}
			if (verb === "-N") chains.set(`${tool} ${chain}`, []);
			if (verb === "-N") return answer(rules === undefined);
			if (verb === "-C") return answer(rules?.includes(rule) === true);
			rules?.unshift(rule);
			return answer(rules !== undefined);
		},
	};
	const flush = () => {
		for (const rules of chains.values()) rules.length = 0;
	};
	return { chains, said, tools, flush };
}

/** Time that passes when it is told to. */
function manualClock() {
	let ms = 0;
	const sleepers = new Set<{ readonly untilMs: number; readonly wake: () => void }>();
	const clock: Clock = {
		now: () => new Date(ms),
		monotonicMs: () => ms,
		sleep: (forMs, signal) =>
			new Promise((resolve, reject) => {
				sleepers.add({ untilMs: ms + forMs, wake: resolve });
				signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
			}),
	};
	const advance = (byMs: number) => {
		ms += byMs;
		for (const sleeper of sleepers) {
			if (sleeper.untilMs > ms) continue;
			sleepers.delete(sleeper);
			sleeper.wake();
		}
	};
	return { clock, advance };
}

interface Given {
	readonly warnings?: string[];
	readonly clock?: Clock;
	readonly probe?: MetadataProbe;
}

const guardOf = (tools: HostTools, mode: MetadataGuardMode, { warnings = [], clock, probe }: Given = {}) =>
	createMetadataGuard(
		"here",
		{ mode, tools, hasInterface: async () => true, ...(clock === undefined ? {} : { clock }) },
		{
			warn: (_, message) => void warnings.push(message),
			closing: closing.signal,
			own: (work) => void work.catch(() => undefined),
			probe: probe ?? null,
		},
	);

test("rules are set once however many ask at a time, and are not looked for again at once", async () => {
	const { chains, said, tools } = fakeFirewall();
	const guard = guardOf(tools, "require");
	const bridge = guard.newBridgeName();
	expect(bridge).toMatch(/^bt[0-9a-f]{13}$/);
	await Promise.all([1, 2, 3].map(() => guard.hold(bridge, call)));
	const count = said.length;
	await guard.holdRules(call);
	expect(said).toHaveLength(count);
	expect([...chains.values()].map((rules) => rules.length)).toEqual([1, 1, 6, 2]);
	expect(chains.get("iptables PREROUTING")).toEqual([expect.stringMatching(`^-i ${bridge.slice(0, 8)}\\+ .* -j BERTH-METADATA-`)]);
});

test("rules that stand are left as they are, whoever set them", async () => {
	const { said, tools } = fakeFirewall();
	await guardOf(tools, "check").holdRules(call);
	said.length = 0;
	await guardOf(tools, "check").holdRules(call);
	expect(new Set(said)).toEqual(new Set(["iptables -C", "ip6tables -C", "iptables -S", "ip6tables -S"]));
});

test("a flushed firewall is set again while nobody asks, and one that stands costs one look for each family", async () => {
	const { chains, said, tools, flush } = fakeFirewall();
	const { clock, advance } = manualClock();
	// As for containers that an earlier process left running: nobody has started one here.
	guardOf(tools, "check", { clock });
	await becomes(() => {
		advance(MINUTE);
		expect([...chains.values()].map((rules) => rules.length)).toEqual([1, 1, 6, 2]);
	});
	said.length = 0;
	await becomes(() => {
		advance(MINUTE);
		expect(said.slice(-2)).toEqual(["iptables -S", "ip6tables -S"]);
	});
	expect(new Set(said)).toEqual(new Set(["iptables -S", "ip6tables -S"]));
	flush();
	await becomes(() => {
		advance(MINUTE);
		expect([...chains.values()].map((rules) => rules.length)).toEqual([1, 1, 6, 2]);
	});
	// Gone between the setting and the look at what was set: not believed.
	const set = chains.get("iptables PREROUTING") ?? [];
	set.splice(0, set.length, "-j of-somebody-else");
	await becomes(() => {
		advance(MINUTE);
		expect(set).toHaveLength(2);
	});
});

test("a bridge with another's name is unguarded: refused where that is required, told once where it is not", async () => {
	const { tools } = fakeFirewall();
	await expect(guardOf(tools, "require").hold("br-0123456789ab", call)).rejects.toMatchObject({ data: { why: "metadata-guard" } });
	const warnings: string[] = [];
	const lenient = guardOf(tools, "check", { warnings });
	await lenient.hold(null, call);
	await lenient.hold(null, call);
	expect(warnings).toHaveLength(1);
});

test("nothing is asked of the firewall while the guard is off", async () => {
	const { said, tools } = fakeFirewall();
	const guard = guardOf(tools, "off", { probe: () => Promise.reject(new Error("tried")) });
	await guard.hold(null, call);
	expect(await guard.preflight(call)).toMatchObject({ id: "metadata_guard", severity: "info" });
	expect(said).toEqual([]);
});

test("where it is required, nothing starts once a container got through, until one is stopped again", async () => {
	const { tools } = fakeFirewall();
	const { clock, advance } = manualClock();
	let found: ProbeFinding = open;
	let probes = 0;
	const probe: MetadataProbe = async () => {
		probes += 1;
		return found;
	};
	const guard = guardOf(tools, "require", { clock, probe });
	await expect(guard.holdRules(call)).rejects.toMatchObject({ code: "ENGINE_FAILED", data: { why: "metadata-guard" } });
	await expect(guard.holdRules(call)).rejects.toMatchObject({ data: { why: "metadata-guard" } });
	expect(probes).toBe(1);
	found = closed;
	await becomes(async () => {
		advance(MINUTE);
		await guard.holdRules(call);
	});
	const count = probes;
	advance(5 * MINUTE);
	await guard.holdRules(call);
	expect(probes).toBe(count);
	await becomes(() => {
		advance(5 * MINUTE);
		expect(probes).toBeGreaterThan(count);
	});
});

test("a probe that comes to no end decides nothing, and is told from one that found something", async () => {
	const { tools } = fakeFirewall();
	const warnings: string[] = [];
	const guard = guardOf(tools, "require", { warnings, probe: () => Promise.reject(new AppError("ENGINE_UNREACHABLE")) });
	await guard.holdRules(call);
	expect(await guard.preflight(call)).toMatchObject({ severity: "warning", broke: true });
	const aborted = { signal: AbortSignal.abort() };
	await expect(guardOf(tools, "require", { probe: async () => closed }).holdRules(aborted)).rejects.toMatchObject({ code: "ABORTED" });
});

test.each([
	[open, "require", "blocker"],
	[open, "check", "warning"],
	[closed, "require", "ok"],
	[{ kind: "untried", why: "no image", remedy: "Pull it." }, "require", "info"],
] as const)("what a container found is said: %o with %s is %s", (found, mode, severity) => {
	expect(judgeFinding(found, mode, "the rules stand")).toMatchObject({ severity });
});

test("addresses of IPv6 are asked where a network has any", () => {
	expect(metadataAddresses({ withIpv6: false })).toEqual(["169.254.169.254", "169.254.170.2", "100.100.100.200"]);
	expect(metadataAddresses({ withIpv6: true })).toContain("fd00:ec2::254");
});

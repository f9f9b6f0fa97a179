import { type LeaseId, type LogLine, type LogQuery, type LogScanMessage, newId, type TenantId } from "@berth/core";
import type { InstanceRecord } from "@berth/db";
import type { Engine, EngineLogLine, EngineLogMessage } from "@berth/engine";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Caller } from "../service.ts";
import { createManualClock } from "../testing/manual-clock.ts";
import { aLease, leaseId } from "../testing/records.ts";
import type { ScanLimits } from "./log-options.ts";
import { readLogPage } from "./log-page.ts";
import { createScanGate } from "./scan-gate.ts";
import { type ScanTools, scanLogs } from "./scan-logs.ts";

const caller = { label: "user:test", scope: "all", seesValues: true } as const;
const own: Caller = { label: "user:own", scope: { tenantId: aLease().tenantId }, seesValues: true };
const signal = new AbortController().signal;
const stamp = (nano: number) => `2030-01-01T00:00:00.${String(nano).padStart(9, "0")}Z`;

interface Said {
	readonly who: "web-0" | "web-1" | "db-0";
	readonly nano: number;
	readonly text: string;
}

/** The kept logs of three instances that said this, each in the order of its stamps. */
function toolsOf(said: readonly Said[]): ScanTools {
	const logs = new Map<string, EngineLogLine[]>([
		["web-0", []],
		["web-1", []],
		["db-0", []],
	]);
	for (const { who, nano, text } of said.toSorted((a, b) => a.nano - b.nano)) {
		const log = logs.get(who) ?? [];
		const ordinal = log.filter(({ at }) => at === stamp(nano)).length + 1;
		log.push({ stream: "stdout", at: stamp(nano), cursor: { at: stamp(nano), ordinal }, text, truncated: false });
	}
	const rows = [...logs.keys()].map(
		(who) =>
			({
				service: who.split("-")[0],
				index: Number(who.split("-")[1]),
				generation: 1,
				containerId: who,
				state: "running",
			}) as InstanceRecord,
	);
	async function* read(id: string, options: Parameters<Engine["logs"]["read"]>[1]): AsyncGenerator<EngineLogMessage> {
		const { after, since, until, tail } = options;
		const isAfter = ({ at, ordinal }: EngineLogLine["cursor"]) => !after || at > after.at || (at === after.at && ordinal > after.ordinal);
		const wanted = (logs.get(id) ?? []).filter(
			({ at, cursor }) => isAfter(cursor) && (!since || Date.parse(at) >= Date.parse(since)) && (!until || at <= until),
		);
		for (const line of tail === undefined ? wanted : wanted.slice(-tail)) yield { kind: "line", ...line };
		yield { kind: "end", why: "exited" };
	}
	// Of the tools only what a reading asks for.
	return {
		stores: { leases: { find: async () => aLease() }, reader: { instances: async () => new Map([[leaseId, rows]]) } },
		engine: { logs: { read } },
		engineNode: null,
		clock: createManualClock(),
		gate: createScanGate(),
	} as unknown as ScanTools;
}

async function scan(tools: ScanTools, query: LogQuery, limits: ScanLimits | null = null) {
	const messages: LogScanMessage[] = [];
	for await (const message of scanLogs(tools, caller, leaseId, query, limits, signal)) messages.push(message);
	return { texts: messages.flatMap((message) => (message.kind === "line" ? [message.text] : [])), end: messages.at(-1) };
}
const linesOf = async (tools: ScanTools): Promise<LogLine[]> => {
	const lines: LogLine[] = [];
	for await (const message of scanLogs(tools, caller, leaseId, {}, null, signal)) if (message.kind === "line") lines.push(message);
	return lines;
};

const anySaid = fc
	.array(fc.record({ who: fc.constantFrom("web-0" as const, "web-1" as const, "db-0" as const), nano: fc.nat(12) }), { maxLength: 40 })
	.map((all) => all.map((one, nth): Said => ({ ...one, text: String(nth) })));

test("pages back from the newest line, or on from the oldest, hold every line once and in its order", async () => {
	await fc.assert(
		fc.asyncProperty(anySaid, fc.integer({ min: 1, max: 7 }), async (said, limit) => {
			const tools = toolsOf(said);
			const all = await linesOf(tools);
			const texts = all.map(({ text }) => text);
			const [oldest, newest] = [all[0], all.at(-1)];
			if (!oldest || !newest) return;
			const back = [newest];
			for (let hasMore = true; hasMore; ) {
				const page = await readLogPage(tools, caller, leaseId, { before: back[0]?.cursor ?? "", limit }, signal);
				back.unshift(...page.lines);
				hasMore = page.hasMore;
			}
			expect(back.map(({ text }) => text)).toEqual(texts);
			const on = [oldest];
			for (let hasMore = true; hasMore; ) {
				const page = await readLogPage(tools, caller, leaseId, { after: on.at(-1)?.cursor ?? "", limit }, signal);
				on.push(...page.lines);
				hasMore = page.hasMore;
			}
			expect(on.map(({ text }) => text)).toEqual(texts);
			const between = await readLogPage(tools, caller, leaseId, { after: oldest.cursor, before: newest.cursor, limit: 100 }, signal);
			expect(between.lines.map(({ text }) => text)).toEqual(texts.slice(1, -1));
		}),
		{ numRuns: 60 },
	);
});

const words: readonly Said[] = [
	{ who: "web-0", nano: 1, text: "INFO started" },
	{ who: "db-0", nano: 2, text: "\u001b[31mERROR\u001b[0m no route" },
	{ who: "web-1", nano: 3, text: "INFO between" },
	{ who: "db-0", nano: 4, text: "    at resolve" },
	{ who: "web-0", nano: 5_000_000, text: "plain" },
];

test.each<[LogQuery, readonly number[]]>([
	[{}, [0, 1, 2, 3, 4]],
	[{ text: "ERROR NO" }, [1]],
	[{ text: "^info", regex: true }, [0, 2]],
	[{ text: "info", invert: true }, [1, 3, 4]],
	[{ levels: ["error"] }, [1, 3]],
	[{ levels: ["unknown"] }, [4]],
	[{ services: ["web"], instance: 0 }, [0, 4]],
	[{ stream: "stderr" }, []],
	[{ until: "2030-01-01T00:00:00.000Z" }, [0, 1, 2, 3]],
	[{ since: "2030-01-01T00:00:00.005Z" }, [4]],
])("a scan for %j finds what a reader would", async (query, wanted) => {
	const { texts, end } = await scan(toolsOf(words), query);
	expect(texts).toEqual(wanted.map((nth) => words[nth]?.text));
	expect(end).toMatchObject({ kind: "end", why: "end", matches: wanted.length });
});

test("a scan that a limit ends says which, and how far it came", async () => {
	const tools = toolsOf(words);
	const free = { matches: 100, bytes: 1_000, ms: 1_000 };
	expect((await scan(tools, {}, { ...free, matches: 2 })).end).toMatchObject({ why: "matches", lines: 2, matches: 2, at: stamp(2) });
	expect((await scan(tools, { text: "nothing" }, { ...free, bytes: 20 })).end).toMatchObject({ why: "bytes", lines: 2, matches: 0 });
	expect((await scan(tools, {}, free)).end).toMatchObject({ why: "end", lines: 5 });
});

test("a pattern that would run for ever is done at once, and what is none is refused before anything is read", async () => {
	const tools = toolsOf([{ who: "web-0", nano: 1, text: `${"a".repeat(5_000)}!` }]);
	const startedMs = performance.now();
	expect((await scan(tools, { text: "(a+)+$", regex: true })).texts).toEqual([]);
	expect(performance.now() - startedMs).toBeLessThan(10_000);
	await expect(scan(tools, { text: "(", regex: true })).rejects.toMatchObject({ code: "BAD_INPUT" });
});

test("a pattern that multiplies a line's work is refused or bounded, and others get their turn while it runs", async () => {
	const long = Array.from({ length: 40 }, (_, nth): Said => ({ who: "web-0", nano: nth, text: "a".repeat(16_000) }));
	const tools = toolsOf(long);
	for (const text of ["(.*){1000}z", "\\pL{1000}", "(a?){600}a{600}"])
		await expect(scan(tools, { text, regex: true })).rejects.toMatchObject({ code: "BAD_INPUT" });
	const turns: number[] = [];
	const timer = setInterval(() => turns.push(performance.now()), 1);
	const startedMs = performance.now();
	try {
		expect((await scan(tools, { text: "(.*){100}z", regex: true })).texts).toEqual([]);
	} finally {
		clearInterval(timer);
	}
	const waits = [startedMs, ...turns, performance.now()].map((at, nth, all) => at - (all[nth - 1] ?? at));
	// Of all that it took no part was nearly the whole.
	expect(Math.max(...waits)).toBeLessThan((performance.now() - startedMs) / 3);
});

test("a lease is scanned by three at once and a tenant's by six, and no more; whoever leaves makes room, and other tenants and admins have theirs", async () => {
	const open = async (tools: ScanTools, id: LeaseId, by: Caller) => {
		const running = scanLogs(tools, by, id, {}, null, signal);
		await running.next();
		return running;
	};
	const tools = toolsOf(words);
	const others = {
		...tools,
		stores: { ...tools.stores, leases: { find: async () => aLease({ tenantId: newId<TenantId>() }) } },
	} as unknown as ScanTools;
	const full = (which: string) => ({ code: "THROTTLED", data: { which, retryAfterMs: 5_000 } });
	const [one, two, three] = [newId<LeaseId>(), newId<LeaseId>(), newId<LeaseId>()];
	const first = await open(tools, one, own);
	const rest = [await open(tools, one, own), await open(tools, one, own)];
	await expect(open(tools, one, own)).rejects.toMatchObject(full("lease"));
	rest.push(await open(tools, two, own), await open(tools, two, own), await open(tools, two, own));
	await expect(open(tools, three, own)).rejects.toMatchObject(full("tenant"));
	rest.push(await open(tools, three, caller), await open(others, three, own));
	await first.return();
	rest.push(await open(tools, three, own));
	await expect(open(tools, three, own)).rejects.toMatchObject(full("lease"));
	for (const running of rest) await running.return();
	await (await open(tools, one, own)).return();
});

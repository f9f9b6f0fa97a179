import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { takeLink } from "../../api/fixture.ts";
import { type BerthServer, createBerthServer } from "../../support/berth-server.ts";
import { type Bench, type BenchContext, CannotMeasure } from "../bench.ts";
import { type Audience, openAudience } from "../fanout/audience.ts";
import { figureOf, valueAtMost } from "../figure.ts";
import { statusBytes } from "../memory-of.ts";
import { interleave } from "../rounds.ts";
import { startBareServer } from "../rpc/start-bare-server.ts";
import { type StoredLeases, storeLeases } from "../seed/stored-leases.ts";
import { compare, median, quantile } from "../statistics.ts";

/** As for a container that dies: a page that shows it is not felt to lag. */
const TOLD = valueAtMost(250);
/** A bare server that takes longer shares its core with others. */
const CONTROL_MAX_MS = 80;
const KIB = 1_024;
const SOCKETS = 50;
const PER_SOCKET = 20;
/** One reader may have so many streams. */
const PEOPLE = 5;
const SUBSCRIBERS = SOCKETS * PER_SOCKET;

/** A change of one lease that a thousand follow. */
export const fanout: Bench = {
	name: "fanout",
	says: `a change of a lease until ${SUBSCRIBERS} subscriptions on ${SOCKETS} sockets are told, beside a bare server that sends them the same`,
	needs: ["two-cores", "postgres", "build"],
	async *run(context) {
		const berth = await openBerth(context);
		const bare = await openBare(context);
		const rounds = { rounds: context.quick ? 10 : 60, signal: context.signal };
		const sides = {
			subject: async () => p95(await berth.audience.hear(berth.tell)),
			control: async () => p95(await bare.audience.hear(() => bare.tell(berth.audience.last()))),
		};
		const first = await interleave({ ...rounds, warmUps: 3, ...sides });
		refuseWhenSlow(first.control);
		yield figureOf({ bench: "fanout", figure: "told p95", unit: "ms", budget: TOLD, ...compare(first.subject, first.control) });

		const grown = [await berth.grownKib(), await bare.grownKib()].map((kib) => kib / SUBSCRIBERS);
		const memory = compare(grown.slice(0, 1), grown.slice(1));
		yield figureOf({ bench: "fanout", figure: "memory per subscription", unit: "KiB", budget: null, ...memory });

		berth.audience.silenceOne();
		const beside = await interleave({ ...rounds, ...sides });
		refuseWhenSlow(beside.control);
		const measured = compare(beside.subject, beside.control);
		yield figureOf({ bench: "fanout", figure: "told p95 beside one that does not read", unit: "ms", budget: TOLD, ...measured });
	},
};

/** Errors  CannotMeasure. */
function refuseWhenSlow(control: readonly number[]): void {
	if (median(control) > CONTROL_MAX_MS)
		throw new CannotMeasure("a bare server takes too long to tell so many: others keep the machine busy");
}

const p95 = (values: readonly number[]) => quantile(values, 0.95);

interface Side {
	readonly audience: Audience;
	/** What the process holds more than before it had an audience. */
	grownKib(): Promise<number>;
}

async function grown(pid: number, before: number): Promise<number> {
	return Math.max(0, (await statusBytes(pid, "VmRSS")) - before) / KIB;
}

async function openBerth({ onEnd }: BenchContext): Promise<Side & { readonly tell: () => Promise<unknown> }> {
	const stored = await storeLeases(100);
	onEnd(() => stored[Symbol.asyncDispose]());
	const folder = await mkdtemp(join(tmpdir(), "berth-bench-"));
	onEnd(() => rm(folder, { recursive: true, force: true }));
	const server = await createBerthServer({
		databaseUrl: stored.url,
		outputFile: join(folder, "log"),
		env: { ROLE: "api", CALLS_PER_CALLER: "0", CALLS_PER_TENANT: "0" },
	});
	onEnd(() => server[Symbol.asyncDispose]());
	await server.start();
	const people = await invite(server, stored);
	const leaseId = stored.leaseIdOf(50);
	const { client } = people.admin;
	let minutes = 0;
	const tell = () =>
		client.lease.renew.mutate({ leaseId, expiresAt: new Date(Date.now() + ++minutes * 60_000 + 86_400_000).toISOString() });
	for (let warm = 0; warm < 20; warm++) await tell();
	const pid = server.pid() ?? 0;
	const before = await statusBytes(pid, "VmRSS");
	const audience = await openAudience({
		url: `${server.url.replace("http", "ws")}/trpc`,
		headers: people.cookies.map((cookie) => ({ cookie, origin: server.url })),
		sockets: SOCKETS,
		perSocket: PER_SOCKET,
		ask: (nth) => ({ id: nth + 1, method: "subscription", params: { path: "lease.watch", input: { leaseId } } }),
		isTold: (text) => text.includes('"type":"data"'),
	});
	onEnd(() => audience.close());
	return { audience, tell, grownKib: () => grown(pid, before) };
}

/** As many members as so many streams need, each signed in. */
async function invite(server: BerthServer, { tenantId }: StoredLeases) {
	const admin = await server.signIn();
	const cookies: string[] = [];
	for (let nth = 0; nth < PEOPLE; nth++) {
		const { link } = await admin.client.admin.members.invite.mutate({ tenantId, email: `reader-${nth}@example.org` });
		cookies.push((await takeLink(link?.url ?? "")).cookie);
	}
	return { admin, cookies };
}

async function openBare({ onEnd }: BenchContext): Promise<Side & { readonly tell: (text: string) => Promise<unknown> }> {
	const source = new URL("../fanout/bare-broadcaster.ts", import.meta.url);
	const server = await startBareServer(source, { PER_SOCKET: String(PER_SOCKET) });
	onEnd(() => server[Symbol.asyncDispose]());
	const before = await statusBytes(server.pid, "VmRSS");
	const audience = await openAudience({
		url: server.url.replace("http", "ws"),
		headers: [{}],
		sockets: SOCKETS,
		perSocket: PER_SOCKET,
		isTold: () => true,
	});
	onEnd(() => audience.close());
	return {
		audience,
		tell: async (text) => (await fetch(server.url, { method: "POST", body: text })).text(),
		grownKib: () => grown(server.pid, before),
	};
}

import { setTimeout as pause } from "node:timers/promises";
import { startBrowser, takeLinkOn } from "../../support/browser.ts";
import { withClient } from "../../support/postgres.ts";
import { untilState } from "../../support/stack.ts";
import { startWebServer } from "../../support/web-server.ts";
import { type Bench, type BenchContext, CannotMeasure } from "../bench.ts";
import { figureOf, valueAtMost } from "../figure.ts";
import { parentOf, watchCpu } from "../idle/cpu.ts";
import { watchForeignEvents } from "../idle/foreign-events.ts";
import { reconcileAgeMs } from "../simulated/open-crowd.ts";
import { type DockerStage, openDockerStage } from "../stage/docker-stage.ts";
import { compare, median, spreadOf } from "../statistics.ts";

const LEASES = 10;
const PER_LEASE = 5;
const CONTAINERS = LEASES * PER_LEASE;
/** What the engine consists of; a name of a process has fifteen characters. */
const ENGINE = ["dockerd", "containerd", "containerd-shim", "docker-proxy"];
/** Of one core: above it the engine and the database are made to work by others, which nobody can tell apart. */
const FOREIGN_MAX = 0.25;
/** After a start or a page's opening, until nothing of it is left to do. */
const SETTLE_MS = 5_000;
const MINUTE_MS = 60_000;
/** Around the work of each minute (the look at all containers, the sweep, the writing of what was used): it begins within this. */
const EARLY_MS = 2_000;
const BURST_MS = 6_000;
/** As often as it is read what containers use: what lasts so long has as much of it as any. */
const READING_MS = 15_000;
/** What the engine and the database do by themselves, they do every moment: looked at until two looks in a row say the same. */
const CONTROL_MS = 5_000;
const CONTROLS_MAX = 8;
/** Of one core, in percent: controls that lie further apart cannot tell what is as small as the tightest budget. */
const CONTROL_OFF_MAX = 0.5;
const ROUNDS = 5;

/** What it costs to look after containers in which nothing happens. */
export const idle: Bench = {
	name: "idle",
	says: `processor time with ${CONTAINERS} containers running, beside the same ${CONTAINERS} without the service; then with a lease's page open`,
	needs: ["two-cores", "docker", "postgres", "build", "pages", "browser"],
	async *run(context) {
		const scene = await open(context);
		const sides: Sides = { alone: [], watched: [], control: [] };
		if (context.quick) await oneMinute(scene, sides);
		else for (let round = 0; round < ROUNDS; round++) await wholeMinutes(scene, sides, round > 0);
		yield added("nobody watching", sides.alone, sides.control, 0.5);
		yield added("one lease page open", sides.watched, sides.control, 1.5);
	},
};

/** Of one core, in percent, round by round. */
interface Sides {
	readonly alone: number[];
	readonly watched: number[];
	readonly control: number[];
}
type Scene = Awaited<ReturnType<typeof open>>;

/** A minute of each, after one another, so that whatever is done once a minute is in them as often as in earnest. */
async function wholeMinutes({ look, settle, page, server }: Scene, sides: Sides, isStopped: boolean): Promise<void> {
	if (isStopped) await server.start();
	await settle(2 * SETTLE_MS);
	sides.alone.push(percent(await look(MINUTE_MS), MINUTE_MS));
	await page.show();
	await settle(SETTLE_MS);
	sides.watched.push(percent(await look(MINUTE_MS), MINUTE_MS));
	await page.leave();
	await server.stop();
	await settle(SETTLE_MS);
	sides.control.push(percent(await look(MINUTE_MS), MINUTE_MS));
}

/**
 * What a minute costs, from less than one: most of it is the same at every moment, and what comes once a minute is looked at when it
 * comes. What goes on without the service is looked at before and afterwards, so that it is known how far that can be told. Nobody watches
 * at first, then the page is open: either for a reading of what containers use, with the service as long awake as the minute allows.
 */
async function oneMinute({ look, settle, page, server, untilMinuteMs, writeOut }: Scene, sides: Sides): Promise<void> {
	const lookWithout = async (): Promise<number> => {
		await server.stop();
		await writeOut();
		const seen: number[] = [];
		while (seen.length < CONTROLS_MAX) {
			seen.push(percent(await look(CONTROL_MS), CONTROL_MS));
			const [last = 0, before] = seen.toReversed();
			if (before !== undefined && Math.abs(last - before) <= CONTROL_OFF_MAX) return (last + before) / 2;
		}
		throw new CannotMeasure(`without the service ${told(seen)} % of a core were worked, never twice the same`);
	};
	const before = await lookWithout();
	await server.start();
	await settle(SETTLE_MS);
	// Both looks, what the page needs to come up, and what its leaving leaves.
	const looksMs = 2 * READING_MS + 3 * SETTLE_MS;
	let leftMs = (await untilMinuteMs()) - EARLY_MS;
	// Too little for them: the next minute tells.
	while (leftMs < looksMs) leftMs += MINUTE_MS;
	await settle(leftMs - looksMs);
	const steady = (await look(READING_MS)) / READING_MS;
	await page.show();
	await settle(SETTLE_MS);
	const watched = (await look(READING_MS)) / READING_MS;
	await page.leave();
	await settle(Math.max(0, (await untilMinuteMs()) - EARLY_MS));
	const burst = await look(BURST_MS);
	const after = await lookWithout();
	if (Math.abs(after - before) > CONTROL_OFF_MAX)
		throw new CannotMeasure(`without the service ${told([before, after])} % of a core were worked before and after it: too far apart`);
	sides.control.push((before + after) / 2);
	const minute = (rate: number) => percent(rate * (MINUTE_MS - BURST_MS) + burst + (rate - steady) * BURST_MS, MINUTE_MS);
	sides.alone.push(minute(steady));
	sides.watched.push(minute(watched));
}

const told = (shares: readonly number[]): string => shares.map((share) => share.toFixed(2)).join(", ");

const percent = (seconds: number, ofMs: number) => (seconds * 100_000) / ofMs;

/** Of one core, what is worked more than without the service. */
function added(figure: string, subject: readonly number[], control: readonly number[], bound: number) {
	const measured = compare(subject, control);
	const more = subject.map((share, round) => share - (control[round] ?? Number.NaN));
	const budget = valueAtMost(bound);
	return figureOf({ bench: "idle", figure, unit: "%", budget, ...measured, value: median(more), spread: spreadOf(more) });
}

async function open(context: BenchContext) {
	const { signal } = context;
	const web = await startWebServer();
	context.onEnd(() => web[Symbol.asyncDispose]());
	// As often as in earnest; tests have its claim renewed more often.
	const stage = await openDockerStage(context, { WEB_URL: web.url, NODE_CLAIM_TIME: "" });
	const foreign = await watchForeignEvents(stage.host.docker, stage.installationId);
	context.onEnd(() => foreign.close());
	const browsing = openBrowser(stage, context);
	browsing.catch(() => undefined);
	const begun = performance.now();
	const leaseIds = await Promise.all(Array.from({ length: LEASES }, (_, nth) => provision(stage, `idle-${nth}`)));
	context.say(`${CONTAINERS} containers came up in ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
	const postmaster = await withClient(stage.database.url, async (client) => {
		const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
		return parentOf(rows[0]?.pid ?? 0);
	});
	const page = await browsing;
	const settle = (ms: number) => pause(ms, undefined, { signal });
	return {
		settle,
		page: {
			show: () => page.show(leaseIds[0] ?? ""),
			leave: page.leave,
		},
		server: stage.server,
		/** Has the database write now what it would write while it is looked at. */
		writeOut: () => withClient(stage.database.url, async (client) => void (await client.query("checkpoint"))),
		/** Until the agent looks at all containers again, and does what else it does once a minute. */
		untilMinuteMs: async () => MINUTE_MS - ((await reconcileAgeMs(stage.server)) % MINUTE_MS),
		/** How long was worked in so long a time by the engine, the database, the service and its pages, in seconds of one core. */
		async look(forMs: number): Promise<number> {
			foreign.take();
			const roots = [postmaster, web.pid, ...[stage.server.pid()].filter((pid) => pid !== null)];
			const { worked, foreign: others } = await watchCpu({ roots, names: ENGINE }, forMs, signal);
			if (foreign.take() > 0 || (others * 1_000) / forMs > FOREIGN_MAX)
				throw new CannotMeasure(`others made the machine work for ${others.toFixed(1)} s of ${forMs / 1_000} s, or used its engine`);
			return worked;
		},
	};
}

async function provision({ member, images }: DockerStage, name: string): Promise<string> {
	const { leaseId } = await member.client.lease.provision.mutate({
		name,
		items: [{ sku: "nano", quantity: PER_LEASE }],
		manifest: { image: images.sleeper, stop_grace_period: "1s" },
	});
	const { state, message } = await untilState(member.client, leaseId, ["ready", "failed"], 180_000);
	if (state !== "ready") throw new Error(`${name} did not come up: ${message}`);
	return leaseId;
}

/** Somebody who is signed in, in a real browser, and may have the page of a lease open. */
async function openBrowser({ server }: DockerStage, { onEnd }: BenchContext) {
	const browser = await startBrowser();
	onEnd(() => browser.close());
	const page = await browser.newPage();
	page.setDefaultTimeout(60_000);
	await takeLinkOn(page, await server.signInLink("bench"));
	await page.getByRole("navigation").first().waitFor();
	await page.goto("about:blank");
	return {
		async show(leaseId: string) {
			await page.goto(`${server.url}/leases/${leaseId}`);
			await page.getByTestId("lease-state").waitFor();
		},
		leave: async () => void (await page.goto("about:blank")),
	};
}

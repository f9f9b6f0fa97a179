import { setTimeout as pause } from "node:timers/promises";
import { startBrowser } from "../../support/browser.ts";
import { withClient } from "../../support/postgres.ts";
import { untilState } from "../../support/stack.ts";
import { startWebServer } from "../../support/web-server.ts";
import { type Bench, type BenchContext, CannotMeasure } from "../bench.ts";
import { figureOf, valueAtMost } from "../figure.ts";
import { parentOf, watchCpu } from "../idle/cpu.ts";
import { watchForeignEvents } from "../idle/foreign-events.ts";
import { interleave, type Rounds } from "../rounds.ts";
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
/** Shorter than a claim of the node lasts: a service that stood still for so long has nothing to make up for. */
const WINDOW_MS = 7_000;
/** Until what fell due while it stood still is done. */
const THAWED_MS = 1_000;

/** What it costs to look after containers in which nothing happens. */
export const idle: Bench = {
	name: "idle",
	says: `processor time with ${CONTAINERS} containers running, beside the same ${CONTAINERS} while the service stands still; then with a lease's page open`,
	needs: ["two-cores", "docker", "postgres", "build", "pages", "browser"],
	async *run(context) {
		const scene = await open(context);
		const { quick, signal } = context;
		const look = async (isServed: boolean) => {
			await pause(isServed ? THAWED_MS : 0, undefined, { signal });
			scene.foreign.take();
			const { worked, foreign } = await watchCpu(scene.counted(isServed), WINDOW_MS, signal);
			if (scene.foreign.take() > 0 || (foreign * 1_000) / WINDOW_MS > FOREIGN_MAX)
				throw new CannotMeasure(`others made the machine work for ${foreign.toFixed(1)} s of ${WINDOW_MS / 1_000} s, or used its engine`);
			return (worked * 100_000) / WINDOW_MS;
		};
		const bare = async () => {
			scene.stage.server.freeze();
			try {
				return await look(false);
			} finally {
				scene.stage.server.thaw();
			}
		};
		const sides = { rounds: quick ? 2 : 12, warmUps: 0, signal, subject: () => look(true), control: bare };
		const alone = await interleave(sides);
		yield added("nobody watching", alone, 0.5);
		await scene.openPage();
		await pause(SETTLE_MS, undefined, { signal });
		const watched = await interleave({ ...sides, rounds: quick ? 1 : 12 });
		yield added("one lease page open", watched, 1.5);
	},
};

/** Of one core, what is worked more than while the service stands still. */
function added(figure: string, { subject, control }: Rounds<number, number>, bound: number) {
	const measured = compare(subject, control);
	const more = subject.map((share, round) => share - (control[round] ?? Number.NaN));
	const budget = valueAtMost(bound);
	return figureOf({ bench: "idle", figure, unit: "%", budget, ...measured, value: median(more), spread: spreadOf(more) });
}

async function open(context: BenchContext) {
	const web = await startWebServer();
	context.onEnd(() => web[Symbol.asyncDispose]());
	// As often as in earnest; tests have its claim renewed more often.
	const stage = await openDockerStage(context, { WEB_URL: web.url, NODE_CLAIM_TIME: "" });
	const foreign = await watchForeignEvents(stage.host.docker, stage.installationId);
	context.onEnd(() => foreign.close());
	const begun = performance.now();
	const leaseIds = await Promise.all(Array.from({ length: LEASES }, (_, nth) => provision(stage, `idle-${nth}`)));
	context.say(`${CONTAINERS} containers came up in ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
	const postmaster = await withClient(stage.database.url, async (client) => {
		const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
		return parentOf(rows[0]?.pid ?? 0);
	});
	await pause(SETTLE_MS * 2, undefined, { signal: context.signal });
	return {
		stage,
		foreign,
		counted: (isServed: boolean) => ({
			roots: [postmaster, ...(isServed ? [stage.server.pid() ?? 0, web.pid] : [])],
			names: ENGINE,
		}),
		openPage: () => openLeasePage(stage, leaseIds[0] ?? "", context),
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

/** The page of a lease as somebody has it open, in a real browser. */
async function openLeasePage({ server }: DockerStage, leaseId: string, { onEnd }: BenchContext): Promise<void> {
	const browser = await startBrowser();
	onEnd(() => browser.close());
	const page = await browser.newPage();
	page.setDefaultTimeout(60_000);
	await page.goto(await server.signInLink("bench"));
	await page.getByRole("navigation").first().waitFor();
	await page.goto(`${server.url}/leases/${leaseId}`);
	await page.getByTestId("lease-state").waitFor();
}

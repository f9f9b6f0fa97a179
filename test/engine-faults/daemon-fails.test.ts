import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DaemonHooks } from "../support/docker-proxy.ts";
import { waitUntil } from "../support/wait-until.ts";
import { everyCall } from "./every-call.ts";
import { outcomeOf, wordOf } from "./outcome.ts";
import { bounded, HASTY_END_MS, openScene, type Scene, secretsIn } from "./scene.ts";

interface Fault {
	readonly hooks: DaemonHooks;
	readonly code: string;
	/** Where what was asked is really done, a busy daemon may take longer than short deadlines. */
	readonly isDone?: true;
}

const faults: Readonly<Record<string, Fault>> = {
	"closes every connection": { hooks: { before: () => "drop" }, code: "ENGINE_UNREACHABLE" },
	"never answers": { hooks: { before: () => "hang" }, code: "TIMEOUT" },
	"answers 500": { hooks: { before: () => "fail" }, code: "ENGINE_FAILED" },
	"cuts every answer in its middle": { hooks: { after: () => "truncate" }, code: "ENGINE_UNREACHABLE", isDone: true },
};

const strays: unknown[] = [];
const onStray = (error: unknown) => void strays.push(error);

let scene: Scene;
beforeAll(async () => {
	process.on("unhandledRejection", onStray);
	scene = await openScene();
});
afterAll(async () => {
	await scene[Symbol.asyncDispose]();
	process.off("unhandledRejection", onStray);
});

describe.each(Object.entries(faults))("a daemon that %s", (_, { hooks, code, isDone }) => {
	test("fails each call by its deadline with one typed error, and the engine works again afterwards", async () => {
		const calls = Object.entries(await everyCall(scene));
		const ended = await scene.under(hooks, () =>
			Promise.all(
				calls.map(async ([name, ask]) => {
					const begunAt = performance.now();
					const outcome = scene.keep(await outcomeOf(ask(isDone ? scene.engine : scene.hasty, bounded())));
					return { name, word: wordOf(outcome), inTime: performance.now() - begunAt < HASTY_END_MS };
				}),
			),
		);
		expect(ended).toEqual(calls.map(([name]) => ({ name, word: code, inTime: true })));
		await worksAgain(scene);
	});

	test("is told by what reports instead of failing", async () => {
		const { hasty } = scene;
		const { id } = await scene.standing();
		const over = new AbortController();
		await scene.under(hooks, async () => {
			const ping = scene.keep(await hasty.host.ping(bounded()));
			expect(ping).toMatchObject({ ok: false, error: { code } });
			const checks = scene.keep(await hasty.host.preflight(bounded()));
			expect(checks.map(({ severity }) => severity)).toContain("blocker");
			expect(scene.keep(await hasty.stats.latest(id, bounded()))).toEqual({ kind: "gap", why: "stale" });
			for await (const event of hasty.events.subscribe({ signal: over.signal })) {
				scene.keep(event);
				if (event.kind !== "disconnected") continue;
				expect(event.error.code).toBe(code);
				break;
			}
		});
		await worksAgain(scene);
		expect(await firstEvent(scene)).toMatchObject({ kind: "resync" });
	});
});

test("nothing that was logged, thrown or told names a secret, also when the daemon repeats it", () => {
	const said = scene.said();
	expect(said).toContain("the daemon is broken");
	expect(secretsIn(said)).toEqual([]);
});

test("no rejection was left unhandled", () => {
	expect(strays).toEqual([]);
});

const firstEvent = async ({ hasty }: Scene) => {
	for await (const event of hasty.events.subscribe(bounded())) return event;
	return null;
};

/** A loaded machine may miss a short deadline; it does not go on missing it. */
async function worksAgain({ hasty, spec, standing }: Scene): Promise<void> {
	const { network } = await standing();
	const asked = spec(network);
	await waitUntil(() => hasty.containers.ensure(asked, bounded()), { timeoutMs: 60_000, what: "the engine to make a container again" });
	await waitUntil(async () => (await hasty.containers.remove(asked.name, bounded())) && true, {
		timeoutMs: 60_000,
		what: "the engine to remove a container again",
	});
	expect((await hasty.containers.inspect(asked.name, bounded())).phase).toBe("gone");
}

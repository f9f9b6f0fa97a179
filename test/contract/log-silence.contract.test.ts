import { newId } from "@berth/core";
import type { EngineLogMessage } from "@berth/engine";
import { createDockerEngine, type Limits } from "@berth/engine/docker";
import { expect, test } from "vitest";
import { createDockerHost } from "../support/docker-host.ts";
import { startDockerProxy } from "../support/docker-proxy.ts";
import { waitUntil } from "../support/wait-until.ts";
import { createDaemonApi } from "./daemon-api.ts";
import { runSleeper } from "./run-sleeper.ts";

const SOCKET = "/var/run/docker.sock";
const bounded = () => ({ signal: AbortSignal.timeout(60_000) });
const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix} ${i + 1}`);

/** An engine behind a proxy, with a running container of its own. */
async function openFollowed(limits: Partial<Limits>) {
	await using undo = new AsyncDisposableStack();
	const installation = `contract-${newId()}`;
	undo.defer(() => createDockerHost(SOCKET).sweep(installation));
	const proxy = undo.use(await startDockerProxy(SOCKET));
	const engine = createDockerEngine({ socketPath: proxy.socketPath, installation, limits });
	undo.defer(() => engine.close());
	const daemon = createDaemonApi(SOCKET);
	const id = await runSleeper(engine, installation);
	const print = async (prefix: string, count: number) => {
		const script = 'for i in $(seq 1 "$2"); do echo "$1 $i"; done > /proc/1/fd/1';
		expect(await daemon.exec(id, ["sh", "-c", script, "sh", prefix, String(count)])).toBe(0);
	};
	const seen: EngineLogMessage[] = [];
	const follow = async () => {
		for await (const message of engine.logs.read(id, { follow: true }, bounded())) seen.push(message);
	};
	const texts = () => seen.flatMap((message) => (message.kind === "line" ? [message.text] : []));
	const cameTo = (count: number) => waitUntil(() => texts().length >= count, { timeoutMs: 60_000, what: `${count} lines came` });
	const made = undo.move();
	return { proxy, engine, daemon, id, print, seen, follow, texts, cameTo, [Symbol.asyncDispose]: () => made.disposeAsync() };
}

test("a follower whose stream the daemon left hanging while the container printed gets every line once", async () => {
	await using followed = await openFollowed({ logSilentMs: { first: 200, max: 800 } });
	const { proxy, texts } = followed;
	const reading = followed.follow();
	const all: string[] = [];
	const printed = async (prefix: string, count: number) => {
		await followed.print(prefix, count);
		all.push(...numbered(prefix, count));
		await followed.cameTo(all.length);
		expect(texts()).toEqual(all);
	};
	await printed("first", 1);
	await printed("second", 3);
	for (const round of ["third", "fourth"]) {
		const hanging = new Set(proxy.calls.filter(({ path }) => path.endsWith("/logs")));
		let withheld = 0;
		proxy.use({ mute: (call) => hanging.has(call) && ++withheld > 0 });
		await printed(round, 40);
		expect(withheld).toBe(1);
	}
	await printed("last", 2);
	await followed.engine.containers.remove(followed.id, bounded());
	await reading;
	expect(texts()).toEqual(all);
	expect(followed.seen.at(-1)).toMatchObject({ kind: "end" });
});

/** What tells of an end that the hanging stream does not. */
const tellers = {
	"the daemon's events": { limits: { logSilentMs: { first: 600_000, max: 600_000 } }, hidden: /\/logs$/ },
	"a look at the container, when the events hang too,": { limits: { logSilentMs: { first: 300, max: 600 } }, hidden: /\/(logs|events)$/ },
} as const;

test.each(Object.entries(tellers))(
	"%s end a follower whose stream hangs and whose container prints no more",
	async (_, { limits, hidden }) => {
		for (const [deed, why] of [
			[(id: string) => `POST /containers/${id}/kill`, "exited"],
			[(id: string) => `DELETE /containers/${id}?force=true`, "gone"],
		] as const) {
			await using followed = await openFollowed({ ...limits, restartGapMs: 300 });
			const { proxy, daemon, id } = followed;
			const reading = followed.follow();
			await followed.print("before", 2);
			await followed.cameTo(2);
			// Of these the follower hears nothing more, nor that they end.
			const open = new Set(proxy.calls.filter(({ path }) => hidden.test(path)));
			proxy.use({ mute: (call) => open.has(call) });
			const [method, path] = deed(id).split(" ") as ["POST" | "DELETE", string];
			await daemon.ask(method, path);
			await reading;
			expect(followed.texts()).toEqual(numbered("before", 2));
			expect(followed.seen.at(-1)).toEqual({ kind: "end", why });
		}
	},
);

import { newId } from "@berth/core";
import type { EngineLogMessage } from "@berth/engine";
import { createDockerEngine } from "@berth/engine/docker";
import { expect, test } from "vitest";
import { createDockerHost } from "../support/docker-host.ts";
import { startDockerProxy } from "../support/docker-proxy.ts";
import { waitUntil } from "../support/wait-until.ts";
import { createDaemonApi } from "./daemon-api.ts";
import { runSleeper } from "./run-sleeper.ts";

const SOCKET = "/var/run/docker.sock";
const bounded = () => ({ signal: AbortSignal.timeout(60_000) });
const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix} ${i + 1}`);

test("a follower whose stream the daemon left hanging while the container printed gets every line once", async () => {
	await using undo = new AsyncDisposableStack();
	const installation = `contract-${newId()}`;
	undo.defer(() => createDockerHost(SOCKET).sweep(installation));
	const proxy = undo.use(await startDockerProxy(SOCKET));
	const limits = { logSilentMs: { first: 200, max: 800 } };
	const engine = createDockerEngine({ socketPath: proxy.socketPath, installation, limits });
	undo.defer(() => engine.close());
	const daemon = createDaemonApi(SOCKET);
	const id = await runSleeper(engine, installation);
	const print = async (prefix: string, count: number) => {
		const script = 'for i in $(seq 1 "$2"); do echo "$1 $i"; done > /proc/1/fd/1';
		expect(await daemon.exec(id, ["sh", "-c", script, "sh", prefix, String(count)])).toBe(0);
	};

	const seen: EngineLogMessage[] = [];
	const reading = (async () => {
		for await (const message of engine.logs.read(id, { follow: true }, bounded())) seen.push(message);
	})();
	const texts = () => seen.flatMap((message) => (message.kind === "line" ? [message.text] : []));
	const all: string[] = [];
	const printed = async (prefix: string, count: number) => {
		await print(prefix, count);
		all.push(...numbered(prefix, count));
		await waitUntil(() => texts().length >= all.length, { timeoutMs: 60_000, what: `the lines of ${prefix} came` });
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
	await engine.containers.remove(id, bounded());
	await reading;
	expect(texts()).toEqual(all);
	expect(seen.at(-1)).toMatchObject({ kind: "end" });
});

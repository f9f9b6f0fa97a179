import { expect, test } from "vitest";
import { withRetry } from "../retry/with-retry.ts";
import { createDockerEngine } from "./docker-engine.ts";
import { json, startScriptedDaemon } from "./scripted-daemon.ts";

test("a caller with patience gets its answer from a daemon that was restarted meanwhile, and one without is told at once", async () => {
	await using daemon = await startScriptedDaemon();
	daemon.on("GET /containers/json", json([]));
	const engine = createDockerEngine({ socketPath: daemon.socketPath, installation: "x" });
	const { signal } = new AbortController();
	const list = () => engine.containers.list({ managed: true }, { signal });
	expect(await list()).toEqual([]);
	await daemon.stop();
	await expect(list()).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });

	const missed = Promise.withResolvers<void>();
	const patient = withRetry(list, { signal, onRetry: () => missed.resolve() });
	await missed.promise;
	await daemon.start();
	expect(await patient).toEqual([]);
	await engine.close();
});

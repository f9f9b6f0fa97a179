import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import type { PullProgress } from "../engine.ts";
import { createDockerEngine } from "./docker-engine.ts";
import { json, startScriptedDaemon } from "./scripted-daemon.ts";

const call = { signal: new AbortController().signal };
const REF = "registry.test/team/app:1";

const downloading = (current: number) => ({ status: "Downloading", progressDetail: { current, total: 1_000 }, id: "fd57d402a7a1" });
const broken = (words: string) => ({ errorDetail: { message: words }, error: words });
const complete = { status: "Pull complete", id: "fd57d402a7a1" };

const send = (response: ServerResponse, lines: readonly object[]) => {
	response.writeHead(200, { "content-type": "application/json" });
	for (const line of lines) response.write(`${JSON.stringify(line)}\r\n`);
};

/** A daemon whose pulls answer one after the other as told; an answer without an end falls silent. */
async function scene(answers: readonly { readonly lines: readonly object[]; readonly falls?: "silent" }[]) {
	await using undo = new AsyncDisposableStack();
	const daemon = undo.use(await startScriptedDaemon());
	let pulls = 0;
	daemon.on("POST /images/create", (_, response) => {
		const answer = answers[pulls++] ?? answers.at(-1);
		send(response, answer?.lines ?? []);
		if (answer?.falls !== "silent") response.end();
		if (answer?.lines.includes(complete)) {
			daemon.on(`GET /images/${REF}/json`, json({ Id: "sha256:1", Size: 1_000, Config: {} }));
		}
	});
	// Only where one falls silent may the machine's own slowness count as silence.
	const pullIdleMs = answers.some(({ falls }) => falls === "silent") ? 2_000 : 60_000;
	const engine = createDockerEngine({ socketPath: daemon.socketPath, installation: "x", limits: { pullIdleMs } });
	undo.defer(() => engine.close());
	const seen: PullProgress[] = [];
	const made = undo.move();
	return {
		seen,
		pulls: () => pulls,
		pull: () => engine.images.pull(REF, { policy: "always", onProgress: (progress) => void seen.push(progress) }, call),
		[Symbol.asyncDispose]: () => made.disposeAsync(),
	};
}

test("a pull that broke on the way, or fell silent, is tried again, and its progress never falls", async () => {
	await using scripted = await scene([
		{ lines: [downloading(600), broken("unexpected EOF")] },
		{ lines: [downloading(100)], falls: "silent" },
		{ lines: [downloading(1_000), complete] },
	]);
	expect(await scripted.pull()).toMatchObject({ image: { id: "sha256:1" }, changed: true });
	expect(scripted.pulls()).toBe(3);
	const done = scripted.seen.map(({ doneBytes }) => doneBytes);
	expect(done).toEqual(done.toSorted((a, b) => a - b));
	expect(scripted.seen.at(-1)).toMatchObject({ doneBytes: 1_000, totalBytes: 1_000, layersDone: 1 });
});

test("a pull that breaks each time fails after five tries with the words of the last", async () => {
	await using scripted = await scene([{ lines: [broken("net/http: TLS handshake timeout")] }]);
	const thrown: unknown = await scripted.pull().catch((error: unknown) => error);
	expect(thrown).toMatchObject({ code: "IMAGE_PULL_FAILED", data: { image: REF, why: "transient", tries: 5 } });
	expect(thrown).toMatchObject({ cause: { cause: { message: "net/http: TLS handshake timeout" } } });
	expect(scripted.pulls()).toBe(5);
});

test.each([
	["toomanyrequests: You have reached your pull rate limit", "IMAGE_RATE_LIMITED"],
	["no matching manifest for linux/arm64 in the manifest list entries", "IMAGE_WRONG_PLATFORM"],
	["manifest unknown", "IMAGE_NOT_FOUND"],
	["write /x: no space left on device", "NO_SPACE"],
])("a pull that fails with %s is not tried again", async (words, code) => {
	await using scripted = await scene([{ lines: [broken(words)] }]);
	await expect(scripted.pull()).rejects.toMatchObject({ code });
	expect(scripted.pulls()).toBe(1);
});

import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "../../support/free-port.ts";
import { waitUntil } from "../../support/wait-until.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));
const node = `${root}node_modules/.bin/node`;

/** Builds one of the benches' own programs as the service is built, and runs it in a process of its own until it is disposed of. */
export async function startBareServer(
	source: URL,
	settings: Readonly<Record<string, string>>,
): Promise<AsyncDisposable & { readonly url: string; readonly pid: number }> {
	await using stack = new AsyncDisposableStack();
	const folder = await mkdtemp(join(tmpdir(), "berth-bench-"));
	stack.defer(() => rm(folder, { recursive: true, force: true }));
	const bundle = join(folder, "server.mjs");
	await run(node, [`${root}apps/api/build.ts`, fileURLToPath(source), bundle]);
	const port = await freePort();
	const child = spawn(node, [bundle], {
		env: { PATH: process.env.PATH, PORT: String(port), ...settings },
		stdio: ["ignore", "ignore", "inherit"],
	});
	const ended = new Promise((resolve) => child.once("exit", resolve));
	stack.defer(async () => {
		child.kill("SIGKILL");
		await ended;
	});
	const url = `http://127.0.0.1:${port}`;
	await waitUntil(
		async () => {
			if (child.exitCode !== null) throw new Error(`the bare server ended with ${child.exitCode}`);
			return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).status > 0;
		},
		{ timeoutMs: 30_000, what: "the bare server to answer" },
	);
	const { pid } = child;
	if (pid === undefined) throw new Error("the bare server has no process");
	const owned = stack.move();
	return { url, pid, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

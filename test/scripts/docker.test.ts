import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { readDockerHost } from "../../scripts/lib/docker/docker-host.ts";
import { startDocker } from "../../scripts/lib/docker/start-docker.ts";
import { Missing } from "../../scripts/lib/say.ts";

const run = promisify(execFile);

/** A machine on which no engine answers: network and /run of its own, so neither this machine's engine nor its bridge is met. */
const elsewhere = (...words: string[]) =>
	run("unshare", [
		"--net",
		"--mount",
		"sh",
		"-c",
		`mount -t tmpfs tmpfs /run && ip link set lo up && exec "$0" "$@"`,
		process.execPath,
		...words,
	]);

test("where no engine answers one is started, found again by the next run, and stopped", async () => {
	const folder = await mkdtemp(join(tmpdir(), "berth-engine-"));
	onTestFinished(() => rm(folder, { recursive: true, force: true }));
	const { stdout } = await elsewhere(join(import.meta.dirname, "start-docker-elsewhere.ts"), folder);
	expect(stdout.trim().split("\n")).toEqual([
		"Starting the Docker engine.",
		"first: ours true, answers true",
		"second: ours true, answers true",
		"stopped: answers false",
	]);
}, 120_000);

test("an engine that answers is used, is not ours, and goes on when we stop", async () => {
	const folder = await mkdtemp(join(tmpdir(), "berth-engine-"));
	onTestFinished(() => rm(folder, { recursive: true, force: true }));
	const docker = await startDocker(folder);
	expect(docker.isOurs).toBe(false);
	await docker.stop();
	expect((await startDocker(folder)).isOurs).toBe(false);
});

test.each(["ssh://host", "npipe:////./pipe/docker_engine", "docker"])("DOCKER_HOST=%s is refused with the line that mends it", (text) => {
	expect(() => readDockerHost(text)).toThrow(Missing);
});

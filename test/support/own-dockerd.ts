import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, open, readdir, readFile, readlink, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { forgetDeadContainerd } from "../../scripts/lib/docker/forget-dead-containerd.ts";

const run = promisify(execFile);

const STARTS_MAX = 3;

/**
 * A Docker daemon of the test's own, in a network namespace of its own, so that it may be stopped and killed at will.
 *
 * Its containers' published ports answer inside the namespace alone.
 */
export interface OwnDockerd extends AsyncDisposable {
	readonly socketPath: string;
	/** Path of its network namespace, as programs that enter one take it. */
	readonly networkPath: string;
	/** Resolves when the daemon answers. */
	start(): Promise<void>;
	/** Ends it as an operator does; its containers are stopped. */
	stop(): Promise<void>;
	/** SIGKILL: containers and their shims live on. */
	kill(): Promise<void>;
}

const ping = (socketPath: string) =>
	new Promise<boolean>((resolve) => {
		const asked = request({ socketPath, path: "/_ping", timeout: 2_000 }, (answer) => {
			answer.resume();
			resolve(answer.statusCode === 200);
		});
		asked.on("error", () => resolve(false));
		asked.on("timeout", () => asked.destroy());
		asked.end();
	});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Processes that run below `folder`: named in their command line, or working in it. */
async function processesOf(folder: string): Promise<number[]> {
	const found: number[] = [];
	for (const entry of await readdir("/proc")) {
		if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
		const words = await readFile(`/proc/${entry}/cmdline`, "utf8").catch(() => "");
		const place = await readlink(`/proc/${entry}/cwd`).catch(() => "");
		if (words.includes(folder) || place.startsWith(folder)) found.push(Number(entry));
	}
	return found;
}

async function unmountBelow(folder: string): Promise<void> {
	const mounts = await readFile("/proc/self/mounts", "utf8");
	const targets = mounts.split("\n").flatMap((line) => line.split(" ")[1] ?? []);
	for (const target of targets.filter((path) => path.startsWith(folder)).reverse())
		await run("umount", ["-l", target]).catch(() => undefined);
}

export async function createOwnDockerd(): Promise<OwnDockerd> {
	const namespace = `berth-${randomBytes(4).toString("hex")}`;
	const folder = await mkdtemp(join(tmpdir(), "berth-dockerd-"));
	const socketPath = join(folder, "docker.sock");
	await run("ip", ["netns", "add", namespace]);
	await run("nsenter", [`--net=/run/netns/${namespace}`, "ip", "link", "set", "lo", "up"]);
	let child: ReturnType<typeof spawn> | null = null;

	const end = async (signal: "SIGTERM" | "SIGKILL") => {
		const ending = child;
		if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
		const ended = new Promise((resolve) => ending.once("exit", resolve));
		ending.kill(signal);
		await ended;
		child = null;
	};

	/** Returns whether it answers; when not, it has ended. */
	const begin = async (): Promise<boolean> => {
		// A daemon that was killed leaves these behind, and the next one would not begin beside them.
		await rm(join(folder, "pid"), { force: true });
		await rm(socketPath, { force: true });
		if (child === null) await forgetDeadContainerd(join(folder, "exec"));
		const flags = [
			`--data-root=${join(folder, "data")}`,
			`--exec-root=${join(folder, "exec")}`,
			`--pidfile=${join(folder, "pid")}`,
			`--host=unix://${socketPath}`,
		];
		await using log = await open(join(folder, "log"), "a");
		// nsenter replaces itself by the daemon, so the child's pid is the daemon's.
		child = spawn("nsenter", [`--net=/run/netns/${namespace}`, "dockerd", ...flags], { stdio: ["ignore", "ignore", log.fd] });
		for (let tries = 0; tries < 300; tries++) {
			if (await ping(socketPath)) return true;
			if (child.exitCode !== null) {
				child = null;
				return false;
			}
			await pause(100);
		}
		throw new Error("the test's own dockerd did not answer within 30 s");
	};

	return {
		socketPath,
		networkPath: `/run/netns/${namespace}`,
		async start() {
			// It gives up where its containerd is slow to begin, as on a busy machine, and whatever keeps it up would start it again.
			for (let tries = 0; tries < STARTS_MAX; tries++) if (await begin()) return;
			const said = (await readFile(join(folder, "log"), "utf8")).trim().split("\n").at(-1);
			throw new Error(`the test's own dockerd ends when it is started: ${said}`);
		},
		stop: () => end("SIGTERM"),
		kill: () => end("SIGKILL"),
		async [Symbol.asyncDispose]() {
			await end("SIGTERM");
			for (let tries = 0; tries < 50; tries++) {
				const left = await processesOf(folder);
				if (left.length === 0) break;
				for (const pid of left) {
					try {
						process.kill(pid, "SIGKILL");
					} catch {
						// it ended meanwhile
					}
				}
				await pause(100);
			}
			await unmountBelow(folder);
			await run("ip", ["netns", "delete", namespace]).catch(() => undefined);
			await rm(folder, { recursive: true, force: true });
		},
	};
}

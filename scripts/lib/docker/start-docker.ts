import { spawn } from "node:child_process";
import { mkdir, open, readdir, readFile, readlink, rm } from "node:fs/promises";
import { join } from "node:path";
import { findProgram } from "../find-program.ts";
import { installPackages } from "../install-packages.ts";
import { endProcess, forgetIdentity, identify, isAlive, type ProcessIdentity, readIdentity, writeIdentity } from "../processes.ts";
import { Missing, say } from "../say.ts";
import { waitUntil } from "../wait-until.ts";
import { type DockerHost, doesAnswer, readDockerHost } from "./docker-host.ts";
import { forgetDeadContainerd } from "./forget-dead-containerd.ts";

export interface RunningDocker {
	readonly host: DockerHost;
	/** Whether we started it; a daemon that answered is somebody else's and is never stopped. */
	readonly isOurs: boolean;
	stop(): Promise<void>;
}

const START_MS = 60_000;
/** A stopping daemon stops its containers first. */
const STOP_MS = 60_000;
/** Where a daemon keeps what runs, unless it is told another place. */
const EXEC_ROOT = "/var/run/docker";

const dockerPackages = [
	{ program: "dockerd", package: "docker.io", purpose: "the container engine" },
	{ program: "iptables", package: "iptables", purpose: "the container engine's networks" },
];

/** Pids of the daemons that share our network namespace: two in one would fight over its bridge. */
async function listDaemonsHere(): Promise<number[]> {
	const here = await readlink("/proc/self/ns/net");
	const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
	const isDaemon = await Promise.all(
		pids.map(async (pid) => {
			const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "");
			return name.trim() === "dockerd" && (await readlink(`/proc/${pid}/ns/net`).catch(() => null)) === here;
		}),
	);
	return pids.filter((_, index) => isDaemon[index]).map(Number);
}

async function launch(folder: string, host: DockerHost): Promise<ProcessIdentity> {
	const program = await findProgram("dockerd");
	if (program === null) throw new Missing("No Docker engine is here.", "apt-get install -y docker.io iptables");
	await mkdir(folder, { recursive: true });
	const pidFile = join(folder, "dockerd.pid");
	await rm(pidFile, { force: true });
	await forgetDeadContainerd(EXEC_ROOT);
	const logFile = join(folder, "dockerd.log");
	await using log = await open(logFile, "a");
	const flags = [`--data-root=${join(folder, "data")}`, `--host=${host.text}`, `--pidfile=${pidFile}`];
	const child = spawn(program, flags, { detached: true, stdio: ["ignore", log.fd, log.fd] });
	let ended = false;
	for (const end of ["exit", "error"])
		child.once(end, () => {
			ended = true;
		});
	child.unref();
	const identity = child.pid === undefined ? null : await identify(child.pid);
	if (identity !== null) await writeIdentity(join(folder, "dockerd.json"), identity);
	await waitUntil(
		async () => {
			if (ended || identity === null) {
				const words = (await readFile(logFile, "utf8")).trim().split("\n").slice(-3).join("\n");
				throw new Error(`the Docker engine did not start: ${words}`);
			}
			return doesAnswer(host);
		},
		{ what: "the Docker engine to answer", timeoutMs: START_MS },
	);
	// It answered, so it was there.
	return identity as ProcessIdentity;
}

/** Stops the one we started, if it still is that one. */
const stopper = (folder: string, identity: ProcessIdentity | null) => async () => {
	if (identity === null) return;
	await endProcess(identity, { graceMs: STOP_MS });
	await forgetIdentity(join(folder, "dockerd.json"));
};

/**
 * Makes a Docker engine answer: the one that does already, or Debian's, installed if need be and started over data in `folder`.
 *
 * Errors  Missing when none answers and we may not or cannot start one.
 */
export async function startDocker(folder: string): Promise<RunningDocker> {
	const host = readDockerHost();
	if (await doesAnswer(host)) {
		const earlier = await readIdentity(join(folder, "dockerd.json"));
		const ours = earlier !== null && (await isAlive(earlier)) ? earlier : null;
		return { host, isOurs: ours !== null, stop: stopper(folder, ours) };
	}
	if (host.isNamed) throw new Missing(`No Docker engine answers at ${host.text}.`, "unset DOCKER_HOST    # or start the engine it names");
	await installPackages(dockerPackages);
	if (process.getuid?.() !== 0) throw new Missing("No Docker engine answers, and only root may start one.", "sudo systemctl start docker");
	// With an init system, installing the package has started it.
	const [other] = await listDaemonsHere();
	if (other !== undefined) {
		const answered = await waitUntil(() => doesAnswer(host), { what: "it to answer", timeoutMs: 15_000 }).catch(() => false);
		if (answered) return { host, isOurs: false, stop: stopper(folder, null) };
		throw new Missing(`A Docker engine (pid ${other}) runs here and does not answer at ${host.text}.`, `kill ${other}    # then try again`);
	}
	say("Starting the Docker engine.");
	const identity = await launch(folder, host);
	return { host, isOurs: true, stop: stopper(folder, identity) };
}

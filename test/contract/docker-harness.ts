import { once } from "node:events";
import { createServer } from "node:net";
import { newId } from "@berth/core";
import type { Engine } from "@berth/engine";
import type { DaemonProbes, EngineHarness } from "@berth/engine/contract";
import { createDockerEngine } from "@berth/engine/docker";
import { startDockerProxy } from "../support/docker-proxy.ts";
import { ensureFixtureImages } from "../support/fixture-images.ts";
import { startRegistry } from "../support/registry.ts";
import { startBreakingDaemon, startSilentDaemon } from "./broken-daemon.ts";
import { createDaemonApi, textField } from "./daemon-api.ts";
import { createForeignCrowd } from "./foreign-crowd.ts";

const SOCKET = "/var/run/docker.sock";
/** On what the tests make beside Berth, so that it is found and removed. */
const FOREIGN = "berth-contract-foreign";

/** What the names of the foreign crowd begin with; the installation follows. */
const CROWD = "berth-crowd-";
const PREFIX = "contract-";
/** Longer than any run takes. */
const FORGOTTEN_MS = 3_600_000;

/** Whether the name is that of a run that was killed before it could clean up: it begins with when it was made. */
function isForgotten(installation: string, nowMs: number): boolean {
	if (!installation.startsWith(PREFIX)) return false;
	const madeMs = Number.parseInt(installation.slice(PREFIX.length).replaceAll("-", "").slice(0, 12), 16);
	return nowMs - madeMs > FORGOTTEN_MS;
}

export async function openDockerHarness(): Promise<EngineHarness> {
	const daemon = createDaemonApi(SOCKET);
	await using undo = new AsyncDisposableStack();
	const images = await ensureFixtureImages(SOCKET);
	await daemon.removeLabelled(["berth.installation", FOREIGN], (labels) =>
		isForgotten(labels["berth.installation"] ?? labels[FOREIGN] ?? "", Date.now()),
	);
	await daemon.removeNamed(CROWD, (name) => isForgotten(name.slice(CROWD.length), Date.now()));
	const installation = `${PREFIX}${newId()}`;
	const neighbourhood = `${installation}-neighbour`;
	const labels = [`berth.installation=${installation}`, `berth.installation=${neighbourhood}`, `${FOREIGN}=${installation}`];
	undo.defer(() => daemon.removeLabelled(labels));
	const registry = undo.use(await startRegistry());
	const engines: Engine[] = [];
	// After the daemons below have gone, so that no engine waits for an answer that never comes.
	undo.defer(async () => void (await Promise.all(engines.map((engine) => engine.close()))));
	const silentDaemon = undo.use(await startSilentDaemon());
	const breakingDaemon = undo.use(await startBreakingDaemon());
	const proxy = undo.use(await startDockerProxy(SOCKET));
	const connect = (socketPath: string, name = installation, limits = {}) => {
		const engine = createDockerEngine({ socketPath, installation: name, limits });
		engines.push(engine);
		return engine;
	};
	const prefix = `${CROWD}${installation}-`;
	undo.defer(() => daemon.removeNamed(prefix));
	const crowd = undo.use(createForeignCrowd(daemon, { image: images.sleeper, prefix }));
	const pulled: string[] = [];
	undo.defer(async () => {
		for (const ref of pulled) await daemon.ask("DELETE", `/images/${ref}?force=true`, undefined, [404]);
	});

	const harness: Omit<EngineHarness, typeof Symbol.asyncDispose> = {
		engine: connect(SOCKET),
		neighbour: connect(SOCKET, neighbourhood),
		brisk: connect(SOCKET, installation, { statsEveryMs: 100, statsRecordEveryMs: 400 }),
		unreachable: connect("/nonexistent/berth/docker.sock"),
		silent: connect(silentDaemon.socketPath),
		images,
		async publishImage() {
			const ref = await registry.publish(`team/app-${pulled.length}:1`, { randomBytes: 6_000_000 });
			pulled.push(ref);
			return ref;
		},
		missingImage: `${registry.host}/team/missing:1`,
		breakingPull: { engine: connect(breakingDaemon.socketPath), ref: `${registry.host}/team/breaking:1` },
		counted: {
			engine: connect(proxy.socketPath),
			calls: () => proxy.calls.map(({ method, path, query }) => `${method} ${path}${decodeURIComponent(query)}`),
		},
		async limitsOf(id) {
			const { body } = await daemon.ask("GET", `/containers/${id}/json`);
			const { HostConfig: host } = body as Inspected;
			return { memoryBytes: host.Memory, cpuMillis: host.NanoCpus / 1_000_000, pidsMax: host.PidsLimit ?? 0 };
		},
		async useMemory(id, mebibytes) {
			const code = await daemon.exec(id, ["dd", "if=/dev/zero", "of=/tmp/fill", "bs=1M", `count=${mebibytes}`]);
			if (code !== 0) throw new Error(`filling the container's memory ended with ${code}`);
		},
		async freePort() {
			await using held = await listenOn(0);
			return held.port;
		},
		listenOn,
		async killFromOutside(id) {
			await daemon.ask("POST", `/containers/${id}/kill`);
		},
		async removeNetworkFromOutside(name) {
			await daemon.ask("DELETE", `/networks/${name}`);
		},
		async print(id, prefix, count) {
			const script = 'i=1; while [ $i -le "$2" ]; do echo "$1 $i"; i=$((i+1)); done > /proc/1/fd/1';
			const code = await daemon.exec(id, ["sh", "-c", script, "sh", prefix, String(count)]);
			if (code !== 0) throw new Error(`printing inside the container ended with ${code}`);
		},
		async addForeignContainer(name) {
			const asked = { Image: images.sleeper, Labels: { [FOREIGN]: installation } };
			return textField((await daemon.ask("POST", `/containers/create?name=${name}`, asked)).body, "Id");
		},
		addForeignCrowd: crowd.add,
		async addForeignNetwork(name) {
			await daemon.ask("POST", "/networks/create", { Name: name, Labels: { [FOREIGN]: installation } });
		},
		foreignContainerExists: (id) => daemon.exists(`/containers/${id}/json`),
		foreignNetworkExists: (name) => daemon.exists(`/networks/${name}`),
	};
	const made = undo.move();
	return Object.assign(harness, { [Symbol.asyncDispose]: () => made.disposeAsync() });
}

/** Listens on a port of the loopback; on any free one for 0. */
async function listenOn(port: number): Promise<AsyncDisposable & { readonly port: number }> {
	const server = createServer();
	server.listen(port, "127.0.0.1");
	await once(server, "listening");
	const at = server.address();
	if (at === null || typeof at === "string") throw new Error("a server listens nowhere");
	const close = async () => {
		server.close();
		await once(server, "close");
	};
	return { port: at.port, [Symbol.asyncDispose]: close };
}

/** What the probe reads of the daemon's inspect answer. */
interface Inspected {
	readonly HostConfig: {
		readonly CapDrop: string[] | null;
		readonly SecurityOpt: string[] | null;
		readonly ReadonlyRootfs: boolean;
		readonly Memory: number;
		readonly MemorySwap: number;
		readonly NanoCpus: number;
		readonly PidsLimit: number | null;
		readonly RestartPolicy: { readonly Name: string };
		readonly Privileged: boolean;
		readonly LogConfig: { readonly Config: Readonly<Record<string, string>> };
		readonly Tmpfs: Readonly<Record<string, string>> | null;
	};
	readonly Mounts: readonly { readonly Type: string }[];
}

export const dockerProbes: DaemonProbes = {
	async storedHardening(id) {
		const { body } = await createDaemonApi(SOCKET).ask("GET", `/containers/${id}/json`);
		// The daemon's answer is as its API says; a field that is missing fails the case.
		const { HostConfig: host, Mounts: mounts } = body as Inspected;
		return {
			capabilitiesDropped: host.CapDrop ?? [],
			noNewPrivileges: (host.SecurityOpt ?? []).some((option) => /^no-new-privileges(:true)?$/.test(option)),
			readOnlyRoot: host.ReadonlyRootfs,
			memoryBytes: host.Memory,
			memoryAndSwapBytes: host.MemorySwap,
			cpuMillis: host.NanoCpus / 1_000_000,
			pidsMax: host.PidsLimit ?? 0,
			restartPolicy: host.RestartPolicy.Name,
			privileged: host.Privileged,
			logSizeLimited: Number(host.LogConfig.Config["max-size"]) > 0,
			tmpfs: Object.keys(host.Tmpfs ?? {}),
			mounts: mounts.filter(({ Type: type }) => type !== "tmpfs").length,
		};
	},
	async reaches(fromId, ip, port) {
		const script = 'nc -w 3 "$1" "$2" < /dev/null > /dev/null';
		return (await createDaemonApi(SOCKET).exec(fromId, ["sh", "-c", script, "sh", ip, String(port)])) === 0;
	},
};

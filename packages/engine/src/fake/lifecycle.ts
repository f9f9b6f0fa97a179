import { AppError } from "@berth/core";
import { containerLabels, label, readVolumes } from "../labels.ts";
import type { ContainerSpec } from "../spec.ts";
import { defaultHashKey } from "../spec-hash.ts";
import { type ContainerRecord, toContainerId } from "./container-record.ts";
import type { PrintedLine } from "./image-script.ts";
import type { ImageRecord } from "./image-table.ts";
import { takeAddress } from "./network-table.ts";
import { createOutput, print } from "./output.ts";
import type { HostPort } from "./port-pool.ts";
import { later, nowMs, type World } from "./world.ts";

/** What the daemon does to containers. Each is one step nobody can look into, as under the daemon's own lock. */

export function createContainer(world: World, spec: ContainerSpec, installation: string, image: ImageRecord): ContainerRecord {
	// As with the real engine, a check that only the image brings does not count.
	const hasHealthCheck = spec.healthCheck !== undefined && spec.healthCheck.test[0] !== "NONE";
	const labels = containerLabels(spec, installation, defaultHashKey(installation));
	return addContainer(world, {
		name: spec.name,
		installation,
		tenantId: spec.owner.tenantId,
		leaseId: spec.owner.leaseId,
		service: spec.service,
		index: spec.index,
		generation: spec.generation,
		specHash: labels[label.specHash] ?? null,
		image,
		network: spec.network.name,
		ports: spec.ports,
		volumes: readVolumes(labels),
		hasHealthCheck,
		limits: spec.resources,
		made: world.made.keep(spec),
		aliases: [...new Set(spec.network.aliases)].join("\0"),
	});
}

type Given =
	| "name"
	| "installation"
	| "tenantId"
	| "leaseId"
	| "service"
	| "index"
	| "generation"
	| "specHash"
	| "image"
	| "network"
	| "ports"
	| "volumes"
	| "hasHealthCheck"
	| "limits"
	| "made"
	| "aliases";

export function addContainer(world: World, given: Pick<ContainerRecord, Given>): ContainerRecord {
	world.nextContainer += 1;
	const record: ContainerRecord = {
		...given,
		id: toContainerId(world.name, world.nextContainer),
		phase: "created",
		health: "none",
		healthOutput: null,
		usedBytes: null,
		exitCode: null,
		oomKilled: false,
		error: null,
		startedAtMs: null,
		finishedAtMs: null,
		hostPorts: [],
		networkIp: null,
		run: null,
		output: null,
		watchers: null,
	};
	world.containers.add(record);
	world.events.emit(record, "create");
	return record;
}

/**
 * Starts it. A tenant's network that has gone meanwhile is made again first, as the real engine does.
 *
 * Errors  as the real engine gives them when the process cannot be started, or a port of the host that it is to have is not free.
 */
export function startContainer(world: World, record: ContainerRecord): void {
	const { installation, tenantId, network: name } = record;
	const network = world.networks.find(name) ?? world.networks.add({ name, installation, tenantId });
	record.error = record.image.script.cannotStart ?? null;
	if (record.error !== null) {
		changed(record);
		throw new AppError("ENGINE_FAILED", { cause: new Error(record.error) });
	}
	const hostPorts = takePorts(world, record);
	record.phase = "running";
	record.health = record.hasHealthCheck ? "starting" : "none";
	record.healthOutput = null;
	record.exitCode = null;
	record.oomKilled = false;
	record.startedAtMs = nowMs(world);
	record.finishedAtMs = null;
	record.hostPorts = hostPorts;
	record.usedBytes = null;
	record.networkIp = takeAddress(network);
	world.events.emit(record, "start");
	changed(record);
	playScript(world, record);
}

/** All of them, or none. */
function takePorts(world: World, { id, ports }: ContainerRecord): HostPort[] {
	const taken: HostPort[] = [];
	for (const { hostPort, protocol } of ports) {
		const held = hostPort === undefined ? world.ports.take() : world.ports.takeThis(hostPort, protocol);
		if (held === null) {
			for (const one of taken) world.ports.giveBack(one);
			const data = { op: "containers.start", container: id, why: "port-taken", hostPort };
			throw new AppError("CONFLICT", { data, cause: new Error("port is already allocated") });
		}
		taken.push(held);
	}
	return taken;
}

function playScript(world: World, record: ContainerRecord): void {
	const { script } = record.image;
	if (script.prints) printLines(world, record, script.prints);
	const acts: { readonly ms: number; readonly act: () => void }[] = [];
	if (record.hasHealthCheck) {
		if (script.healthyAfterMs !== undefined || script.unhealthyAfterMs === undefined) {
			acts.push({ ms: script.healthyAfterMs ?? 0, act: () => setHealth(world, record, "healthy", null) });
		}
		if (script.unhealthyAfterMs !== undefined) {
			acts.push({ ms: script.unhealthyAfterMs, act: () => setHealth(world, record, "unhealthy", "the check failed") });
		}
	}
	if (script.exitsAfterMs !== undefined) {
		const oomKilled = script.outOfMemory === true;
		const exitCode = oomKilled ? 137 : (script.exitCode ?? 0);
		acts.push({ ms: script.exitsAfterMs, act: () => endContainer(world, record, { exitCode, oomKilled }) });
	}
	perform(world, record, acts);
}

/** Holds a run open only while something of it is still to come, so that what rests holds nothing. */
function perform(world: World, record: ContainerRecord, acts: readonly { readonly ms: number; readonly act: () => void }[]): void {
	let left = acts.filter(({ ms }) => ms > 0).length;
	const run = new AbortController();
	record.run = left > 0 ? run : null;
	for (const { ms, act } of acts) {
		if (ms <= 0) act();
		else
			later(world, ms, run.signal, () => {
				left -= 1;
				if (left === 0 && record.run === run) record.run = null;
				act();
			});
	}
}

function endContainer(world: World, record: ContainerRecord, how: { readonly exitCode: number; readonly oomKilled?: boolean }): void {
	if (record.phase !== "running") return;
	record.run?.abort();
	record.run = null;
	record.phase = "exited";
	record.exitCode = how.exitCode;
	record.oomKilled = how.oomKilled === true;
	record.finishedAtMs = nowMs(world);
	for (const held of record.hostPorts) world.ports.giveBack(held);
	record.hostPorts = [];
	record.networkIp = null;
	if (record.oomKilled) world.events.emit(record, "oom");
	world.events.emit(record, "die");
	changed(record);
}

/** SIGTERM, and SIGKILL after the grace when the image ignores it. Goes on by itself: resolves when the process has ended. */
export async function stopContainer(world: World, record: ContainerRecord, graceMs: number): Promise<void> {
	world.events.emit(record, "kill");
	if (record.image.script.ignoresSigterm && graceMs > 0) {
		await world.clock.sleep(graceMs, world.ending);
		if (record.phase === "running") world.events.emit(record, "kill");
	}
	if (record.phase !== "running") return;
	endContainer(world, record, { exitCode: record.image.script.ignoresSigterm ? 137 : 143 });
	world.events.emit(record, "stop");
}

export function killContainer(world: World, record: ContainerRecord, how = { exitCode: 137, oomKilled: false }): void {
	if (record.phase !== "running") return;
	if (!how.oomKilled) world.events.emit(record, "kill");
	endContainer(world, record, how);
}

export function removeContainer(world: World, record: ContainerRecord): void {
	killContainer(world, record);
	if (record.made && record.phase !== "gone") world.made.drop(record.made);
	record.phase = "gone";
	world.containers.remove(record);
	world.events.emit(record, "destroy");
	changed(record);
}

export function setHealth(world: World, record: ContainerRecord, health: "healthy" | "unhealthy", output: string | null): void {
	if (record.phase !== "running" || record.health === health) return;
	record.health = health;
	record.healthOutput = output;
	world.events.emit(record, "health");
	changed(record);
}

export function printLines(world: World, record: ContainerRecord, lines: readonly PrintedLine[]): void {
	record.output ??= createOutput();
	print(record.output, nowMs(world), lines);
	changed(record);
}

/** Calls back when anything of the container changes (its phase, its health, its output) until the returned function is called. */
export function watchContainer(record: ContainerRecord, heard: () => void): () => void {
	record.watchers ??= new Set();
	record.watchers.add(heard);
	return () => {
		record.watchers?.delete(heard);
		if (record.watchers?.size === 0) record.watchers = null;
	};
}

function changed(record: ContainerRecord): void {
	for (const heard of record.watchers ?? []) heard();
}

import type { AppError } from "@berth/core";
import { toAppError } from "@berth/core";
import { can, cannot } from "../capabilities.ts";
import type { HostGroup, HostInfo } from "../engine.ts";
import { ok, toResult } from "../preflight-result.ts";
import { type Connection, callDaemon } from "./calls.ts";

export function createHostFacts(connection: Connection, facts: { readonly cpus: number; readonly memoryBytes: number }): HostGroup {
	const { clock } = connection;
	return {
		async ping(call) {
			const startedMs = clock.monotonicMs();
			let error: AppError | null = null;
			try {
				await callDaemon(connection, { operation: "host.ping", subject: "" }, call, () => undefined);
			} catch (err) {
				error = toAppError(err);
			}
			return { ok: error === null, latencyMs: clock.monotonicMs() - startedMs, error };
		},
		info: (call) =>
			callDaemon(connection, { operation: "host.info", subject: "" }, call, (): HostInfo => {
				const limits = { memory: true, cpu: true, pids: true, swap: true };
				return {
					engine: "simulated",
					version: "1.0.0",
					apiVersion: "1.0",
					os: "linux",
					arch: "x86_64",
					storageDriver: "memory",
					cgroupVersion: 2,
					dataRoot: "/var/lib/simulated",
					...facts,
					limits,
					at: clock.now().toISOString(),
				};
			}),
		capabilities: (call) =>
			callDaemon(connection, { operation: "host.capabilities", subject: "" }, call, async () => {
				const { driver, hasQuota } = await connection.world.volumes.info(call);
				const unlike = cannot("The simulated host has nothing of the kind.");
				return {
					"memory-limit": can,
					"swap-limit": can,
					"cpu-limit": can,
					"pids-limit": can,
					"live-limits": can,
					"several-networks-at-create": unlike,
					"volume-subpath": unlike,
					volumes: driver === null ? unlike : can,
					"volume-quota": hasQuota ? can : unlike,
					exec: can,
					"network-probes": can,
					build: unlike,
					"metadata-guard": unlike,
					"live-restore": unlike,
				};
			}),
		preflight: (call) =>
			callDaemon(connection, { operation: "host.preflight", subject: "" }, call, () => [
				toResult({ id: "engine_reachable", title: "The container engine answers" }, ok("the simulated host answered"), {
					durationMs: 0,
					checkedAt: clock.now(),
				}),
			]),
	};
}

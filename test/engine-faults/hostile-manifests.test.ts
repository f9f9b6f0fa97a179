import { isAppError } from "@berth/core";
import { hostileSpecs } from "@berth/engine/contract";
import type { ContainerInspectInfo } from "dockerode";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bounded, openScene } from "./scene.ts";

/** What a daemon may have stored of a container, beside what every container has; written down apart from the engine's own list. */
function wrongIn(stored: ContainerInspectInfo, network: string): string[] {
	const host = stored.HostConfig;
	const empty = (value: unknown) => value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
	const right: Readonly<Record<string, boolean>> = {
		privileged: host.Privileged === false,
		capAdd: empty(host.CapAdd),
		capDrop: JSON.stringify(host.CapDrop) === '["ALL"]',
		securityOpt: (host.SecurityOpt ?? []).length === 1 && /^no-new-privileges(:true)?$/.test(host.SecurityOpt?.[0] ?? ""),
		readOnly: host.ReadonlyRootfs === true,
		binds: empty(host.Binds) && empty(host.VolumesFrom) && empty(host.VolumeDriver),
		mounts: stored.Mounts.every(({ Type: type }) => type === "tmpfs"),
		devices: empty(host.Devices) && empty(host.DeviceRequests) && empty(host.DeviceCgroupRules),
		namespaces: empty(host.PidMode) && host.IpcMode === "private" && empty(host.UTSMode) && empty(host.UsernsMode),
		network: host.NetworkMode === network,
		groups: empty(host.GroupAdd) && empty(host.Links) && empty(host.ExtraHosts),
		kernel: empty(host.Sysctls) && empty(host.Ulimits) && empty(host.CgroupParent),
		runtime: host.Runtime === undefined || host.Runtime === "runc",
		masked: (host.MaskedPaths ?? []).includes("/proc/kcore") && (host.ReadonlyPaths ?? []).includes("/proc/sys"),
		oom: host.OomKillDisable !== true && (host.OomScoreAdj ?? 0) === 0,
		ports: !host.PublishAllPorts && Object.values(host.PortBindings ?? {}).every(isChosenByEngine),
		restart: host.RestartPolicy?.Name === "no",
		memory: host.Memory === 33_554_432,
	};
	return Object.keys(right).filter((what) => !right[what]);
}

// Its types do not say what is bound.
const isChosenByEngine = (hosts: unknown): boolean => JSON.stringify(hosts) === '[{"HostIp":"127.0.0.1","HostPort":""}]';

test("a daemon that was asked for hostile manifests stores nothing that was not ours to ask", async () => {
	await using scene = await openScene();
	const network = await scene.home();
	let made = 0;
	await fc.assert(
		fc.asyncProperty(hostileSpecs(scene.images.sleeper, network), async (spec) => {
			let id: string;
			try {
				({ id } = await scene.engine.containers.ensure(spec, bounded()));
			} catch (error) {
				if (isAppError(error, "BAD_INPUT")) return;
				throw error;
			}
			made += 1;
			const stored = await scene.docker.getContainer(id).inspect();
			expect(wrongIn(stored, network)).toEqual([]);
			const reserved = Object.entries(stored.Config.Labels).filter(([name]) => /^berth\./i.test(name));
			expect(Object.fromEntries(reserved)).toMatchObject({ "berth.lease": spec.owner.leaseId, "berth.tenant": spec.owner.tenantId });
			expect(reserved.every(([name]) => name === name.toLowerCase())).toBe(true);
			expect(await scene.engine.containers.remove(id, bounded())).toEqual({ changed: true });
		}),
		{ numRuns: 20, endOnFailure: true },
	);
	expect(made).toBeGreaterThan(3);
	expect((await scene.leftovers()).containers).toEqual([]);
});

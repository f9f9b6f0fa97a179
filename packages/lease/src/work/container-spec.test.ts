import { AppError, parseManifest } from "@berth/core";
import { describe, expect, it } from "vitest";
import { containerName, networkName } from "../names.ts";
import { aLease, anItem, anObservation, leaseId } from "../testing/records.ts";
import { containerSpec } from "./container-spec.ts";
import { reasonOf } from "./failure.ts";
import { findPatients } from "./gather-diagnostics.ts";
import { toEndpoints } from "./instance-rows.ts";

const around = { network: "net", writablePaths: { kind: "tmpfs" } } as const;

describe("a spec", () => {
	it("holds what the manifest says and the size allows, under a name that no other generation has", () => {
		const manifest = parseManifest({
			services: {
				web: {
					image: "app:1",
					args: ["serve"],
					env: { A: "1" },
					ports: { "80/tcp": {}, "53/udp": {} },
					health_check: { test: ["CMD", "true"], interval: "5s", retries: 3 },
					stop_grace_period: "20s",
					tmpfs: ["/cache"],
				},
			},
		});
		const spec = containerSpec(aLease(), { manifest, items: [anItem()] }, { service: "web", index: 0, generation: 4 }, around);
		expect(spec).toMatchObject({
			name: `berth-${leaseId}-web-0-g4`,
			owner: { leaseId },
			image: "app:1",
			args: ["serve"],
			env: { A: "1" },
			ports: [
				{ port: 80, protocol: "tcp" },
				{ port: 53, protocol: "udp" },
			],
			healthCheck: { test: ["CMD", "true"], intervalMs: 5_000, retries: 3 },
			network: { name: "net", aliases: ["web", "web.one"] },
			resources: { cpuMillis: 1, memoryBytes: 1, pidsMax: 1 },
			stopGraceMs: 20_000,
			tmpfs: ["/cache"],
			writablePaths: { kind: "tmpfs" },
		});
		expect(spec).not.toHaveProperty("command");
	});

	it.each([
		["main", undefined],
		["sidecar", "sidecar"],
		["init", "init"],
	] as const)("of a service that is %s says so where it is not the usual", (role, kind) => {
		const manifest = parseManifest({ services: { web: { image: "app:1", role }, other: { image: "app:1" } } });
		const spec = containerSpec(aLease(), { manifest, items: [anItem()] }, { service: "web", index: 0, generation: 1 }, around);
		expect(spec.kind).toBe(kind);
	});

	it.each([
		[{ http: { port: 80, path: "/up", status: 204 } }, { kind: "http", port: 80, path: "/up", status: 204 }],
		[{ http: { port: 80, path: "/" } }, { kind: "http", port: 80, path: "/" }],
		[{ tcp: { port: 5432 } }, { kind: "tcp", port: 5_432 }],
		[{ command: ["pg_isready", "-q"] }, { kind: "command", argv: ["pg_isready", "-q"] }],
	])("asks whether it is ready as the manifest says: %j", (way, probe) => {
		const readiness = { ...way, interval: "500ms", timeout: "2s", start_period: "1m", retries: 7 };
		const manifest = parseManifest({ services: { web: { image: "app:1", readiness } } });
		const spec = containerSpec(aLease(), { manifest, items: [anItem()] }, { service: "web", index: 0, generation: 1 }, around);
		expect(spec.readiness).toEqual({ probe, intervalMs: 500, timeoutMs: 2_000, startPeriodMs: 60_000, retries: 7 });
	});

	it("has no health check where the manifest says NONE, and Docker's grace where it names none", () => {
		const manifest = parseManifest({ services: { web: { image: "app:1", health_check: { test: ["NONE"] } } } });
		const spec = containerSpec(aLease(), { manifest, items: [anItem()] }, { service: "web", index: 0, generation: 1 }, around);
		expect(spec).not.toHaveProperty("healthCheck");
		expect(spec.stopGraceMs).toBe(10_000);
	});
});

it("names differ by generation, and networks by tenant and installation", () => {
	const { tenantId } = aLease();
	expect(containerName(leaseId, "web", 0, 1)).not.toBe(containerName(leaseId, "web", 0, 2));
	const name = networkName("0123456789", tenantId);
	expect(name).toMatch(/^berth-01234567-[0-9a-f]{16}$/);
	expect(networkName("9876543210", tenantId)).not.toBe(name);
});

it("a port answers once, at the public host, with an address only where a browser has one", () => {
	const ports = [
		{ port: 80, protocol: "tcp", hostIp: "0.0.0.0", hostPort: 32_001 },
		{ port: 80, protocol: "tcp", hostIp: "::", hostPort: 32_002 },
		{ port: 53, protocol: "udp", hostIp: "0.0.0.0", hostPort: 32_003 },
	] as const;
	expect(toEndpoints({ service: "web", index: 0 }, { ports }, "host.test").map(({ hostPort, url }) => [hostPort, url])).toEqual([
		[32_001, "http://host.test:32001"],
		[32_003, null],
	]);
});

it.each([
	[new AppError("INSTANCE_EXITED", { data: { oomKilled: true } }), "verify", "OutOfMemory"],
	[new AppError("INSTANCE_EXITED", { data: { exitCode: 1 } }), "verify", "ContainerExited"],
	[new AppError("NOT_READY", { data: { health: "unhealthy" } }), "verify", "Unhealthy"],
	[new AppError("NOT_READY", { data: { health: "none" } }), "verify", "NotReady"],
	[new AppError("NOT_READY", { data: { health: "healthy", readiness: { output: "no" } } }), "verify", "NotReady"],
	[new AppError("ENGINE_FAILED"), "create", "ContainerCreateFailed"],
	[new AppError("ENGINE_FAILED"), "start", "ContainerStartFailed"],
	[new AppError("CONFLICT"), "network", "NetworkFailed"],
	[new AppError("IMAGE_PULL_FAILED"), "pull", "ImagePullFailed"],
	[new AppError("TIMEOUT"), "create", "DeadlineExceeded"],
	[new AppError("NOT_FOUND"), "start", "InstanceMissing"],
] as const)("%s while %s is %s", (error, step, reason) => {
	expect(reasonOf(error, step)).toBe(reason);
});

it("a diagnosis looks at what is dead, ill or blamed, and not at what never started", () => {
	const instances = ["db", "web", "job"].map((service) => ({ service, index: 0, generation: 1 }));
	const observed = [
		anObservation({ service: "db", health: "unhealthy" }),
		anObservation({ service: "web", phase: "exited", oomKilled: true }),
		anObservation({ service: "job", phase: "created" }),
	];
	const found = findPatients(instances, observed, { reason: "ContainerStartFailed", subject: { service: "db", index: 0 } });
	expect(found.map(({ instance, reason }) => [instance.service, reason])).toEqual([
		["db", "ContainerStartFailed"],
		["web", "OutOfMemory"],
	]);
	expect(findPatients(instances, [], null).map(({ reason }) => reason)).toEqual(["InstanceMissing", "InstanceMissing", "InstanceMissing"]);
});

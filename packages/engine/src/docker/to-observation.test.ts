import { describe, expect, test } from "vitest";
import { inspectAnswer } from "./scripted-daemon.ts";
import { toEvent } from "./to-event.ts";
import { toContainerObservation } from "./to-observation.ts";
import { containerInspect } from "./wire.ts";

interface Changes {
	readonly State?: object;
	readonly Networks?: object;
	readonly Ports?: object;
}

function observe({ State, Networks = {}, Ports = {} }: Changes = {}) {
	const answer = inspectAnswer("berth-web", {});
	const seen = { ...answer, State: { ...answer.State, ...State }, NetworkSettings: { Ports, Networks } };
	return toContainerObservation(containerInspect.parse(seen));
}

describe("observation", () => {
	test("of a running container has no exit code and no end", () => {
		expect(observe()).toMatchObject({ name: "berth-web", phase: "running", exitCode: null, finishedAt: null, error: null, health: "none" });
	});

	test("of an exited one has its code, whatever a never-started one carries", () => {
		expect(observe({ State: { Status: "exited", ExitCode: 137, OOMKilled: true } })).toMatchObject({ exitCode: 137, oomKilled: true });
		expect(observe({ State: { Status: "created", ExitCode: 127, Error: "no such file" } })).toMatchObject({
			phase: "created",
			exitCode: null,
			error: "no such file",
		});
	});

	test("of one that is being removed is stopping, not gone", () => {
		expect(observe({ State: { Status: "removing" } }).phase).toBe("stopping");
	});

	test("gives the address in the tenant's own network and the ports that are really published", () => {
		const seen = observe({
			Networks: { other: { IPAddress: "10.0.0.1" }, "berth-net": { IPAddress: "10.0.0.2" } },
			Ports: { "8080/tcp": [{ HostIp: "127.0.0.1", HostPort: "40000" }], "9/udp": null },
		});
		expect(seen.networkIp).toBe("10.0.0.2");
		expect(seen.ports).toEqual([{ port: 8080, protocol: "tcp", hostIp: "127.0.0.1", hostPort: 40000 }]);
		expect(observe({ Networks: { "berth-net": { IPAddress: "" } } }).networkIp).toBeNull();
	});

	test("keeps the last probe's output, bounded", () => {
		const Health = { Status: "unhealthy", Log: [{ Output: "first" }, { Output: "x".repeat(5_000) }] };
		expect(observe({ State: { Health } })).toMatchObject({ health: "unhealthy", healthOutput: "x".repeat(4_096) });
	});
});

describe("event", () => {
	const wire = (Action: string, Attributes: Record<string, string> = {}, Type = "container") => ({
		Type,
		Action,
		Actor: { ID: "abc", Attributes },
		timeNano: 1_893_456_000_123_000_000,
	});

	test("of a death carries whose it was and the code", () => {
		const labels = { "berth.lease": "l", "berth.service": "web", "berth.index": "1", "berth.generation": "3", exitCode: "9" };
		expect(toEvent(wire("die", labels))).toEqual({
			kind: "container",
			action: "die",
			id: "abc",
			leaseId: "l",
			service: "web",
			index: 1,
			generation: 3,
			exitCode: 9,
			health: null,
			at: "2030-01-01T00:00:00.123Z",
		});
	});

	test("of health says which", () => {
		expect(toEvent(wire("health_status: unhealthy"))).toMatchObject({ action: "health", health: "unhealthy" });
	});

	test("of an exec is none, so its command line is kept nowhere", () => {
		expect(toEvent(wire("exec_create: sh -c secret"))).toBeNull();
		expect(toEvent(wire("create", {}, "network"))).toBeNull();
	});
});

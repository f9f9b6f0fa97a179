import { expect, test } from "vitest";
import { type Bench, bounded, checkedBy, failureOf, freshName, specOf } from "./bench.ts";

export function driftCases(bench: () => Bench): void {
	test("a container that is as its spec says has no drift, started or not, and none is told of one that is missing", async () => {
		const { engine, images } = bench();
		const spec = specOf(bench(), images.web, {
			...checkedBy("true"),
			command: ["httpd", "-f", "-p", "8080"],
			args: ["-h", "/www"],
			labels: { team: "blue" },
			user: "1000:1000",
			ports: [{ port: 8080, protocol: "tcp" }],
			tmpfs: ["/cache"],
			readiness: { probe: { kind: "http", port: 8080, path: "/" } },
		});
		expect(await engine.containers.drift(spec, bounded())).toEqual({ id: null, missing: true, replaces: false, fields: [] });
		const { id } = await engine.containers.ensure(spec, bounded());
		const none = { id, missing: false, replaces: false, fields: [] };
		expect(await engine.containers.drift(spec, bounded())).toEqual(none);
		await engine.containers.start(id, bounded());
		expect(await engine.containers.drift({ ...spec, generation: 2 }, bounded())).toEqual(none);
		await engine.containers.remove(id, bounded());
	});

	test("what the spec leaves to the image is no drift", async () => {
		const { engine, web } = bench();
		expect(await engine.containers.drift(web.spec, bounded())).toMatchObject({ id: web.id, replaces: false, fields: [] });
	});

	test("each field that differs is told with both sides, a value of env never, and nothing is changed", async () => {
		const { engine, images, network } = bench();
		const spec = specOf(bench(), images.sleeper, { env: { KEPT: "1", SECRET: "canary-one" }, ports: [{ port: 80, protocol: "tcp" }] });
		const { id } = await engine.containers.ensure(spec, bounded());
		const asked = {
			...spec,
			env: { KEPT: "1", SECRET: "canary-two", ADDED: "canary-three" },
			args: ["sleep", "1000"],
			user: "1000:1000",
			labels: { team: "red" },
			ports: [{ port: 81, protocol: "tcp" as const }],
			tmpfs: ["/more"],
			network: { name: network, aliases: ["app", "api"] },
			resources: { ...spec.resources, pidsMax: 33 },
			...checkedBy("true"),
			stopGraceMs: 9_000,
			init: false,
		};
		const drift = await engine.containers.drift(asked, bounded());
		expect(drift).toMatchObject({ id, missing: false, replaces: true });
		expect(drift.fields.map(({ field, key }) => `${field} ${key ?? ""}`.trim())).toEqual([
			"args",
			"env ADDED",
			"env SECRET",
			"user",
			"labels team",
			"ports 80/tcp",
			"ports 81/tcp",
			"tmpfs /more",
			"limits pidsMax",
			"healthCheck intervalMs",
			"healthCheck retries",
			"healthCheck test",
			"healthCheck timeoutMs",
			"aliases api",
			"stopGraceSeconds",
			"init",
		]);
		expect(drift.fields).toEqual(
			expect.arrayContaining([
				{ field: "env", key: "SECRET", wanted: "[hidden]", actual: "[hidden]" },
				{ field: "limits", key: "pidsMax", wanted: "33", actual: "32" },
				{ field: "ports", key: "80/tcp", wanted: null, actual: "published" },
			]),
		);
		expect(JSON.stringify(drift)).not.toContain("canary");
		expect(await engine.containers.inspect(spec.name, bounded())).toMatchObject({ id, phase: "created" });
		expect((await engine.containers.ensure(asked, bounded())).outcome).toBe("replaced");
		expect((await engine.containers.drift(asked, bounded())).fields).toEqual([]);
		await engine.containers.remove(spec.name, bounded());
	});

	test("limits that were changed in place are told although the container would be kept", async () => {
		const { engine, images } = bench();
		const spec = specOf(bench(), images.sleeper);
		const { id } = await engine.containers.ensure(spec, bounded());
		await engine.changes.updateLimits(id, { pidsMax: 44 }, bounded());
		expect(await engine.containers.drift(spec, bounded())).toEqual({
			id,
			missing: false,
			replaces: false,
			fields: [{ field: "limits", key: "pidsMax", wanted: "32", actual: "44" }],
		});
		await engine.containers.remove(id, bounded());
	});

	test("of a container that is somebody else's nothing is told", async () => {
		const { engine, neighbour, images } = bench();
		const name = freshName("foreign");
		await bench().addForeignContainer(name);
		expect(await failureOf(engine.containers.drift(specOf(bench(), images.sleeper, { name }), bounded()))).toMatchObject({
			code: "CONFLICT",
		});
		const theirs = specOf(bench(), images.sleeper);
		const { id } = await neighbour.containers.ensure(theirs, bounded());
		expect(await failureOf(engine.containers.drift(theirs, bounded()))).toMatchObject({ code: "CONFLICT" });
		await neighbour.containers.remove(id, bounded());
	});
}

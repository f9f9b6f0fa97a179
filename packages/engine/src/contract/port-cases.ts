import { expect, test } from "vitest";
import { type Bench, bounded, failureOf, observeUntil, run, specOf } from "./bench.ts";

export function portCases(bench: () => Bench): void {
	const at = (hostPort: number) => specOf(bench(), bench().images.web, { ports: [{ port: 8080, protocol: "tcp", hostPort }] });

	test("a port of the host that is asked for is the one it answers at, at every start", async () => {
		const { engine } = bench();
		const hostPort = await bench().freePort();
		const spec = at(hostPort);
		const id = await run(bench(), spec);
		const isThere = { phase: "running", ports: [expect.objectContaining({ port: 8080, protocol: "tcp", hostPort })] };
		expect(await engine.containers.inspect(id, bounded())).toMatchObject(isThere);
		await engine.changes.restart(id, { graceMs: 5_000 }, bounded());
		expect(await engine.containers.inspect(id, bounded())).toMatchObject(isThere);
		expect(await engine.containers.ensure(spec, bounded())).toEqual({ id, outcome: "kept" });
		expect(await engine.containers.drift(spec, bounded())).toMatchObject({ replaces: false, fields: [] });
		const other = { ...spec, ports: [{ port: 8080, protocol: "tcp" as const, hostPort: hostPort + 1 }] };
		expect(await engine.containers.drift(other, bounded())).toMatchObject({
			replaces: true,
			fields: [{ field: "ports", key: "8080/tcp", wanted: `published at ${hostPort + 1}`, actual: `published at ${hostPort}` }],
		});
		await engine.containers.remove(id, bounded());
	});

	test("of two that ask for one port the second does not start and says which it was; it starts when the port is free", async () => {
		const { engine } = bench();
		const hostPort = await bench().freePort();
		const first = await run(bench(), at(hostPort));
		const { id: second } = await engine.containers.ensure(at(hostPort), bounded());
		expect(await failureOf(engine.containers.start(second, bounded()))).toMatchObject({
			code: "CONFLICT",
			data: { why: "port-taken", hostPort },
		});
		expect(await engine.containers.inspect(second, bounded())).not.toMatchObject({ phase: "running" });
		await engine.containers.stop(first, { graceMs: 5_000 }, bounded());
		await engine.containers.start(second, bounded());
		await observeUntil(bench(), second, ({ ports }) => ports.some((port) => port.hostPort === hostPort), "it answers at the port");
		for (const id of [first, second]) await engine.containers.remove(id, bounded());
	});

	test("a port that a process of the host has is told in the same way", async () => {
		const { engine } = bench();
		const hostPort = await bench().freePort();
		const { id } = await engine.containers.ensure(at(hostPort), bounded());
		{
			await using _ = await bench().listenOn(hostPort);
			expect(await failureOf(engine.containers.start(id, bounded()))).toMatchObject({
				code: "CONFLICT",
				data: { why: "port-taken", hostPort },
			});
		}
		await engine.containers.start(id, bounded());
		await engine.containers.remove(id, bounded());
	});

	test("what is no port of a host is refused before anything is made", async () => {
		const { engine } = bench();
		const { name, ...spec } = at(70_000);
		expect(await failureOf(engine.containers.ensure({ ...spec, name }, bounded()))).toMatchObject({ code: "BAD_INPUT" });
		expect(await engine.containers.inspect(name, bounded())).toMatchObject({ phase: "gone" });
	});
}

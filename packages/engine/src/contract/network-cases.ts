import { newId, type TenantId } from "@berth/core";
import { expect, test } from "vitest";
import { type Bench, bounded, failureOf, freshName, run, specOf } from "./bench.ts";
import type { DaemonProbes } from "./harness.ts";

export function networkCases(bench: () => Bench): void {
	test("a network asked for twenty times at once is made once", async () => {
		const { engine } = bench();
		const spec = { name: freshName("net"), tenantId: newId<TenantId>() };
		const made = await Promise.all(Array.from({ length: 20 }, () => engine.networks.ensure(spec, bounded())));
		expect(made.filter(({ outcome }) => outcome === "created")).toHaveLength(1);
		expect(new Set(made.map(({ id }) => id)).size).toBe(1);
		const listed = (await engine.networks.list(bounded())).filter(({ name }) => name === spec.name);
		expect(listed).toEqual([{ ...spec, id: made[0]?.id, containers: 0 }]);
		expect(await engine.networks.removeIfEmpty(spec.name, bounded())).toEqual({ outcome: "removed" });
		expect(await engine.networks.removeIfEmpty(spec.name, bounded())).toEqual({ outcome: "gone" });
	});

	test("a network of another tenant is a conflict", async () => {
		const { engine, network } = bench();
		const theirs = { name: network, tenantId: newId<TenantId>() };
		expect(await failureOf(engine.networks.ensure(theirs, bounded()))).toMatchObject({ code: "CONFLICT" });
	});

	test("a network that a running container uses is kept", async () => {
		const { engine, network, web } = bench();
		expect(await engine.networks.removeIfEmpty(network, bounded())).toEqual({ outcome: "kept" });
		const listed = (await engine.networks.list(bounded())).find(({ name }) => name === network);
		expect(listed?.containers).toBeGreaterThan(0);
		expect(await engine.containers.inspect(web.id, bounded())).toMatchObject({ phase: "running" });
	});

	test("a network that a container will need when it starts is kept", async () => {
		const { engine, images } = bench();
		const name = freshName("net");
		await engine.networks.ensure({ name, tenantId: newId() }, bounded());
		const spec = specOf(bench(), images.sleeper, { network: { name, aliases: [] } });
		const { id } = await engine.containers.ensure(spec, bounded());
		expect(await engine.networks.removeIfEmpty(name, bounded())).toEqual({ outcome: "kept" });
		await engine.containers.remove(id, bounded());
		expect(await engine.networks.removeIfEmpty(name, bounded())).toEqual({ outcome: "removed" });
	});

	test("a container whose network was taken away gets it again when it starts", async () => {
		const { engine, images, tenantId } = bench();
		const name = freshName("net");
		await engine.networks.ensure({ name, tenantId }, bounded());
		const { id } = await engine.containers.ensure(specOf(bench(), images.sleeper, { network: { name, aliases: [] } }), bounded());
		await bench().removeNetworkFromOutside(name);
		expect(await engine.containers.start(id, bounded())).toEqual({ changed: true });
		expect((await engine.networks.list(bounded())).find((network) => network.name === name)).toMatchObject({ tenantId, containers: 1 });
		await engine.containers.remove(id, bounded());
		expect(await engine.networks.removeIfEmpty(name, bounded())).toEqual({ outcome: "removed" });
	});

	test("a network that is somebody else's is a conflict, is not listed and stays", async () => {
		const { engine, tenantId } = bench();
		const name = freshName("foreign");
		await bench().addForeignNetwork(name);
		expect(await failureOf(engine.networks.ensure({ name, tenantId }, bounded()))).toMatchObject({ code: "CONFLICT" });
		expect(await engine.networks.removeIfEmpty(name, bounded())).toEqual({ outcome: "gone" });
		expect((await engine.networks.list(bounded())).map((network) => network.name)).not.toContain(name);
		expect(await bench().foreignNetworkExists(name)).toBe(true);
	});
}

/** Only where there is a network to try. */
export function isolationCases(bench: () => Bench, probes: DaemonProbes): void {
	test("a container reaches its own tenant's containers and nobody else's", async () => {
		const { engine, images, web } = bench();
		const name = freshName("net");
		await engine.networks.ensure({ name, tenantId: newId() }, bounded());
		const { networkIp } = await engine.containers.inspect(web.id, bounded());
		const friend = await run(bench(), specOf(bench(), images.sleeper));
		const stranger = await run(bench(), specOf(bench(), images.sleeper, { network: { name, aliases: [] } }));
		expect(await probes.reaches(friend, networkIp ?? "", 8080)).toBe(true);
		expect(await probes.reaches(stranger, networkIp ?? "", 8080)).toBe(false);
		for (const id of [friend, stranger]) await engine.containers.remove(id, bounded());
		expect(await engine.networks.removeIfEmpty(name, bounded())).toEqual({ outcome: "removed" });
	});
}

import { expect, test } from "vitest";
import { capabilityNames } from "../capabilities.ts";
import { type Bench, bounded, run, specOf } from "./bench.ts";

export function capabilityCases(bench: () => Bench): void {
	test("of everything a host may be able to do it is said whether it can and else why not, as often as it is asked", async () => {
		const { engine } = bench();
		const seen = await engine.host.capabilities(bounded());
		expect(Object.keys(seen).sort()).toEqual([...capabilityNames].sort());
		for (const { available, why } of Object.values(seen)) expect(why).toEqual(available ? null : expect.stringMatching(/\.$/));
		expect(await engine.host.capabilities(bounded())).toEqual(seen);
	});

	test("what is said agrees with what the host says elsewhere", async () => {
		const { engine } = bench();
		const seen = await engine.host.capabilities(bounded());
		const { limits } = await engine.host.info(bounded());
		expect({
			memory: seen["memory-limit"].available,
			swap: seen["swap-limit"].available,
			cpu: seen["cpu-limit"].available,
			pids: seen["pids-limit"].available,
		}).toEqual(limits);
		const { driver, hasQuota } = await engine.volumes.info(bounded());
		expect([seen.volumes.available, seen["volume-quota"].available]).toEqual([driver !== null, hasQuota]);
	});

	test("what is said to be possible is", async () => {
		const { engine, images } = bench();
		const seen = await engine.host.capabilities(bounded());
		const id = await run(bench(), specOf(bench(), images.sleeper));
		const ran = engine.exec.run(id, { argv: ["true"], timeoutMs: 30_000 }, bounded()).then(({ exitCode }) => exitCode === 0);
		expect(await ran.catch(() => false)).toBe(seen.exec.available);
		const changed = engine.changes.updateLimits(id, { pidsMax: 40 }, bounded()).then(({ changed: did }) => did);
		expect(await changed.catch(() => false)).toBe(seen["live-limits"].available);
		await engine.containers.remove(id, bounded());
	});
}

import { newId } from "@berth/core";
import { expect, test } from "vitest";
import { type Bench, bounded, failureOf, freshName, run, specOf } from "./bench.ts";

export function upkeepCases(bench: () => Bench): void {
	const bring = async (): Promise<string> => {
		const ref = await bench().publishImage();
		await bench().engine.images.pull(ref, { policy: "if-missing" }, bounded());
		return ref;
	};
	const isHere = async (ref: string) => (await bench().engine.images.inspect(ref, bounded())) !== null;

	test("a host's images are listed, and one is removed once", async () => {
		const { engine } = bench();
		const ref = await bring();
		const listed = (await engine.upkeep.images(bounded())).find(({ tags }) => tags.includes(ref));
		const seen = await engine.images.inspect(ref, bounded());
		expect(listed).toMatchObject({ id: seen?.id, sizeBytes: seen?.sizeBytes });
		expect(Number.isNaN(Date.parse(listed?.createdAt ?? ""))).toBe(false);
		expect(await engine.upkeep.removeImage(ref, bounded())).toEqual({ changed: true });
		expect(await engine.upkeep.removeImage(ref, bounded())).toEqual({ changed: false });
		expect(await isHere(ref)).toBe(false);
	});

	test("an image a container uses is not removed, whoever's the container is", async () => {
		const { engine, neighbour, images } = bench();
		await neighbour.upkeep.images(bounded());
		await run(bench(), specOf(bench(), images.sleeper));
		expect(await failureOf(neighbour.upkeep.removeImage(images.sleeper, bounded()))).toMatchObject({ code: "CONFLICT" });
		const candidates = [{ ref: images.sleeper, lastUsedAt: new Date(0).toISOString() }];
		expect(await neighbour.upkeep.collectImages({ candidates, dryRun: false }, bounded())).toMatchObject([{ fate: "in-use" }]);
		expect(await engine.images.inspect(images.sleeper, bounded())).not.toBeNull();
	});

	test("images go by name, age and room, the longest unused first, and a dry run removes none", async () => {
		const { engine } = bench();
		const refs = [await bring(), await bring(), await bring()];
		const [oldest = "", older = "", young = ""] = refs;
		const ages = [3_000_000, 2_000_000, 0];
		const candidates = refs.map((ref, i) => ({ ref, lastUsedAt: new Date(Date.now() - (ages[i] ?? 0)).toISOString() })).toReversed();
		const missing = { ref: bench().missingImage, lastUsedAt: new Date(0).toISOString() };
		const rest = await engine.images.inspect(young, bounded());
		const options = { candidates: [...candidates, missing], minAgeMs: 1_000_000, keepBytes: (rest?.sizeBytes ?? 0) * 2.5 };
		const fatesOf = async (dryRun: boolean, more = {}) =>
			Object.fromEntries(
				(await engine.upkeep.collectImages({ ...options, ...more, dryRun }, bounded())).map(({ ref, fate }) => [ref, fate]),
			);
		const dry = { [missing.ref]: "gone", [oldest]: "would-remove", [older]: "kept", [young]: "too-young" };
		expect(await fatesOf(true)).toEqual(dry);
		expect(await Promise.all(refs.map(isHere))).toEqual([true, true, true]);
		expect(await fatesOf(false)).toEqual({ ...dry, [oldest]: "removed" });
		expect(await fatesOf(false, { keepBytes: 0 })).toEqual({ ...dry, [oldest]: "gone", [older]: "removed" });
		expect(await Promise.all(refs.map(isHere))).toEqual([false, false, true]);
		await engine.upkeep.removeImage(young, bounded());
	});

	test("the disk is measured once for all who ask meanwhile", async () => {
		const { engine } = bench();
		const [one, two, three] = await Promise.all([1, 2, 3].map(() => engine.upkeep.diskUsage(bounded())));
		expect([two, three]).toEqual([one, one]);
		expect(one?.imageBytes).toBeGreaterThan(0);
		expect(one?.images).toBeGreaterThan(0);
	});

	test("what belongs to no known lease or tenant is told, and removed only when that is asked", async () => {
		const { neighbour, images, web } = bench();
		const tenantId = newId();
		const network = freshName("net");
		await neighbour.networks.ensure({ name: network, tenantId }, bounded());
		const spec = { ...specOf(bench(), images.sleeper), network: { name: network, aliases: ["app"] } };
		const { id } = await neighbour.containers.ensure({ ...spec, owner: { ...spec.owner, tenantId } }, bounded());
		await neighbour.containers.start(id, bounded());
		const none = async () => ({ leaseIds: new Set<string>(), tenantIds: new Set<string>() });
		const all = async () => ({ leaseIds: new Set<string>([spec.owner.leaseId]), tenantIds: new Set([tenantId]) });
		expect(await neighbour.upkeep.orphans(all, bounded())).toEqual({ containers: [], networks: [] });
		const found = await neighbour.upkeep.orphans(none, bounded());
		expect([found.containers.map((one) => one.id), found.networks.map(({ name }) => name)]).toEqual([[id], [network]]);
		const fates = async (dryRun: boolean) => (await neighbour.upkeep.reapOrphans(none, { dryRun }, bounded())).map(({ fate }) => fate);
		expect(await fates(true)).toEqual(["would-remove", "would-remove"]);
		expect(await neighbour.upkeep.reapOrphans(none, { dryRun: false, only: new Set(["another"]) }, bounded())).toEqual([]);
		expect(await neighbour.containers.inspect(id, bounded())).toMatchObject({ phase: "running" });
		expect(await fates(false)).toEqual(["removed", "removed"]);
		expect(await fates(false)).toEqual([]);
		expect(await neighbour.containers.inspect(id, bounded())).toMatchObject({ phase: "gone" });
		expect(await bench().engine.containers.inspect(web.id, bounded())).toMatchObject({ phase: "running" });
	});
}

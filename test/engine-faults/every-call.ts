import type { Call, Engine } from "@berth/engine";
import { freshName, LONG_AGO, registryAuth, type Scene } from "./scene.ts";

type Ask = (engine: Engine, call: Call) => Promise<unknown>;

const readAll = async (items: AsyncIterable<unknown>): Promise<void> => {
	for await (const item of items) void item;
};

const knowNone = async () => ({ leaseIds: new Set<string>(), tenantIds: new Set<string>() });

/** One of each method that must fail when the daemon does, on things that stand or may be made. */
export async function everyCall(scene: Scene): Promise<Readonly<Record<string, Ask>>> {
	const { id, network } = await scene.standing();
	const { images } = scene;
	const ref = await scene.publishedImage();
	return {
		"containers.ensure": (engine, call) => engine.containers.ensure(scene.spec(network), call),
		"containers.start": (engine, call) => engine.containers.start(id, call),
		"containers.stop": (engine, call) => engine.containers.stop(id, { graceMs: 0 }, call),
		"containers.remove": (engine, call) => engine.containers.remove(id, call),
		"containers.inspect": (engine, call) => engine.containers.inspect(id, call),
		"containers.list": (engine, call) => engine.containers.list({ managed: true }, call),
		"containers.walk": (engine, call) => engine.containers.walk(async () => undefined, call),
		"containers.drift": (engine, call) => engine.containers.drift(scene.spec(network), call),
		"containers.waitReady": (engine, call) => engine.containers.waitReady(id, { timeoutMs: 30_000, settleMs: 0 }, call),
		"exits.waitExit": (engine, call) => engine.exits.waitExit(id, { timeoutMs: 30_000 }, call),
		"exits.runInit": (engine, call) => engine.exits.runInit(scene.spec(network, { args: ["true"] }), { timeoutMs: 30_000 }, call),
		"images.inspect": (engine, call) => engine.images.inspect(images.web, call),
		"images.pull": (engine, call) => engine.images.pull(ref, { policy: "always", auth: registryAuth }, call),
		"networks.ensure": (engine, call) => engine.networks.ensure({ name: freshName("net"), tenantId: "t" }, call),
		"networks.removeIfEmpty": (engine, call) => engine.networks.removeIfEmpty(network, call),
		"networks.list": (engine, call) => engine.networks.list(call),
		"logs.read": (engine, call) => readAll(engine.logs.read(id, { follow: false }, call)),
		"logs.tail": (engine, call) => engine.logs.tail(id, 1, call),
		"changes.updateLimits": (engine, call) => engine.changes.updateLimits(id, { pidsMax: 33 }, call),
		"changes.rename": (engine, call) => engine.changes.rename(id, freshName("c"), call),
		"changes.restart": (engine, call) => engine.changes.restart(id, { graceMs: 0 }, call),
		"exec.run": (engine, call) => engine.exec.run(id, { argv: ["true"], env: scene.spec(network).env, timeoutMs: 5_000 }, call),
		"exec.runToExit": (engine, call) => engine.exec.runToExit(scene.spec(network, { args: ["true"] }), { timeoutMs: 5_000 }, call),
		"exec.open": async (engine, call) => {
			await using session = await engine.exec.open(id, { argv: ["true"], size: { columns: 80, rows: 24 } }, call);
			await session.exitCode(call);
		},
		"upkeep.images": (engine, call) => engine.upkeep.images(call),
		"upkeep.removeImage": (engine, call) => engine.upkeep.removeImage(ref, call),
		"upkeep.collectImages": (engine, call) =>
			engine.upkeep.collectImages({ candidates: [{ ref, lastUsedAt: LONG_AGO }], dryRun: false }, call),
		"upkeep.diskUsage": (engine, call) => engine.upkeep.diskUsage(call),
		"upkeep.orphans": (engine, call) => engine.upkeep.orphans(knowNone, call),
		"upkeep.reapOrphans": (engine, call) => engine.upkeep.reapOrphans(knowNone, { dryRun: true }, call),
		"host.capabilities": (engine, call) => engine.host.capabilities(call),
	};
}

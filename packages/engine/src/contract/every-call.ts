import { newId } from "@berth/core";
import type { Call, Engine } from "../engine.ts";
import { type Bench, freshName, specOf } from "./bench.ts";
import { readAll } from "./follow.ts";

type Ask = (call: Call) => Promise<unknown>;

const nobody = async () => ({ leaseIds: new Set<string>(), tenantIds: new Set<string>() });

/** One of each call that can fail, on things that exist or may be made; `ping`, `preflight`, `stats` and `subscribe` report instead. */
export function everyCall(engine: Engine, bench: Bench): readonly (readonly [string, Ask])[] {
	const { images, web } = bench;
	return Object.entries({
		"containers.ensure": (call: Call) => engine.containers.ensure(specOf(bench, images.sleeper), call),
		"containers.start": (call: Call) => engine.containers.start(web.id, call),
		"containers.stop": (call: Call) => engine.containers.stop(web.id, { graceMs: 1_000 }, call),
		"containers.remove": (call: Call) => engine.containers.remove(web.id, call),
		"containers.inspect": (call: Call) => engine.containers.inspect(web.id, call),
		"containers.list": (call: Call) => engine.containers.list({ managed: true }, call),
		"containers.walk": (call: Call) => engine.containers.walk(async () => undefined, call),
		"containers.drift": (call: Call) => engine.containers.drift(web.spec, call),
		"containers.waitReady": (call: Call) => engine.containers.waitReady(web.id, { timeoutMs: 30_000, settleMs: 0 }, call),
		"exits.waitExit": (call: Call) => engine.exits.waitExit(web.id, { timeoutMs: 30_000 }, call),
		"exits.runInit": (call: Call) => engine.exits.runInit(specOf(bench, images.finisher), { timeoutMs: 30_000 }, call),
		"images.inspect": (call: Call) => engine.images.inspect(images.web, call),
		"images.pull": (call: Call) => engine.images.pull(bench.missingImage, { policy: "always" }, call),
		"networks.ensure": (call: Call) => engine.networks.ensure({ name: freshName("net"), tenantId: newId() }, call),
		"networks.removeIfEmpty": (call: Call) => engine.networks.removeIfEmpty(bench.network, call),
		"networks.list": (call: Call) => engine.networks.list(call),
		"logs.read": (call: Call) => readAll(engine.logs.read(web.id, { follow: true }, call)),
		"logs.tail": (call: Call) => engine.logs.tail(web.id, 1, call),
		"changes.updateLimits": (call: Call) => engine.changes.updateLimits(web.id, { pidsMax: 31 }, call),
		"changes.rename": (call: Call) => engine.changes.rename(web.id, freshName("c"), call),
		"changes.restart": (call: Call) => engine.changes.restart(web.id, { graceMs: 1_000 }, call),
		"exec.run": (call: Call) => engine.exec.run(web.id, { argv: ["true"], timeoutMs: 30_000 }, call),
		"exec.open": (call: Call) => engine.exec.open(web.id, { argv: ["sh"], size: { columns: 80, rows: 24 } }, call),
		"exec.runToExit": (call: Call) => engine.exec.runToExit(specOf(bench, images.exiter), { timeoutMs: 30_000 }, call),
		"upkeep.images": (call: Call) => engine.upkeep.images(call),
		"upkeep.removeImage": (call: Call) => engine.upkeep.removeImage(bench.missingImage, call),
		"upkeep.collectImages": (call: Call) =>
			engine.upkeep.collectImages({ candidates: [{ ref: bench.missingImage, lastUsedAt: "2030-01-01T00:00:00Z" }], dryRun: true }, call),
		"upkeep.diskUsage": (call: Call) => engine.upkeep.diskUsage(call),
		"upkeep.orphans": (call: Call) => engine.upkeep.orphans(nobody, call),
		"upkeep.reapOrphans": (call: Call) => engine.upkeep.reapOrphans(nobody, { dryRun: true }, call),
		"host.info": (call: Call) => engine.host.info(call),
		"host.capabilities": (call: Call) => engine.host.capabilities(call),
	});
}

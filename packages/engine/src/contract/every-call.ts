import { newId } from "@berth/core";
import type { Call, Engine } from "../engine.ts";
import { type Bench, freshName, specOf } from "./bench.ts";
import { readAll } from "./follow.ts";

type Ask = (call: Call) => Promise<unknown>;

/** One of each call that can fail, on things that exist or may be made; `ping`, `preflight` and `subscribe` report instead. */
export function everyCall(engine: Engine, bench: Bench): readonly (readonly [string, Ask])[] {
	const { images, web } = bench;
	return Object.entries({
		"containers.ensure": (call: Call) => engine.containers.ensure(specOf(bench, images.sleeper), call),
		"containers.start": (call: Call) => engine.containers.start(web.id, call),
		"containers.stop": (call: Call) => engine.containers.stop(web.id, { graceMs: 1_000 }, call),
		"containers.remove": (call: Call) => engine.containers.remove(web.id, call),
		"containers.inspect": (call: Call) => engine.containers.inspect(web.id, call),
		"containers.list": (call: Call) => engine.containers.list({ managed: true }, call),
		"containers.waitReady": (call: Call) => engine.containers.waitReady(web.id, { timeoutMs: 30_000, settleMs: 0 }, call),
		"images.inspect": (call: Call) => engine.images.inspect(images.web, call),
		"images.pull": (call: Call) => engine.images.pull(bench.missingImage, { policy: "always" }, call),
		"networks.ensure": (call: Call) => engine.networks.ensure({ name: freshName("net"), tenantId: newId() }, call),
		"networks.removeIfEmpty": (call: Call) => engine.networks.removeIfEmpty(bench.network, call),
		"networks.list": (call: Call) => engine.networks.list(call),
		"logs.read": (call: Call) => readAll(engine.logs.read(web.id, { follow: true }, call)),
		"logs.tail": (call: Call) => engine.logs.tail(web.id, 1, call),
		"host.info": (call: Call) => engine.host.info(call),
	});
}

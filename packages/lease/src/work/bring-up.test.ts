import { AppError, parseManifest } from "@berth/core";
import type { Engine } from "@berth/engine";
import { describe, expect, it } from "vitest";
import { settled } from "../testing/manual-clock.ts";
import { anObservation } from "../testing/records.ts";
import { defaultTimings } from "../timings.ts";
import { bringUp } from "./bring-up.ts";

const check = { test: ["CMD", "true"] };
const manifest = parseManifest({
	services: {
		db: { image: "a:1", health_check: check },
		cache: { image: "a:1" },
		web: { image: "a:1", depends_on: { db: { condition: "service_healthy" }, cache: { condition: "service_started" } } },
	},
});
const instances = Object.keys(manifest.services).map((service) => ({ service, index: 0, generation: 1 }));

function stage(risers = instances) {
	const log: string[] = [];
	const waits = new Map<string, PromiseWithResolvers<ReturnType<typeof anObservation>>>();
	const containers: Pick<Engine["containers"], "start" | "waitReady"> = {
		async start(id) {
			log.push(`start ${id}`);
			return { changed: true };
		},
		waitReady(id, _options, { signal }) {
			const wait = Promise.withResolvers<ReturnType<typeof anObservation>>();
			waits.set(id, wait);
			signal.addEventListener("abort", () => {
				log.push(`gave up ${id}`);
				wait.reject(new AppError("ABORTED"));
			});
			return wait.promise;
		},
	};
	// Only these two are called.
	const engine = { containers } as Engine;
	const ids = new Map(risers.map(({ service }) => [`${service}-0`, service]));
	const up = (signal: AbortSignal) =>
		bringUp({ engine, timings: defaultTimings }, { manifest, instances: risers, containers: ids }, signal);
	return { log, waits, up };
}

describe("bringing a stack up", () => {
	it("starts a service as soon as what it depends on is started or healthy, as it asks", async () => {
		const { log, waits, up } = stage();
		const done = up(new AbortController().signal);
		await settled();
		expect(log).toEqual(["start db", "start cache"]);
		waits.get("db")?.resolve(anObservation({ service: "db" }));
		await settled();
		expect(log).toEqual(["start db", "start cache", "start web"]);
		for (const wait of waits.values()) wait.resolve(anObservation());
		await done;
	});

	it("ends everybody's waiting with the first that fails, and blames that one", async () => {
		const { log, waits, up } = stage();
		const done = up(new AbortController().signal);
		await settled();
		waits.get("db")?.reject(new AppError("NOT_READY", { data: { health: "unhealthy" } }));
		await expect(done).rejects.toMatchObject({ reason: "Unhealthy", subject: { service: "db", index: 0 } });
		expect(log).toContain("gave up cache");
		expect(log).not.toContain("start web");
	});

	it("waits for nobody who is there already", async () => {
		const { log, waits, up } = stage(instances.filter(({ service }) => service === "web"));
		const done = up(new AbortController().signal);
		await settled();
		expect(log).toEqual(["start web"]);
		waits.get("web")?.resolve(anObservation());
		await done;
	});
});

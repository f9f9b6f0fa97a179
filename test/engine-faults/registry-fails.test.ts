import { newId } from "@berth/core";
import { createDockerEngine, type DockerEngineOptions } from "@berth/engine/docker";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDockerHost } from "../support/docker-host.ts";
import { type Registry, startRegistry } from "../support/registry.ts";
import { type RegistryCall, type RegistryFate, startRegistryGate } from "../support/registry-gate.ts";
import { outcomeOf, wordOf } from "./outcome.ts";
import { bounded } from "./scene.ts";

/** Short, so that a test can wait for each; the daemon by itself tries a broken layer again for most of a minute. */
const limits = { pullIdleMs: 3_000, pullMs: 6_000 };
/** No pull lasts so long, on however loaded a machine. */
const END_MS = limits.pullMs + 60_000;

interface Fault {
	readonly what: RegistryCall["what"];
	readonly fate: RegistryFate;
	readonly codes: readonly string[];
}
const broken = ["IMAGE_PULL_FAILED", "TIMEOUT"];
const faults: Readonly<Record<string, Fault>> = {
	"falls silent in the middle of a layer": { what: "blob", fate: "stall", codes: broken },
	"closes in the middle of a layer": { what: "blob", fate: "cut", codes: broken },
	"sends another layer than the digest says": { what: "blob", fate: "lie", codes: broken },
	"says 200 and sends an error for a layer": { what: "blob", fate: "apologise", codes: broken },
	"falls silent in the middle of a manifest": { what: "manifest", fate: "stall", codes: broken },
	"sends another manifest than the digest says": { what: "manifest", fate: "lie", codes: broken },
	"says 200 and sends an error for a manifest": { what: "manifest", fate: "apologise", codes: broken },
	"wants a login that we do not have": { what: "manifest", fate: "deny", codes: ["IMAGE_DENIED"] },
};

let registry: Registry;
beforeAll(async () => {
	registry = await startRegistry();
});
afterAll(() => registry[Symbol.asyncDispose]());

// One after another: the daemon fetches few layers at once, and waits with one of them for whoever asked for it first.
test.each(Object.entries(faults))(
	"of a registry that %s a pull fails by its deadline with a typed error, nothing counts as the image, and the next pull brings it whole",
	async (_, { what, fate, codes }) => {
		await using undo = new AsyncDisposableStack();
		const { docker } = createDockerHost();
		const connect = (options: Partial<DockerEngineOptions>) => {
			const engine = createDockerEngine({ installation: `faults-${newId()}`, ...options });
			undo.defer(() => engine.close());
			return engine;
		};
		const [hasty, patient] = [connect({ limits }), connect({})];
		const gate = undo.use(await startRegistryGate(registry));
		const name = `team/app-${newId()}`;
		const { digest } = await patient.builds.pin(await registry.publish(`${name}:1`, { randomBytes: 200_000 }), {}, bounded());
		const ref = `${gate.host}/${name}@${digest}`;
		undo.defer(async () => {
			await docker
				.getImage(ref)
				.remove()
				.catch(() => undefined);
		});

		gate.use((call) => (call.what === what ? fate : "forward"));
		// What is refused is refused by an answer, not by a deadline.
		const puller = fate === "deny" ? patient : hasty;
		const begunAt = performance.now();
		const outcome = await outcomeOf(puller.images.pull(ref, { policy: "if-missing" }, bounded()));
		expect(performance.now() - begunAt).toBeLessThan(END_MS);
		expect(codes).toContain(wordOf(outcome));
		expect(gate.count(fate)).toBeGreaterThan(0);
		expect(await hasty.images.inspect(ref, bounded())).toBeNull();

		gate.use(() => "forward");
		const { image, changed } = await patient.images.pull(ref, { policy: "if-missing" }, bounded());
		expect(changed).toBe(true);
		expect(image.digests).toContain(ref);
	},
);

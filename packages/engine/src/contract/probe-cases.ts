import { expect, test } from "vitest";
import type { ReadinessSpec } from "../readiness/readiness-spec.ts";
import type { ContainerSpec } from "../spec.ts";
import { type Bench, bounded, checkedBy, failureOf, run, specOf } from "./bench.ts";

/** A time that is never reached in a healthy run. */
const LONG_MS = 60_000;

/** Serves one page, and redirects from a directory's name to the directory. */
const redirecting: readonly string[] = [
	"sh",
	"-c",
	"mkdir -p /tmp/www/elsewhere; echo hello > /tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www",
];

type Probe = ReadinessSpec["probe"];

export function probeCases(bench: () => Bench): void {
	const begin = async (image: string, readiness: ReadinessSpec, changes: Partial<ContainerSpec> = {}) => {
		const id = await run(bench(), specOf(bench(), image, { readiness: { intervalMs: 100, ...readiness }, ...changes }));
		return {
			id,
			wait: (options = {}) => bench().engine.containers.waitReady(id, { timeoutMs: LONG_MS, settleMs: 3_600_000, ...options }, bounded()),
			[Symbol.asyncDispose]: async () => void (await bench().engine.containers.remove(id, bounded())),
		};
	};

	test.each<[string, Probe]>([
		["a server that answers with success", { kind: "http", port: 8080, path: "/" }],
		["a server that answers as it should, be it that there is nothing", { kind: "http", port: 8080, path: "/missing", status: 404 }],
		["somebody who takes connections", { kind: "tcp", port: 8080 }],
		["a program that ends with 0", { kind: "command", argv: ["true"] }],
	])("a container is ready, without settling, with %s", async (_, probe) => {
		await using asked = await begin(bench().images.web, { probe });
		expect(await asked.wait()).toMatchObject({ id: asked.id, phase: "running" });
		// Whoever asks again, as after a restart of ours, finds the probe on the container itself.
		expect(await asked.wait()).toMatchObject({ id: asked.id });
	});

	test.each<[string, Probe, RegExp]>([
		["a server that answers otherwise", { kind: "http", port: 8080, path: "/missing" }, /answered 404/],
		["a server that sends elsewhere, which is not followed", { kind: "http", port: 8080, path: "/elsewhere" }, /answered 30[1278]/],
		["nobody who takes connections", { kind: "tcp", port: 9 }, /ECONNREFUSED/],
		[
			"a program that ends with another code",
			{ kind: "command", argv: ["sh", "-c", "echo not yet >&2; exit 3"] },
			/not yet\\nit ended with 3/,
		],
	])("a container is not ready, when the tries are used up, with %s", async (_, probe, output) => {
		await using asked = await begin(bench().images.web, { probe, retries: 2 }, { command: redirecting });
		// A server that has not come up yet refuses the connection.
		let failed = await failureOf(asked.wait());
		const deadline = AbortSignal.timeout(LONG_MS);
		while (!output.test(JSON.stringify(failed.data.readiness)) && !deadline.aborted) failed = await failureOf(asked.wait());
		const { code, data } = failed;
		expect({ code, data }).toMatchObject({
			code: "NOT_READY",
			data: { health: "none", readiness: { kind: probe.kind, failures: 2 } },
		});
		expect(JSON.stringify(data.readiness)).toMatch(output);
		expect(data).toHaveProperty("logTail");
	});

	test("without a number of tries a probe is asked until the one who waits has had enough", async () => {
		await using asked = await begin(bench().images.web, { probe: { kind: "tcp", port: 9 } });
		const { code, data } = await failureOf(asked.wait({ timeoutMs: 4_000 }));
		expect({ code, data }).toMatchObject({ code: "NOT_READY", data: { readiness: { output: expect.stringContaining("port 9") } } });
	});

	test("a probe that succeeds does not make up for a health check that fails", async () => {
		const probe: Probe = { kind: "command", argv: ["true"] };
		await using asked = await begin(bench().images.unhealthy, { probe }, checkedBy("sh", "-c", "echo the check failed; exit 1"));
		expect(await failureOf(asked.wait())).toMatchObject({ code: "NOT_READY", data: { health: "unhealthy" } });
	});

	test("a death is told at once, also while a probe hangs", async () => {
		const probe: Probe = { kind: "command", argv: ["sleep", "1000"] };
		await using asked = await begin(bench().images.sleeper, { probe, timeoutMs: LONG_MS });
		const attempted = Promise.withResolvers<void>();
		const outcome = failureOf(asked.wait({ onAttempt: () => attempted.resolve() }));
		await attempted.promise;
		await bench().killFromOutside(asked.id);
		expect(await outcome).toMatchObject({ code: "INSTANCE_EXITED", data: { exitCode: 137 } });
	});

	test("a probe that is none is refused before anything is made", async () => {
		const { engine, images } = bench();
		const odd: readonly object[] = [
			{ probe: { kind: "http", port: 8080, path: "no slash" } },
			{ probe: { kind: "http", port: 8080, path: "/a b\r\nHost: x" } },
			{ probe: { kind: "tcp", port: 0 } },
			{ probe: { kind: "command", argv: [] } },
			{ probe: { kind: "command", argv: [""] } },
			{ probe: { kind: "http", port: 80, path: "/", host: "169.254.169.254" } },
			{ probe: { kind: "tcp", port: 80 }, retries: 0 },
		];
		for (const readiness of odd) {
			// As from a caller that the compiler did not check.
			const spec = specOf(bench(), images.sleeper, { readiness: readiness as ReadinessSpec });
			expect(await failureOf(engine.containers.ensure(spec, bounded()))).toMatchObject({ code: "BAD_INPUT" });
			expect(await engine.containers.inspect(spec.name, bounded())).toMatchObject({ phase: "gone" });
		}
	});
}

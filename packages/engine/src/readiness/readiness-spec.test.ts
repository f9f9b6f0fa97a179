import { expect, test } from "vitest";
import { assertReadiness, type ReadinessSpec, readReadiness, writeReadiness } from "./readiness-spec.ts";

const specs: readonly ReadinessSpec[] = [
	{
		probe: { kind: "http", port: 8080, path: "/health?full=1", status: 204 },
		intervalMs: 500,
		timeoutMs: 1_000,
		retries: 3,
		startPeriodMs: 2_000,
	},
	{ probe: { kind: "tcp", port: 5432 } },
	{ probe: { kind: "command", argv: ["pg_isready", "-U", "ünïcode\n\"'"] } },
];

test.each(specs)("what is written on a container is read again: %j", (spec) => {
	expect(() => assertReadiness(spec)).not.toThrow();
	expect(readReadiness(writeReadiness(spec))).toEqual(spec);
});

test("it is written the same whatever the order it was said in", () => {
	const said = { startPeriodMs: 5, probe: { port: 1, kind: "tcp" as const }, intervalMs: 1 };
	const other = { intervalMs: 1, probe: { kind: "tcp" as const, port: 1 }, startPeriodMs: 5 };
	expect(writeReadiness(said)).toBe(writeReadiness(other));
});

test("none is none, and one that cannot be read is an error and never none", () => {
	expect(readReadiness(undefined)).toBeNull();
	for (const label of ["", "{", "{}", '{"probe":{"kind":"tcp"}}', '{"probe":{"kind":"tcp","port":80},"host":"x"}']) {
		expect(() => readReadiness(label)).toThrow(expect.objectContaining({ code: "ENGINE_FAILED" }));
	}
});

import type { StepName } from "@berth/core";
import type { LeaseChange } from "@berth/db";
import { describe, expect, it } from "vitest";
import { createManualClock, settled } from "../testing/manual-clock.ts";
import { aLease, anInstance, anOperation } from "../testing/records.ts";
import { GATHER_MS } from "../timings.ts";
import { createJournal } from "./journal.ts";
import { acceptedSteps } from "./plan-steps.ts";

function stage(state: "queued" | "running" = "queued", steps: readonly StepName[] = ["pull", "network", "create"]) {
	const clock = createManualClock();
	const changes: LeaseChange[] = [];
	const fails: unknown[] = [];
	const operation = anOperation({ state, steps: acceptedSteps(["admit", "pull", "network", "create"], clock.now()) });
	const journal = createJournal({
		clock,
		actor: "node:one",
		operation,
		steps: ["admit", ...steps],
		instances: [anInstance()],
		writer: {
			async write(decide) {
				if (fails.length > 0) throw fails.shift();
				const { change, result } = decide(aLease(), operation);
				if (change) changes.push(change);
				return { result, lease: aLease(), moved: null };
			},
		},
	});
	const at = new Date(0);
	const shown = () =>
		changes.flatMap((change) =>
			change.events.map(({ body }) => (body.type === "step" ? `${body.step.name} ${body.step.state}` : body.type)),
		);
	return { clock, journal, changes, fails, at, shown };
}

describe("a journal", () => {
	it("writes the end of a step and the begin of the next in one, and that the operation runs with the first", async () => {
		const { journal, changes, clock, at, shown } = stage();
		await journal.begin("pull", at);
		await journal.begin("network", at);
		await clock.advance(GATHER_MS);
		expect(changes).toHaveLength(2);
		expect(shown()).toEqual(["operation", "pull running", "pull succeeded", "network running"]);
		expect(changes[0]?.operations).toMatchObject([{ state: "running", started: true }]);
		expect(changes[1]?.operations?.[0]).not.toHaveProperty("state");
	});

	it("writes steps that last no time together", async () => {
		const { journal, changes, clock, at, shown } = stage("running");
		await journal.begin("pull", at);
		await journal.begin("network", at);
		await clock.advance(GATHER_MS / 2);
		await journal.begin("create", at);
		expect(changes).toHaveLength(1);
		await clock.advance(GATHER_MS / 2);
		expect(changes).toHaveLength(2);
		expect(shown()).toEqual(["pull running", "pull succeeded", "network succeeded", "create running"]);
	});

	it("keeps progress back for a while, so that a chatty step writes twice a second", async () => {
		const { journal, changes, clock, at } = stage();
		await journal.begin("pull", at);
		for (let done = 0; done < 100; done++) {
			journal.progress("pull", { done, total: 100, unit: "bytes" }, null);
			await clock.advance(10);
		}
		expect(changes.length).toBe(1 + 2);
		await journal.begin("network", at);
		await clock.advance(GATHER_MS);
		expect(changes.at(-1)?.events).toMatchObject([{ body: { step: { name: "pull", progress: { done: 99 } } } }, {}]);
	});

	it("leaves a step alone that an earlier run finished", async () => {
		const { journal, clock, at, shown } = stage("running");
		await journal.begin("pull", at);
		await journal.begin("network", at);
		await clock.advance(GATHER_MS);
		await journal.begin("pull", at);
		await clock.advance(GATHER_MS);
		expect(shown()).toEqual(["pull running", "pull succeeded", "network running"]);
	});

	it("writes an instance only when it is another than before", async () => {
		const { journal, changes, clock } = stage("running");
		journal.instance(anInstance());
		journal.instance(anInstance({ state: "exited", exitCode: 1 }));
		await clock.advance(500);
		expect(changes).toMatchObject([{ instances: { put: [{ state: "exited" }] }, events: [{ body: { type: "instance" } }] }]);
	});

	it("meets what went wrong in the background at its next write", async () => {
		const { journal, fails, clock, at } = stage("running");
		await journal.begin("pull", at);
		fails.push(new Error("planned"));
		journal.progress("pull", null, "x");
		await clock.advance(500);
		await settled();
		await expect(journal.begin("network", at)).rejects.toThrow("planned");
	});

	it("shows a step that the operation was not accepted with in its place, from when it begins", async () => {
		const { journal, changes, clock, at } = stage("running", ["pull", "network", "init", "create"]);
		await journal.begin("pull", at);
		await journal.begin("init", at);
		await clock.advance(GATHER_MS);
		await journal.close();
		expect(changes.at(-1)?.operations?.[0]?.steps?.map((step) => step.name)).toEqual(["admit", "pull", "network", "init", "create"]);
	});

	it("remembers of every instance what was seen last, and the names by which its container is reached", () => {
		const { journal } = stage("running");
		const route = {
			service: "web",
			instance: 0,
			port: 80,
			protocol: "tcp",
			host: "web.test",
			hostPort: null,
			url: "https://web.test",
		} as const;
		journal.instance(anInstance({ endpoints: [route] }));
		journal.instance(anInstance({ health: "healthy" }));
		expect(journal.rows()).toMatchObject([{ health: "healthy", endpoints: [{ host: "web.test" }] }]);
	});

	it("gives what is not written yet to the outcome, and writes nothing once it is closed", async () => {
		const { journal, changes, at, clock } = stage("running");
		await journal.begin("pull", at);
		journal.progress("pull", null, "late");
		await journal.close();
		journal.end("failed", "web-0");
		journal.settle("skipped");
		await clock.advance(1_000);
		expect(changes).toHaveLength(1);
		const { operations } = journal.take();
		expect(operations?.[0]?.steps?.map((step) => `${step.name} ${step.state}`)).toEqual([
			"admit succeeded",
			"pull failed",
			"network skipped",
			"create skipped",
		]);
	});
});

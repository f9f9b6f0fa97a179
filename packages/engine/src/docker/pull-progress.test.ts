import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPullProgress, type PullMessage } from "./pull-progress.ts";

const feed = (messages: readonly PullMessage[]) => {
	const progress = createPullProgress();
	return messages.map((message) => {
		progress.add(message);
		return progress.now();
	});
};
const downloading = (id: string, current: number, total?: number): PullMessage => ({
	id,
	status: "Downloading",
	progressDetail: { current, ...(total === undefined ? {} : { total }) },
});

describe("pull progress", () => {
	test("adds up the layers, and knows no total before each layer has said its size", () => {
		expect(
			feed([
				{ id: "latest", status: "Pulling from team/app" },
				{ id: "a", status: "Pulling fs layer" },
				{ id: "b", status: "Pulling fs layer" },
				downloading("a", 10, 100),
				downloading("b", 5, 50),
				{ id: "a", status: "Download complete" },
				{ id: "a", status: "Pull complete" },
				{ status: "Digest: sha256:0" },
			]).slice(3),
		).toEqual([
			{ doneBytes: 10, totalBytes: null, layers: 2, layersDone: 0 },
			{ doneBytes: 15, totalBytes: 150, layers: 2, layersDone: 0 },
			{ doneBytes: 105, totalBytes: 150, layers: 2, layersDone: 0 },
			{ doneBytes: 105, totalBytes: 150, layers: 2, layersDone: 1 },
			{ doneBytes: 105, totalBytes: 150, layers: 2, layersDone: 1 },
		]);
	});

	test("a layer that is here already is done and weighs nothing", () => {
		expect(feed([{ id: "a", status: "Already exists" }])).toEqual([{ doneBytes: 0, totalBytes: 0, layers: 1, layersDone: 1 }]);
	});

	test("seconds of extracting are not bytes", () => {
		const extracting = { id: "a", status: "Extracting", progressDetail: { current: 3, units: "s" } };
		expect(feed([{ id: "a", status: "Downloading", progressDetail: { current: 7, units: "s" } }, extracting]).at(-1)).toMatchObject({
			doneBytes: 0,
		});
	});

	test("never goes back, whatever comes", () => {
		const message = fc.record({
			id: fc.constantFrom("a", "b", "c"),
			status: fc.constantFrom(
				"Pulling fs layer",
				"Waiting",
				"Downloading",
				"Download complete",
				"Extracting",
				"Pull complete",
				"Already exists",
			),
			progressDetail: fc.option(fc.record({ current: fc.nat(100), total: fc.nat(100) })),
		});
		fc.assert(
			fc.property(fc.array(message, { maxLength: 30 }), (messages) => {
				const seen = feed(messages);
				for (const [index, now] of seen.entries()) {
					const before = seen[index - 1];
					if (!before) continue;
					expect(now.doneBytes).toBeGreaterThanOrEqual(before.doneBytes);
					if (before.totalBytes !== null) expect(now.totalBytes).toBeGreaterThanOrEqual(before.totalBytes);
				}
			}),
		);
	});
});

import type { ReleaseDiffView } from "@berth/core";
import { expect, test } from "vitest";
import { describeDiff } from "./release-diff.ts";

const head = { number: 1, status: "active", cause: "update", rollbackOf: null, note: null, createdBy: "x", createdAt: "" } as const;
const field = { key: null, change: "changed", from: "1", to: "2", isMasked: false } as const;

test("differences are told in the units of what differs, and what is masked only as differing", () => {
	const diff: ReleaseDiffView = {
		from: head,
		to: { ...head, number: 2 },
		services: [
			{
				service: "web",
				change: "changed",
				fields: [
					{ ...field, field: "image", from: "a:1", to: "a:2" },
					{ ...field, field: "memoryBytes", from: "134217728", to: "268435456" },
					{ ...field, field: "env", key: "TOKEN", from: null, to: null, isMasked: true },
					{ ...field, field: "env", key: "NEW", change: "added", from: null, to: null, isMasked: true },
				],
			},
			{ service: "db", change: "removed", fields: [{ ...field, field: "sku", change: "removed", from: "small", to: null }] },
		],
	};
	expect(describeDiff(diff).map(({ service, field, before, after }) => [service, field, before, after])).toEqual([
		["web", "image", "a:1", "a:2"],
		["", "memory", "128 MiB", "256 MiB"],
		["", "env TOKEN", "•••• (differs)", "•••• (differs)"],
		["", "env NEW", "–", "••••"],
		["db (removed)", "size", "small", "–"],
	]);
});

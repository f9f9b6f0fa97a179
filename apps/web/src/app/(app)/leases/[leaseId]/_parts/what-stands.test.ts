import type { OperationView, ReleaseView } from "@berth/core";
import { expect, test } from "vitest";
import { leaseDetail } from "@/data/example-lease.ts";
import { whatStands } from "./what-stands.ts";

const update = (state: OperationView["state"], releaseNumber: number | null): OperationView => ({
	id: "0190a1b2-0000-7000-8000-000000000002",
	leaseId: leaseDetail().id,
	kind: releaseNumber === null ? "restart" : "update",
	state,
	requestedBy: "user:a@example.org",
	releaseNumber,
	instance: null,
	cancelRequested: false,
	steps: [],
	reason: null,
	message: null,
	createdAt: "2025-02-01T12:00:00.000Z",
	startedAt: null,
	finishedAt: null,
});
const release = (status: ReleaseView["status"]): ReleaseView => ({
	number: 1,
	status,
	cause: "provision",
	rollbackOf: null,
	note: null,
	createdBy: "user:a@example.org",
	createdAt: "2025-02-01T11:00:00.000Z",
	items: [],
	manifest: { services: {} },
});

test("after a change that did not come to pass the page says what is there, and only then", () => {
	const active = release("active");
	const stands = (state: OperationView["state"], number: number | null, differs: Parameters<typeof leaseDetail>[0] = {}) =>
		whatStands(leaseDetail({ release: active, operation: update(state, number), ...differs }));
	expect(stands("cancelled", 2)).toBe("Release 1 runs on.");
	expect(stands("rolled_back", 2)).toBe("Release 1 runs on.");
	expect(stands("cancelled", null)).toBe("What ran before runs on.");
	expect(stands("rolled_back", 2, { state: "stopped" })).toBe("Release 1 is what starts next.");
	for (const state of ["running", "succeeded", "failed", "superseded"] as const) expect(stands(state, 2)).toBeNull();
	expect(stands("cancelled", 2, { state: "failed" })).toBeNull();
	expect(stands("cancelled", 1, { release: release("failed"), state: "failed" })).toBeNull();
	expect(stands("cancelled", null, { state: "stopped" })).toBeNull();
	expect(whatStands(leaseDetail({ release: active }))).toBeNull();
});

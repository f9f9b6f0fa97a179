import { describe, expect, it } from "vitest";
import type { LeaseChange } from "../../lease-change.ts";
import type { LeaseItemRecord } from "../../records.ts";
import { domainsAfter } from "./domain-part.ts";

const item = (domain: string | null): LeaseItemRecord => ({
	service: "web",
	sku: "any",
	quantity: 1,
	cpuMillis: 1,
	memoryBytes: 1,
	diskBytes: 0,
	pidsMax: 1,
	domain,
});
const before = { items: [item("old.example"), item(null)] };
const release = (domain: string | null): NonNullable<LeaseChange["newRelease"]> => ({
	number: 2,
	manifest: { services: {} },
	items: [item(domain)],
	cause: "domain",
	rollbackOf: null,
	note: null,
	createdBy: "user:test",
});
const namesAfter = (change: Partial<LeaseChange>) => domainsAfter(before, { events: [], ...change });

describe("the names of a lease", () => {
	it("are those of both releases while one is under way, so that neither is lost to another lease", () => {
		expect(namesAfter({ newRelease: release("new.example") })).toEqual(["old.example", "new.example"]);
		expect(namesAfter({ newRelease: release("old.example") })).toEqual(["old.example"]);
	});

	it("are those of what serves once it is decided, whichever way", () => {
		expect(namesAfter({ items: [item("new.example")], releases: [{ number: 2, status: "active" }] })).toEqual(["new.example"]);
		expect(namesAfter({ releases: [{ number: 2, status: "failed" }] })).toEqual(["old.example"]);
	});

	it("are given up with the close and taken again with a reopening", () => {
		expect(namesAfter({ set: { state: "closed" } })).toEqual([]);
		// Opaque here.
		expect(namesAfter({ reopen: "any" as NonNullable<LeaseChange["reopen"]>, set: { state: "restoring" } })).toEqual(["old.example"]);
	});

	it("are not looked at by a change that touches none", () => {
		expect(namesAfter({ set: { state: "stopping" } })).toBeNull();
	});
});

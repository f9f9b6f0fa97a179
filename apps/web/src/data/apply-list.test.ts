// @vitest-environment node
import type { LeaseState } from "@berth/core";
import { expect, test } from "vitest";
import { applyListMessage, applyPage, releaseHeld } from "./apply-list.ts";
import { leaseSummary } from "./example-lease.ts";

const lease = (id: string, state: LeaseState = "ready", version = 1) => leaseSummary({ id, state, version });
const page = (ids: readonly string[], next: string | null = null) => ({
	leases: ids.map((id) => lease(id)),
	next,
	counts: { ready: ids.length },
});
const open = { hold: false, accepts: () => true };
const change = (id: string, state: LeaseState, version = 2) => ({ kind: "change", lease: lease(id, state, version) }) as const;
const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);

test("a lease that changes stays in its row and moves from one count to another", () => {
	const list = applyListMessage(applyPage(undefined, page(["c", "b", "a"])), change("a", "failed"), open);
	expect(ids(list.leases)).toEqual(["c", "b", "a"]);
	expect(list.leases[2]?.state).toBe("failed");
	expect(list.counts).toEqual({ ready: 2, failed: 1 });
});

test("an older version of a row that is known is not believed", () => {
	const list = applyPage(undefined, page(["a"]));
	expect(applyListMessage(list, change("a", "failed", 0), open)).toBe(list);
});

test("a new lease waits while the pointer is over the table, then comes in at the top", () => {
	const held = applyListMessage(applyPage(undefined, page(["b", "a"])), change("c", "provisioning"), { ...open, hold: true });
	expect(ids(held.leases)).toEqual(["b", "a"]);
	expect(held.counts).toEqual({ ready: 2, provisioning: 1 });
	const changed = applyListMessage(held, change("c", "ready", 3), { ...open, hold: true });
	expect(changed.held[0]?.state).toBe("ready");
	expect(ids(releaseHeld(changed).leases)).toEqual(["c", "b", "a"]);
});

test("a lease of a page that was not loaded, of another search, or closed is left out", () => {
	const list = applyPage(undefined, page(["c", "b"], "b"));
	expect(applyListMessage(list, change("a", "failed"), open)).toBe(list);
	expect(applyListMessage(list, change("d", "closed"), open)).toBe(list);
	expect(applyListMessage(list, change("d", "ready"), { ...open, accepts: () => false })).toBe(list);
});

test("loading more appends and repeats no row", () => {
	const list = applyPage(applyPage(undefined, page(["d", "c"], "c")), page(["c", "b", "a"]));
	expect(ids(list.leases)).toEqual(["d", "c", "b", "a"]);
	expect(list.next).toBeNull();
});

test("a snapshot after a drop takes away what closed meanwhile and keeps the pages below it", () => {
	const list = applyPage(undefined, page(["e", "d", "c", "b", "a"]));
	const snapshot = { kind: "reset", leases: [lease("f"), lease("e"), lease("c")] } as const;
	expect(ids(applyListMessage(list, snapshot, open).leases)).toEqual(["f", "e", "c", "b", "a"]);
	expect(applyListMessage(list, { kind: "reset", leases: [] }, open).leases).toEqual([]);
});

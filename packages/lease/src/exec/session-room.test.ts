import { type LeaseId, newId, type TenantId } from "@berth/core";
import { expect, test } from "vitest";
import { createSessionRoom } from "./session-room.ts";

const of = (tenantId: TenantId) => ({ leaseId: newId<LeaseId>(), tenantId });

test("a place is refused with the bound that was met, and is given back once however often that is said", () => {
	const room = createSessionRoom({ perLease: 1, perTenant: 2, inAll: 3 });
	const tenant = newId<TenantId>();
	const first = of(tenant);
	const leave = room.enter(first);
	expect(() => room.enter(first)).toThrowError(expect.objectContaining({ code: "RATE_LIMITED", data: { which: "lease", max: 1 } }));
	room.enter(of(tenant));
	expect(() => room.check(of(tenant))).toThrowError(expect.objectContaining({ data: { which: "tenant", max: 2 } }));
	room.enter(of(newId<TenantId>()));
	expect(() => room.enter(of(newId<TenantId>()))).toThrowError(expect.objectContaining({ data: { which: "process", max: 3 } }));
	leave();
	leave();
	room.enter(first);
	expect(() => room.enter(of(newId<TenantId>()))).toThrowError(expect.objectContaining({ data: { which: "process", max: 3 } }));
});

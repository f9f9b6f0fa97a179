import { newId, systemClock, type TenantId } from "@berth/core";
import { expect, it } from "vitest";
import { createBuildRoom } from "./build-room.ts";

const [acme, other] = [newId<TenantId>(), newId<TenantId>()];

function stage(limits: Parameters<typeof createBuildRoom>[0]) {
	const room = createBuildRoom(limits, systemClock);
	const begun: string[] = [];
	const waited: number[] = [];
	const ask = (name: string, tenantId: TenantId) => {
		const end = Promise.withResolvers<void>();
		const leave = new AbortController();
		const done = room.run(
			tenantId,
			leave.signal,
			(before) => void waited.push(before),
			async () => {
				begun.push(name);
				await end.promise;
				return name;
			},
		);
		// Looked at where it matters.
		done.catch(() => undefined);
		const finish = () => {
			end.resolve();
			return done;
		};
		return { end: finish, leave, done };
	};
	return { ask, begun, waited };
}

it("gives tenants their turns, each tenant's own in the order they came", async () => {
	const { ask, begun, waited } = stage({ atOnce: 1, waitingMax: 6 });
	const first = ask("acme 1", acme);
	const rest = [ask("acme 2", acme), ask("acme 3", acme), ask("other 1", other)];
	expect(waited).toEqual([0, 1, 1]);
	await first.end();
	for (let at = 0; at < rest.length; at++) {
		await expect.poll(() => begun.length).toBe(at + 2);
		await rest[["acme 2", "acme 3", "other 1"].indexOf(begun.at(-1) ?? "")]?.end();
	}
	expect(begun).toEqual(["acme 1", "acme 2", "other 1", "acme 3"]);
});

it("turns away who would wait among too many, of the tenant or of all", async () => {
	const { ask, begun } = stage({ atOnce: 1, waitingMax: 3 });
	const running = ask("running", acme);
	const mine = [ask("1", acme), ask("2", acme)];
	await expect(ask("3", acme).done).rejects.toMatchObject({ code: "BUSY", data: { which: "tenant", max: 2 } });
	const theirs = ask("4", other);
	await expect(ask("5", other).done).rejects.toMatchObject({ code: "BUSY", data: { which: "node", max: 3 } });
	theirs.leave.abort(new Error("gone"));
	await expect(theirs.done).rejects.toThrow("gone");
	const again = ask("6", other);
	await Promise.all([running, ...mine, again].map((one) => one.end()));
	expect(begun.toSorted()).toEqual(["1", "2", "6", "running"]);
});

it("lets nobody wait where nobody may", async () => {
	const { ask } = stage({ atOnce: 1, waitingMax: 0 });
	const running = ask("running", acme);
	await expect(ask("next", other).done).rejects.toMatchObject({ code: "BUSY" });
	await running.end();
	await ask("later", other).end();
});

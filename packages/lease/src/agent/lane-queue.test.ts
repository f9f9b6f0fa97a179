import { describe, expect, it } from "vitest";
import { createLaneQueue, type LaneLimits } from "./lane-queue.ts";

interface Want {
	readonly tenantId: string;
	readonly closing: boolean;
	readonly resuming: boolean;
	readonly name: string;
}

/** A queue in which wants are spelled: `a` creates for tenant a, `a!` closes, `a+` resumes. */
function stage(limits: LaneLimits) {
	const queue = createLaneQueue<Want>(limits);
	const all: Want[] = [];
	let count = 0;
	return {
		queue,
		all,
		want(...spelled: string[]) {
			for (const text of spelled) {
				const tenantId = text.slice(0, 1);
				const want = { tenantId, closing: text.endsWith("!"), resuming: text.endsWith("+"), name: `${text}${++count}` };
				all.push(want);
				queue.add(want);
			}
		},
		/** Who gets lanes until there is nobody who may. */
		served(): string[] {
			const names: string[] = [];
			for (let next = queue.next(); next; next = queue.next()) names.push(next.name);
			return names;
		},
		done(name: string) {
			queue.free(all.find((one) => one.name === name) as Want);
		},
	};
}

const plenty = { lanes: 100, perTenant: 100, closing: 0 };

describe("who is next", () => {
	it("tenants take turns, each with its own in the order they came", () => {
		const { want, served } = stage(plenty);
		want("a", "a", "a", "b", "c", "b");
		expect(served()).toEqual(["a1", "b4", "c5", "a2", "b6", "a3"]);
	});

	it("closing goes before what begins, and what has begun before what has not", () => {
		const { want, served } = stage(plenty);
		want("a", "b+", "c!", "a!");
		expect(served()).toEqual(["c!3", "a!4", "b+2", "a1"]);
	});

	it("one that comes back at once has its turn after those that waited", () => {
		const { want, served, done } = stage({ lanes: 1, perTenant: 1, closing: 0 });
		want("a");
		expect(served()).toEqual(["a1"]);
		want("b", "a", "c");
		done("a1");
		expect(served()).toEqual(["b2"]);
		want("b");
		done("b2");
		expect(served()).toEqual(["a3"]);
		done("a3");
		expect(served()).toEqual(["c4"]);
		done("c4");
		expect(served()).toEqual(["b5"]);
	});
});

describe("a tenant's share", () => {
	const limits = { lanes: 6, perTenant: 2, closing: 1 };

	it("is exceeded where nobody else waits, but never to the last lane: whoever comes next finds one", () => {
		const { want, served } = stage(limits);
		want(...Array<string>(50).fill("a"));
		expect(served()).toEqual(["a1", "a2", "a3", "a4"]);
		want("b");
		expect(served()).toEqual(["b51"]);
	});

	it("is all it gets while others wait, also of closings and of what has begun", () => {
		const { want, served, done } = stage(limits);
		want("a!", "a!", "a!", "a!", "a!", "a!");
		expect(served()).toEqual(["a!1", "a!2", "a!3", "a!4", "a!5"]);
		want("b", "b", "a+", "a+");
		expect(served()).toEqual(["b7"]);
		done("a!1");
		expect(served()).toEqual(["b8"]);
		done("a!2");
		done("a!3");
		done("a!4");
		// Two are left of a's: b has its share, c waits for none.
		want("c");
		expect(served().slice(0, 2)).toEqual(["a!6", "c11"]);
	});

	it("counts again from the first when its lanes are given back", () => {
		const { want, served, done } = stage({ lanes: 3, perTenant: 1, closing: 0 });
		want("a", "a", "a", "b", "c");
		expect(served()).toEqual(["a1", "b4", "c5"]);
		done("a1");
		expect(served()).toEqual(["a2"]);
	});
});

it("some lanes are for closing alone, and with a single lane everything has its turn", () => {
	const { want, served } = stage({ lanes: 3, perTenant: 3, closing: 1 });
	want("a", "b", "c");
	expect(served()).toEqual(["a1", "b2"]);
	want("d!");
	expect(served()).toEqual(["d!4"]);
	const small = stage({ lanes: 2, perTenant: 1, closing: 1 });
	small.want("a", "a!");
	expect(small.served(), "a tenant's own work keeps none of its closings from their lane").toEqual(["a!2"]);
	small.done("a!2");
	expect(small.served()).toEqual(["a1"]);
	small.want("a!");
	expect(small.served()).toEqual(["a!3"]);
	const single = stage({ lanes: 1, perTenant: 4, closing: 1 });
	single.want("a", "b!");
	expect(single.served()).toEqual(["b!2"]);
	single.done("b!2");
	expect(single.served()).toEqual(["a1"]);
});

it("one says truly how many go before it, and one that gave up is before nobody", () => {
	const { queue, all, want, served } = stage({ lanes: 1, perTenant: 1, closing: 0 });
	want("x");
	served();
	want("a", "a", "b", "a", "c!", "b");
	const order = ["c!6", "a2", "b4", "a3", "b7", "a5"];
	const before = () => Object.fromEntries(all.slice(1).map((one) => [one.name, queue.before(one)]));
	expect(before()).toEqual(Object.fromEntries(order.map((name, at) => [name, at])));
	queue.remove(all[1] as Want);
	expect(before()).toMatchObject({ "c!6": 0, a3: 1, b4: 2, a5: 3, b7: 4 });
	expect([queue.waiting, queue.running]).toEqual([5, 1]);
});

import { expect, test } from "vitest";
import { createKeyedLock } from "./keyed-lock.ts";

const never = new AbortController().signal;

test("keeps the order of one key, lets others pass, and skips one who gave up waiting", async () => {
	const locks = createKeyedLock();
	const order: string[] = [];
	const release = await locks.take("a", never);
	const impatient = new AbortController();
	const second = locks.hold("a", impatient.signal, async () => order.push("second"));
	const third = locks.hold("a", never, async () => order.push("third"));
	await locks.hold("b", never, async () => order.push("other"));
	impatient.abort();
	await expect(second).rejects.toMatchObject({ code: "ABORTED" });
	expect(order).toEqual(["other"]);
	release();
	await third;
	expect(order).toEqual(["other", "third"]);
});

test("work that fails gives the key back", async () => {
	const locks = createKeyedLock();
	await expect(locks.hold("a", never, () => Promise.reject(new Error("boom")))).rejects.toThrow("boom");
	expect(await locks.hold("a", never, async () => "next")).toBe("next");
});

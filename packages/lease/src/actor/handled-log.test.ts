import { expect, test } from "vitest";
import { createHandledLog } from "./handled-log.ts";

const one = (n: number) => ({ message: String(n), enqueuedAt: new Date(n), startedAt: new Date(n), endedAt: new Date(n), outcome: "ok" });
const said = (log: ReturnType<typeof createHandledLog>) => log.newest().map(({ message }) => message);

test("the newest are kept, the newest first, however many came", () => {
	const log = createHandledLog(3);
	expect(said(log)).toEqual([]);
	log.add(one(1));
	log.add(one(2));
	expect(said(log)).toEqual(["2", "1"]);
	for (let n = 3; n <= 7; n += 1) log.add(one(n));
	expect(said(log)).toEqual(["7", "6", "5"]);
	log.add(one(8));
	log.add(one(9));
	expect(said(log)).toEqual(["9", "8", "7"]);
});

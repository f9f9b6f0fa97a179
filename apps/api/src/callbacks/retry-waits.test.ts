import { DAY, HOUR, MINUTE, SECOND } from "@berth/core";
import { expect, test } from "vitest";
import { nextWaitMs } from "./retry-waits.ts";

test("tries are close at first, an hour apart later, and end with the day", () => {
	expect(nextWaitMs(1, 0)).toBe(5 * SECOND);
	expect(nextWaitMs(3, MINUTE)).toBe(MINUTE);
	expect(nextWaitMs(40, HOUR)).toBe(HOUR);
	expect(nextWaitMs(27, DAY - MINUTE)).toBe(MINUTE);
	expect(nextWaitMs(28, DAY)).toBeNull();
});

test("a receiver that never answers is asked at least once in each hour of its day, and not a hundred times", () => {
	let ageMs = 0;
	let tries = 1;
	for (let waitMs = nextWaitMs(tries, ageMs); waitMs !== null; waitMs = nextWaitMs(tries, ageMs)) {
		expect(waitMs).toBeLessThanOrEqual(HOUR);
		ageMs += waitMs;
		tries += 1;
	}
	expect(ageMs).toBe(DAY);
	expect(tries).toBeGreaterThan(24);
	expect(tries).toBeLessThan(40);
});

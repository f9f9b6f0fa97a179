import { AppError } from "@berth/core";
import { describe, expect, it } from "vitest";
import { createManualClock, settled } from "../testing/manual-clock.ts";
import { untilAnswered } from "./until-answered.ts";

const silent = () => new AppError("ENGINE_UNREACHABLE");
const { signal } = new AbortController();

describe("what is asked of a silent engine", () => {
	it("is asked again until it answers", async () => {
		const clock = createManualClock();
		let asked = 0;
		const heard: number[] = [];
		const run = async () => {
			asked += 1;
			if (asked < 4) throw silent();
			return "answer";
		};
		const answer = untilAnswered(clock, signal, run, { onSilent: () => void heard.push(asked) });
		for (let i = 0; i < 3; i++) {
			await settled();
			await clock.advance(10_000);
		}
		expect(await answer).toBe("answer");
		expect(heard).toEqual([1, 2, 3]);
	});

	it("is not asked again when it was answered, also by a no", async () => {
		let asked = 0;
		const no = async () => {
			asked += 1;
			throw new AppError("CONFLICT");
		};
		await expect(untilAnswered(createManualClock(), signal, no)).rejects.toMatchObject({ code: "CONFLICT" });
		expect(asked).toBe(1);
	});

	it("is given up when the silence has lasted for as long as it may", async () => {
		const clock = createManualClock();
		const given = untilAnswered(clock, signal, () => Promise.reject(silent()), { ms: 5_000 });
		given.catch(() => undefined);
		await settled();
		await clock.advance(4_000);
		expect(clock.sleepers).toBe(1);
		await clock.advance(4_000);
		await expect(given).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
	});

	it("is given up with what was last heard when it is not wanted any more", async () => {
		const clock = createManualClock();
		const unwanted = new AbortController();
		const given = untilAnswered(clock, unwanted.signal, () => Promise.reject(silent()));
		await settled();
		unwanted.abort();
		await expect(given).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
	});
});

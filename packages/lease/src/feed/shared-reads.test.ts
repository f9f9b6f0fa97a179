import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import { createSharedReads } from "./shared-reads.ts";

it("those who ask together share one read, and who asks once it has begun gets another", async () => {
	const reads = createSharedReads();
	const begun: PromiseWithResolvers<string>[] = [];
	const read = () => {
		const answer = Promise.withResolvers<string>();
		begun.push(answer);
		return answer.promise;
	};
	const early = [reads.of("a", read), reads.of("a", read)];
	const other = reads.of("b", read);
	await turn();
	expect(begun).toHaveLength(2);
	const late = reads.of("a", read);
	await turn();
	expect(begun).toHaveLength(3);
	for (const [at, answer] of begun.entries()) answer.resolve(`answer ${at}`);
	expect(await Promise.all([...early, other, late])).toEqual(["answer 0", "answer 0", "answer 1", "answer 2"]);
});

it("a read that fails does so for all who asked, and the next one is read anew", async () => {
	const reads = createSharedReads();
	const fail = () => Promise.reject(new Error("planned"));
	const results = await Promise.allSettled([reads.of("a", fail), reads.of("a", fail)]);
	expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
	expect(await reads.of("a", async () => "well")).toBe("well");
});

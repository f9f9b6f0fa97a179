// @vitest-environment node
import { expect, test } from "vitest";
import { linkProblemOf } from "./link-problem.ts";

test("whoever comes from a dead link is told why and what to do instead", () => {
	expect(linkProblemOf("EXPIRED_TOKEN")?.title).toContain("expired");
	expect(linkProblemOf("INVALID_TOKEN")?.title).toContain("used already");
	expect(linkProblemOf("SOMETHING_NEW")?.advice).toContain("SOMETHING_NEW");
	for (const code of ["EXPIRED_TOKEN", "INVALID_TOKEN", "X"]) expect(linkProblemOf(code)?.advice).toContain("ask an admin for a new link");
});

test("whoever comes by themselves is told nothing of links", () => {
	expect(linkProblemOf(null)).toBeNull();
	expect(linkProblemOf("")).toBeNull();
});

import { readFileSync } from "node:fs";
import { accessScopes, isCovered } from "@berth/core";
import { expect, test } from "vitest";

const page = readFileSync(new URL("../../docs/keys.md", import.meta.url), "utf8");

test("the page on keys says of every scope what it has in it", () => {
	const rows = [...page.matchAll(/^\| `([a-z:]+)` \| ((?:`[a-z:]+`(?:, )?)*) ?\| /gm)].map(([, scope, has = ""]) => [
		scope,
		[...has.matchAll(/`([a-z:]+)`/g)].map(([, one]) => one),
	]);
	const inIt = (scope: (typeof accessScopes)[number]) => accessScopes.filter((other) => other !== scope && isCovered([scope], other));
	expect(rows).toEqual(accessScopes.map((scope) => [scope, inIt(scope)]));
});

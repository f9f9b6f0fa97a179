// @vitest-environment node
import { readFileSync } from "node:fs";
import { leaseStates } from "@berth/core";
import { expect, test } from "vitest";
import { edgeOf, lineOf, moves, places } from "./machine-layout.ts";

test("the drawing has every move of the machine and no other", () => {
	const printed = readFileSync(new URL("../../../../../../../../../docs/lease-machine.md", import.meta.url), "utf8");
	const wanted = [...printed.matchAll(/^\t(\[\*\]|\w+) --> (\w+):/gm)].map(([, from, to]) => `${from === "[*]" ? "nothing" : from} ${to}`);
	const drawn = moves.flatMap(([from, to]) => to.map((one) => edgeOf(from, one)));
	expect(drawn.toSorted()).toEqual([...new Set(wanted)].toSorted());
	expect(wanted.length).toBeGreaterThan(40);
});

test("no two states stand on each other, and a line ends outside of both its boxes", () => {
	for (const [at, state] of leaseStates.entries())
		for (const other of leaseStates.slice(at + 1)) {
			const [[ax, ay], [bx, by]] = [places[state], places[other]];
			expect(Math.abs(ax - bx) >= 112 || Math.abs(ay - by) >= 32).toBe(true);
		}
	const { x1, x2 } = lineOf("failing", "deprovisioning");
	expect([x1, x2]).toEqual([654, 703]);
});

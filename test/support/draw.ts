import { createHash, randomInt } from "node:crypto";

const seed = process.env.BERTH_DRAW ?? String(randomInt(2 ** 31));

/** How what this run draws is drawn again. */
export const drawnWith = `BERTH_DRAW=${seed}`;

/** Draws whole numbers from 0 to `below` - 1: others in each run, and for each name. */
export function createDraw(name: string): (below: number) => number {
	let drawn = 0;
	return (below) => createHash("sha256").update(`${seed} ${name} ${drawn++}`).digest().readUInt32BE() % below;
}

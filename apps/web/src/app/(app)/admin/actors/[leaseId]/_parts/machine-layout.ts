import type { LeaseState } from "@berth/core";

/** Where each state stands in the drawing, by its middle. */
export const places: Readonly<Record<LeaseState, readonly [x: number, y: number]>> = {
	provisioning: [90, 130],
	restoring: [90, 290],
	updating: [280, 40],
	restarting: [440, 40],
	ready: [360, 210],
	starting: [280, 380],
	stopping: [440, 380],
	stopped: [360, 305],
	failing: [600, 130],
	failed: [600, 290],
	deprovisioning: [760, 130],
	closed: [760, 290],
};

/** Every move that there is, each pair once; `null` is where nothing was before. `docs/lease-machine.md` has the events. */
export const moves: readonly (readonly [from: LeaseState | null, to: readonly LeaseState[]])[] = [
	[null, ["provisioning", "restoring"]],
	["provisioning", ["ready", "failed", "deprovisioning"]],
	["restoring", ["ready", "failed", "deprovisioning"]],
	["ready", ["restarting", "updating", "stopping", "failing", "deprovisioning"]],
	["stopped", ["starting", "updating", "deprovisioning"]],
	["failed", ["provisioning", "restarting", "updating", "ready", "deprovisioning"]],
	["failing", ["failed", "provisioning", "restarting", "updating", "deprovisioning"]],
	["restarting", ["ready", "failed", "deprovisioning"]],
	["updating", ["ready", "failed", "stopped", "deprovisioning"]],
	["starting", ["ready", "failed", "deprovisioning"]],
	["stopping", ["stopped", "failed", "deprovisioning"]],
	["deprovisioning", ["closed", "deprovisioning"]],
	["closed", ["restoring"]],
];

/** How two states are called together. */
export const edgeOf = (from: LeaseState | null, to: LeaseState): string => `${from ?? "nothing"} ${to}`;

const HALF_WIDTH = 54;
const HALF_HEIGHT = 14;

/** From the edge of one box to the edge of the other, a little to its right, so that there and back are two lines. */
export function lineOf(
	from: LeaseState,
	to: LeaseState,
): { readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number } {
	const [ax, ay] = places[from];
	const [bx, by] = places[to];
	const length = Math.hypot(bx - ax, by - ay) || 1;
	const [dx, dy] = [(bx - ax) / length, (by - ay) / length];
	const aside = 4;
	const [ox, oy] = [-dy * aside, dx * aside];
	const reach = Math.min(
		dx === 0 ? Number.POSITIVE_INFINITY : HALF_WIDTH / Math.abs(dx),
		dy === 0 ? Number.POSITIVE_INFINITY : HALF_HEIGHT / Math.abs(dy),
	);
	const end = reach + 3;
	return { x1: ax + dx * reach + ox, y1: ay + dy * reach + oy, x2: bx - dx * end + ox, y2: by - dy * end + oy };
}

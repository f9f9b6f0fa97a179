/** A quota group of btrfs: `0/<subvolume>` for each subvolume, higher levels for groups of them. */
export interface Qgroup {
	readonly level: number;
	readonly number: number;
	readonly referencedBytes: number;
	/** Null without a limit. */
	readonly referencedBytesMax: number | null;
	readonly parents: readonly string[];
}

export interface Subvolume {
	readonly number: number;
	/** The subvolume it stands in. */
	readonly parent: number;
	/** From the top of the file system. */
	readonly path: string;
}

/**
 * Reads `btrfs qgroup show --raw -pre`. Headings, rules and whatever a newer version adds at the end of a line are left out.
 *
 * Source  btrfs-qgroup(8).
 */
export function parseQgroups(text: string): Qgroup[] {
	return text.split("\n").flatMap((line) => {
		const match = /^\s*(\d+)\/(\d+)\s+(\d+)\s+(\d+)\s+(none|\d+)\s+(none|\d+)(?:\s+(\S+))?/.exec(line);
		if (match === null) return [];
		const [, level, number, referenced, , limit, , parents] = match;
		return [
			{
				level: Number(level),
				number: Number(number),
				referencedBytes: Number(referenced),
				referencedBytesMax: limit === "none" ? null : Number(limit),
				parents: (parents ?? "").split(",").filter((one) => /^\d+\/\d+$/.test(one)),
			},
		];
	});
}

/** Reads `btrfs subvolume list`. Source  btrfs-subvolume(8). */
export function parseSubvolumes(text: string): Subvolume[] {
	return text.split("\n").flatMap((line) => {
		const match = /^ID (\d+) gen \d+ top level (\d+) path (.+)$/.exec(line);
		if (match === null) return [];
		const [, number, parent, path] = match;
		return [{ number: Number(number), parent: Number(parent), path: path ?? "" }];
	});
}

/** The subvolumes inside a subvolume, at any depth, each after those inside it. */
export function subvolumesWithin(all: readonly Subvolume[], number: number): Subvolume[] {
	return all.filter((one) => one.parent === number).flatMap((one) => [...subvolumesWithin(all, one.number), one]);
}

/** One line of `/proc/self/mountinfo`. */
export interface Mount {
	/** `major:minor` of the file system's device. */
	readonly device: string;
	/** Which directory of the file system is mounted. */
	readonly root: string;
	readonly mountPoint: string;
	readonly options: readonly string[];
	/** Mounts made below it are seen in other mount namespaces too. */
	readonly shared: boolean;
	readonly fsType: string;
	readonly source: string;
	readonly superOptions: readonly string[];
}

/**
 * Reads the kernel's table of mounts, in the order it gives: a later mount covers an earlier one at the same place.
 *
 * Source  proc(5), section on /proc/pid/mountinfo.
 */
export function parseMountinfo(text: string): Mount[] {
	return text.split("\n").flatMap((line) => {
		const mount = parseLine(line);
		return mount === null ? [] : [mount];
	});
}

/** The mount that holds `path`: the longest mount point above it, the newest of several. */
export function coveringMount(mounts: readonly Mount[], path: string): Mount | null {
	let best: Mount | null = null;
	for (const mount of mounts) {
		if (isAbove(mount.mountPoint, path) && (best === null || mount.mountPoint.length >= best.mountPoint.length)) best = mount;
	}
	return best;
}

/** What is mounted exactly there, the newest last. */
export const mountsAt = (mounts: readonly Mount[], path: string): Mount[] => mounts.filter((mount) => mount.mountPoint === path);

const isAbove = (mountPoint: string, path: string): boolean =>
	mountPoint === "/" || path === mountPoint || path.startsWith(`${mountPoint}/`);

function parseLine(line: string): Mount | null {
	const [before, after] = line.split(" - ");
	const [, , device, root, mountPoint, options, ...tags] = before?.split(" ") ?? [];
	const [fsType, source, superOptions] = after?.split(" ") ?? [];
	if (device === undefined || root === undefined || mountPoint === undefined || fsType === undefined) return null;
	return {
		device,
		root: unescapePath(root),
		mountPoint: unescapePath(mountPoint),
		options: options?.split(",") ?? [],
		shared: tags.some((tag) => tag.startsWith("shared:")),
		fsType,
		source: unescapePath(source ?? ""),
		superOptions: superOptions?.split(",") ?? [],
	};
}

/** The kernel writes blank, tab, newline and backslash as three octal digits. */
const unescapePath = (text: string): string =>
	text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

import { normalize } from "node:path/posix";
import { AppError } from "@berth/core";

export interface OwnMount {
	readonly kind: "bind" | "volume" | "other";
	/** The volume's name. */
	readonly name: string | null;
	/** Where it lies for the daemon. */
	readonly source: string;
	/** Where we see it. */
	readonly target: string;
}

/** Where a directory of ours lies for the daemon, whose containers shall mount what is in it. */
export interface Placement {
	/**
	 * `native`: we and the daemon see the same files. `bind`, `volume`: we run in a container and the directory is mounted into it.
	 * `unmounted`: we run in a container that keeps the directory to itself; it is lost with it.
	 */
	readonly mode: "native" | "bind" | "volume" | "unmounted";
	readonly containerId: string | null;
	readonly volumeName: string | null;
	/** Ids that were found but that the daemon does not know: traces of another daemon's container around this one. */
	readonly ignoredIds: readonly string[];
	/** The daemon's path of one of ours. Errors  BAD_INPUT for a path outside the directory's mount, or a relative one. */
	toHostPath(path: string): string;
}

export const nativePlacement = (ignoredIds: readonly string[]): Placement => ({
	mode: "native",
	containerId: null,
	volumeName: null,
	ignoredIds,
	toHostPath: absolute,
});

/** Where a directory lies, seen from the container with these mounts: the longest mount above it decides. */
export function placementIn(
	container: { readonly id: string; readonly mounts: readonly OwnMount[] },
	directory: string,
	ignoredIds: readonly string[],
): Placement {
	const path = absolute(directory);
	const above = container.mounts.filter(({ target }) => below(target, path) !== null);
	const mount = above.sort((a, b) => b.target.length - a.target.length)[0];
	const common = { containerId: container.id, ignoredIds };
	if (mount === undefined || mount.kind === "other" || mount.source === "") {
		return { ...common, mode: "unmounted", volumeName: null, toHostPath: (asked) => refuse(asked) };
	}
	const { kind, name, source, target } = mount;
	return {
		...common,
		mode: kind,
		volumeName: kind === "volume" ? name : null,
		toHostPath: (asked) => {
			const rest = below(target, absolute(asked));
			return rest === null ? refuse(asked) : `${source.replace(/\/+$/, "")}${rest}` || "/";
		},
	};
}

/** What follows `top` in `path`, empty for `top` itself; null when the path is not in it. */
function below(top: string, path: string): string | null {
	const prefix = top.replace(/\/+$/, "");
	if (path === prefix || path === top) return "";
	return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : null;
}

function absolute(path: string): string {
	if (!path.startsWith("/") || path.includes("\0")) return refuse(path);
	const plain = normalize(path);
	return plain === "/" ? plain : plain.replace(/\/$/, "");
}

function refuse(path: string): never {
	throw new AppError("BAD_INPUT", {
		message: "The daemon has no path for this: it lies in no directory that is mounted here.",
		data: { path },
	});
}

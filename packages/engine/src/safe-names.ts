import { AppError } from "@berth/core";

/** What goes into a request path is checked first: a daemon's path is no place for slashes or dots from elsewhere. */

const namePattern = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;
const imageIdPattern = /^(sha256:)?[0-9a-f]{12,64}$/;
const imageRefPattern = /^[a-zA-Z0-9[][\w.:[\]-]*(\/[\w.:-]+)*(@sha256:[0-9a-f]{64})?$/;

export const isSafeName = (name: string): boolean => namePattern.test(name);

/** A container's or network's name or id. Errors  BAD_INPUT. */
export function assertSafeName(name: string): string {
	if (isSafeName(name)) return name;
	throw new AppError("BAD_INPUT", {
		message: "A container or network name has letters, digits, dots, dashes and underscores only.",
		data: { name },
	});
}

/** An image's reference or id. Errors  BAD_INPUT. */
export function assertSafeImage(ref: string): string {
	const hasDots = ref.split("/").some((part) => part === "." || part === "..");
	if (!hasDots && (imageIdPattern.test(ref) || imageRefPattern.test(ref))) return ref;
	throw new AppError("BAD_INPUT", { message: "This is not an image reference.", data: { image: ref } });
}

/** A path inside a container that a tmpfs may cover: absolute, plain, and not the system's. Errors  BAD_INPUT. */
export function assertSafeMountPath(path: string): string {
	const plain = path.replace(/\/+$/, "");
	const parts = plain.split("/").slice(1);
	const isPlain = plain.startsWith("/") && parts.every((part) => part !== "" && part !== "." && part !== "..") && !/[:,\0\n]/.test(plain);
	if (isPlain && !["proc", "sys", "dev"].includes(parts[0] ?? "")) return plain;
	throw new AppError("BAD_INPUT", {
		message: "A temporary directory needs an absolute path outside /proc, /sys and /dev.",
		data: { path },
	});
}

/**
 * A command that names its program. The daemon reads an empty first word as "no command" and would start what the arguments name.
 *
 * Errors  BAD_INPUT.
 */
export function assertProgram(command: readonly string[]): readonly string[] {
	if (command[0] !== "") return command;
	throw new AppError("BAD_INPUT", {
		message: "The first word of a command is its program and may not be empty.",
		data: { field: "command" },
	});
}

/** A range, or what is no number, would be the daemon's to interpret. */
export function assertHostPort(hostPort: number): number {
	if (Number.isInteger(hostPort) && hostPort >= 1 && hostPort <= 65_535) return hostPort;
	throw new AppError("BAD_INPUT", { message: "A port of the host is a number from 1 to 65535.", data: { hostPort } });
}

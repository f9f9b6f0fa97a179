import { AppError, isAppError, toAppError } from "@berth/core";

/** What the kernel said about a file, in our words; an AppError as it is. */
export function translateFileError(error: unknown): AppError {
	if (isAppError(error)) return error;
	switch (errnoOf(error)) {
		case "ENOSPC":
		case "EDQUOT":
			return new AppError("NO_SPACE", { cause: error });
		case "EBUSY":
		case "EXDEV":
			return new AppError("CONFLICT", { message: "Something on this node still uses the files.", data: { why: "busy" }, cause: error });
		case "ELOOP":
		case "ENOTDIR":
			return new AppError("CONFLICT", {
				message: "A link or a file stands where a directory must be.",
				data: { why: "not-a-directory" },
				cause: error,
			});
		case "EACCES":
		case "EPERM":
		case "EROFS":
			return new AppError("ENGINE_FAILED", {
				message: "The node does not let us change its files.",
				data: { why: "denied" },
				cause: error,
			});
		case undefined:
			return toAppError(error);
		default:
			return new AppError("ENGINE_FAILED", { message: "A file operation failed on the node.", cause: error });
	}
}

/** Kernel numbers that the runtime has no names for. */
const unnamed: Readonly<Record<number, string>> = { [-122]: "EDQUOT" };

/** `ENOENT` and its kin; undefined when it is no error of the kernel. */
export function errnoOf(error: unknown): string | undefined {
	if (!(error instanceof Error) || !("errno" in error) || !("code" in error)) return undefined;
	if (typeof error.errno === "number" && error.errno in unnamed) return unnamed[error.errno];
	return typeof error.code === "string" ? error.code : undefined;
}

/** What `work` gives, or null when the kernel says there is no such file. Everything else is thrown. */
export async function unlessMissing<T>(work: Promise<T>): Promise<T | null> {
	try {
		return await work;
	} catch (error) {
		if (errnoOf(error) === "ENOENT") return null;
		throw error;
	}
}

import { AppError, type BackupPlanView, type RetentionView } from "@berth/core";
import { createDirectory } from "../queries/directory.ts";
import type { Caller } from "../service.ts";
import type { BackupSource, BackupTools } from "./backup-tools.ts";
import { type BackupStream, exportBackup } from "./export-backup.ts";
import { type ImportRequest, importBackup } from "./import-backup.ts";
import { planBackup } from "./plan-backup.ts";

/** Archives of volumes, out and in. Every call is bound to its caller's scope; a foreign id is NOT_FOUND. */
export interface Backups {
	/** Errors  NOT_FOUND, INVALID_STATE. */
	plan(caller: Caller, source: BackupSource, signal: AbortSignal): Promise<BackupPlanView>;
	/** Errors  those of plan, UNSUPPORTED (`data.node`), RATE_LIMITED. The stream must be read, or ended. */
	export(caller: Caller, source: BackupSource, signal: AbortSignal): Promise<BackupStream>;
	/** Errors  see importBackup; RATE_LIMITED. */
	import(caller: Caller, request: ImportRequest, signal: AbortSignal): Promise<RetentionView>;
}

/** At once in this process, and of these by one caller, and of one tenant's. More: the disk is read and written at the cost of whoever runs on it. */
const AT_ONCE = 4;
const BY_ONE = 2;

export function createBackups(options: Omit<BackupTools, "directory">): Backups {
	const tools: BackupTools = { ...options, directory: createDirectory(options.stores, options.clock) };
	const running = new Set<Caller>();

	/** Takes a place; returns how to give it back. */
	function enter(caller: Caller): () => void {
		const { label, scope } = caller;
		const all = [...running];
		const isCrowded = (is: (one: Caller) => boolean): boolean => all.filter(is).length >= BY_ONE;
		const isOfTenant = (one: Caller) => scope !== "all" && one.scope !== "all" && one.scope.tenantId === scope.tenantId;
		if (all.length >= AT_ONCE || isCrowded((one) => one.label === label) || isCrowded(isOfTenant))
			throw new AppError("RATE_LIMITED", { message: "Too many archives are on their way; try again when one of them is done." });
		// Of its own: two of one caller are two.
		const place: Caller = { ...caller };
		running.add(place);
		return () => void running.delete(place);
	}

	return {
		plan: (caller, source, signal) => planBackup(tools, caller, source, signal),
		async export(caller, source, signal) {
			const leave = enter(caller);
			signal.addEventListener("abort", leave, { once: true });
			try {
				const { archive, fileName } = await exportBackup(tools, caller, source, signal);
				return { fileName, archive: whole(archive, leave) };
			} catch (err) {
				leave();
				throw err;
			}
		},
		async import(caller, request, signal) {
			const leave = enter(caller);
			try {
				return await importBackup(tools, caller, request, signal);
			} finally {
				leave();
			}
		},
	};
}

async function* whole(archive: AsyncIterable<Uint8Array>, done: () => void): AsyncGenerator<Uint8Array, void, undefined> {
	try {
		yield* archive;
	} finally {
		done();
	}
}

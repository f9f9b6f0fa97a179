import type { BuiltImageView, LeaseFeedMessage, LogMessage, RetentionView } from "@berth/core";
import type { ExecConnection } from "../exec/open-exec.ts";
import { type BackupDownload, type BackupSource, type BackupUpload, exportBackup, importBackup } from "./backups.ts";
import { type BuildImageInput, buildImage } from "./build-image.ts";
import { type FollowEventsInput, followEvents } from "./follow-events.ts";
import { type FollowLogsInput, followLogs } from "./follow-logs.ts";
import { type OpenExecInput, openSession } from "./open-session.ts";
import { type FoundLogLine, type SearchLogsInput, searchLogs } from "./search-logs.ts";
import type { HelperTools } from "./tools.ts";
import { type Waited, type WaitForInput, waitFor } from "./wait-for.ts";

/** What programs ask for that is more than one call. */
export interface BerthHelpers {
	/**
	 * Waits for an operation to end or, without one, for the lease to be in one of the states: any that rests, when none is named.
	 * A server that is away is waited for. With `met: false` when the time is over.
	 */
	wait(input: WaitForInput): Promise<Waited>;
	/** The merged log of a lease, line by line. It goes on where it was after a drop: nothing is lost or told twice. */
	followLogs(input: FollowLogsInput): AsyncIterable<LogMessage>;
	/** All that is kept of a lease's log and passes a filter, oldest first; the server reads it as fast as it is taken. */
	searchLogs(input: SearchLogsInput): AsyncIterable<FoundLogLine>;
	/** A lease as it changes: a snapshot, then each change with the events that made it. It goes on where it was after a drop. */
	followEvents(input: FollowEventsInput): AsyncIterable<LeaseFeedMessage>;
	/** Talks with a program in a container, at a terminal or at none. What is printed waits for its reader. */
	openExec(input: OpenExecInput): Promise<ExecConnection>;
	/** The archive of a stopped lease's volumes, or of retained data. A body that breaks off is no archive. */
	exportBackup(source: BackupSource, options?: { readonly signal?: AbortSignal }): Promise<BackupDownload>;
	/** Takes an archive in as retained data, of which `retention.restore` makes a lease. */
	importBackup(archive: ReadableStream<Uint8Array> | Uint8Array | Blob, options?: BackupUpload): Promise<RetentionView>;
	/** Builds an image of the tenant's own on the node, where it may. Whoever gives it up leaves nothing behind. */
	buildImage(input: BuildImageInput): Promise<BuiltImageView>;
}

export const createHelpers = (tools: HelperTools): BerthHelpers => ({
	wait: (input) => waitFor(tools, input),
	followLogs: (input) => followLogs(tools, input),
	searchLogs: (input) => searchLogs(tools, input),
	followEvents: (input) => followEvents(tools, input),
	openExec: (input) => openSession(tools, input),
	exportBackup: (source, options) => exportBackup(tools, source, options),
	importBackup: (archive, options) => importBackup(tools, archive, options),
	buildImage: (input) => buildImage(tools, input),
});

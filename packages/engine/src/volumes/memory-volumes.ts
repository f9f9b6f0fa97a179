import { AppError, systemClock } from "@berth/core";
import type { Call } from "../call.ts";
import type { ExtractReport } from "../files/extract-tar.ts";
import { assertFileOwner } from "../files/file-owner.ts";
import { ok, toResult } from "../preflight-result.ts";
import { assertSafeName } from "../safe-names.ts";
import { exportArchive } from "./export-archive.ts";
import { importArchive } from "./import-archive.ts";
import { createMemoryTree, type MemoryTree } from "./import-memory.ts";
import { directoryNameOf } from "./volume-contents.ts";
import type { VolumeContent, VolumeGroup, VolumeObservation } from "./volume-group.ts";
import { assertMode, assertVolumeBytes, assertVolumeId, noSuchVolume } from "./volume-path.ts";

/** Volumes of a simulated host, of which a test says how much is in them. */
export interface MemoryVolumes extends VolumeGroup {
	/** Null: nobody can tell. */
	fill(id: string, usedBytes: number | null): void;
}

/** Volumes of a simulated host: the rules of the real ones, and no byte on a disk. */
export function createMemoryVolumes(): MemoryVolumes {
	/** What is in those that are not empty. */
	const used = new Map<string, number | null>();
	const limits = new Map<string, number>();
	/** Volumes a container may have written to: there is no byte to look at. */
	const written = new Set<string>();
	/** Whose copies stand in a volume. */
	const copies = new Map<string, Set<string>>();
	/** What was imported, for it to be exported again; what containers write is nowhere. */
	const trees = new Map<string, MemoryTree>();
	const rootId = crypto.randomUUID();

	function treeOf(id: string): MemoryTree {
		get(id);
		const tree = trees.get(id) ?? createMemoryTree();
		trees.set(id, tree);
		return tree;
	}

	function get(id: string): number {
		assertVolumeId(id);
		const bytes = limits.get(id);
		if (bytes === undefined) throw noSuchVolume(id);
		return bytes;
	}

	function set(id: string, bytes: number): boolean {
		assertVolumeBytes(bytes);
		const changed = get(id) !== bytes;
		limits.set(id, bytes);
		return changed;
	}

	const observe = (id: string, limitBytes: number): VolumeObservation => ({
		id,
		usedBytes: used.has(id) ? (used.get(id) ?? null) : 0,
		limitBytes,
	});

	return {
		fill: (id, usedBytes) => void used.set(id, usedBytes),
		async ensure({ id, bytes, owner, mode }, call) {
			refuseAborted(call);
			assertVolumeId(id);
			assertVolumeBytes(bytes);
			assertFileOwner(owner);
			assertMode(mode);
			if (limits.has(id)) return { outcome: set(id, bytes) ? "changed" : "kept" };
			limits.set(id, bytes);
			return { outcome: "created" };
		},
		async setQuota(id, bytes, call) {
			refuseAborted(call);
			return { changed: set(id, bytes) };
		},
		async usage(id, call) {
			refuseAborted(call);
			return observe(id, get(id));
		},
		async usages(ids, call) {
			refuseAborted(call);
			for (const id of ids) assertVolumeId(id);
			const wanted = new Set(ids);
			return Array.from(limits, ([id, bytes]) => observe(id, bytes)).filter(({ id }) => wanted.has(id));
		},
		async list(call) {
			refuseAborted(call);
			return Array.from(limits, ([id, bytes]) => observe(id, bytes));
		},
		async destroy(id, call) {
			refuseAborted(call);
			assertVolumeId(id);
			copies.delete(id);
			written.delete(id);
			trees.delete(id);
			used.delete(id);
			return { changed: limits.delete(id) };
		},
		async ensureDirectories(id, directories, call) {
			refuseAborted(call);
			get(id);
			if (directories.length > 0) written.add(id);
			return { sources: directories.map(({ path }) => `memory:/${id}/data/${directoryNameOf(path)}`) };
		},
		async fillDirectory(id, content, call) {
			refuseAborted(call);
			get(id);
			const source = `memory:/${id}/image/${assertSafeName(content.container)}/${directoryNameOf(content.path)}`;
			const report = await swallow(content);
			copies.set(id, (copies.get(id) ?? new Set()).add(content.container));
			return { ...report, source };
		},
		async pruneCopies(id, findUsed, call) {
			refuseAborted(call);
			get(id);
			const standing = [...(copies.get(id) ?? [])];
			const used = standing.length === 0 ? new Set<string>() : await findUsed(standing);
			const removed = standing.filter((container) => !used.has(container));
			for (const container of removed) copies.get(id)?.delete(container);
			return { removed };
		},
		async *exportData(order, call) {
			refuseAborted(call);
			yield* exportArchive(order, ({ id }) => treeOf(id).items(), call);
		},
		async importData(archive, order, call) {
			refuseAborted(call);
			return await importArchive(archive, order, async ({ id }) => treeOf(id).writer(), call);
		},
		async holdsData(id, call) {
			refuseAborted(call);
			get(id);
			return { holds: written.has(id) || trees.has(id) };
		},
		async reattach(call) {
			refuseAborted(call);
			return { attached: 0, failed: [] };
		},
		async info(call) {
			refuseAborted(call);
			return { rootId, driver: "plain", hasQuota: true };
		},
		async preflight(call) {
			refuseAborted(call);
			const check = { id: "volume_driver", title: "Volumes have a driver that holds limits" };
			return [toResult(check, ok("a simulated host"), { durationMs: 0, checkedAt: systemClock.now() })];
		},
	};
}

function refuseAborted({ signal }: Call): void {
	if (signal.aborted) throw new AppError("ABORTED", { cause: signal.reason });
}

/** Reads the archive, so that a broken source is heard of here too. */
async function swallow({ archive }: VolumeContent): Promise<ExtractReport> {
	let bytes = 0;
	for await (const chunk of archive) bytes += chunk.length;
	return { files: 0, directories: 0, links: 0, bytes };
}

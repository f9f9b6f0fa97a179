import { AppError, type Clock, isAppError, MINUTE, SECOND, systemClock } from "@berth/core";
import type { Call } from "../call.ts";
import { within } from "../docker/within.ts";
import { assertFileOwner } from "../files/file-owner.ts";
import { translateFileError } from "../files/translate-file-error.ts";
import { createHostTools, type HostTools } from "../host-tools.ts";
import { createKeyedLock } from "../keyed-lock.ts";
import { type PreflightResult, toResult } from "../preflight-result.ts";
import { bounded } from "./bounded.ts";
import { chooseDriver, type DriverChoice } from "./choose-driver.ts";
import { createDriver } from "./create-driver.ts";
import type { VolumeDriver } from "./driver.ts";
import { exportArchive } from "./export-archive.ts";
import { filesystemOf, type HostFacts, systemFacts } from "./host-facts.ts";
import { importArchive } from "./import-archive.ts";
import { recallRoot, rememberRoot, rootNote } from "./root-memory.ts";
import { badRootCheck, brokenCheck, type Check, driverCheck, mountsSeenCheck, rootCheck, spaceCheck } from "./volume-checks.ts";
import { fillImageDirectory, makeDataDirectory, pruneImageCopies, volumeHoldsData } from "./volume-contents.ts";
import { volumeData } from "./volume-data.ts";
import type { VolumeDriverKind, VolumeGroup } from "./volume-group.ts";
import { assertMode, assertVolumeBytes, assertVolumeId, noSuchVolume, volumePath, volumeStands } from "./volume-path.ts";
import { assertSameRoot, claimRoot, openRoot } from "./volume-root.ts";

export interface VolumesOptions {
	/** Absolute path of the directory of volumes. */
	readonly root: string;
	readonly driver: VolumeDriverKind | "auto";
	/** Whose volumes these are: a directory of another installation is refused. */
	readonly installation: string;
	/** What `info` said of this node earlier; another directory is refused then. What is noted beside the directory when absent. */
	readonly rememberedRootId?: string;
	/** How the engine calls a path of ours, when we run in a container. */
	readonly toHostPath?: (path: string, call: Call) => string | Promise<string>;
	/** Fires when the engine closes: ends every call. */
	readonly closing?: AbortSignal;
	readonly tools?: HostTools;
	readonly host?: HostFacts;
	readonly clock?: Clock;
}

interface Opened {
	readonly root: string;
	readonly rootId: string;
	readonly driver: VolumeDriver;
	/** Whether a process that starts later knows that there was such a directory. */
	readonly isRemembered: boolean;
}

const READ_MS = 30 * SECOND;
const WRITE_MS = 5 * MINUTE;
/** Growing an image out of use, and removing millions of files, take their time. */
const LONG_MS = 45 * MINUTE;

/** Volumes in a directory of this host. Nothing is touched before the first call. */
export function createVolumes(options: VolumesOptions): VolumeGroup {
	const { installation, tools = createHostTools(), host = systemFacts, clock = systemClock, toHostPath = (path) => path } = options;
	const locks = createKeyedLock();
	let opened: Opened | null = null;

	/** Looks at the directory and chooses; claims a new one. What was chosen stays, so a later call costs one small read. */
	async function inspect(call: Call): Promise<{ readonly root: string; readonly choice: DriverChoice }> {
		const rememberedId = opened?.rootId ?? options.rememberedRootId ?? (await recallRoot(options.root));
		const { root, marker } = await openRoot({ path: options.root, installation, rememberedId });
		const context = { root, tools, host };
		const filesystem = filesystemOf(await host.filesystemMagic(root));
		const question = { filesystem, recorded: marker?.driver ?? null, wanted: options.driver };
		const driverOf = (kind: VolumeDriverKind) => (opened?.driver.kind === kind ? opened.driver : createDriver(kind, context));
		const choice = await chooseDriver(question, (kind) => driverOf(kind).probe(call));
		if (choice.kind !== null) {
			const { id } = marker ?? (await claimRoot(root, { driver: choice.kind, installation }));
			const isRemembered = (await rememberRoot(options.root, id)) || options.rememberedRootId !== undefined;
			opened ??= { root, rootId: id, driver: driverOf(choice.kind), isRemembered };
		}
		return { root, choice };
	}

	async function open(call: Call): Promise<Opened> {
		// The name of no volume: openings wait for each other, not for volumes.
		if (opened === null) await locks.hold("", call.signal, async () => opened ?? (await inspect(call)));
		if (opened === null)
			throw new AppError("UNSUPPORTED", { message: "This node can hold no volumes.", data: { why: "no-volume-driver" } });
		await assertSameRoot(opened.root, opened.rootId);
		return opened;
	}

	const withClosing = ({ signal }: Call): Call => ({ signal: options.closing ? AbortSignal.any([signal, options.closing]) : signal });

	const onAll = <T>(call: Call, deadlineMs: number, work: (at: Opened, call: Call) => Promise<T>): Promise<T> =>
		bounded(withClosing(call), deadlineMs, async (inner) => await work(await open(inner), inner));

	const onOne = <T>(id: string, call: Call, deadlineMs: number, work: (at: Opened, call: Call) => Promise<T>): Promise<T> =>
		bounded(withClosing(call), deadlineMs, async (inner) => {
			assertVolumeId(id);
			const at = await open(inner);
			return await locks.hold(id, inner.signal, () => work(at, inner));
		});

	/** The directory is looked at again after it was read: a disk that went in between leaves an empty one. */
	const listed = async ({ root, rootId, driver }: Opened, call: Call, only: ReadonlySet<string> | null) => {
		const found = await driver.list(call, only);
		await assertSameRoot(root, rootId);
		return found;
	};

	/** What is written below a volume that is not mounted would lie beside it, without a limit, and be hidden by it later. */
	const attachedPathOf = async ({ root, driver }: Opened, id: string, call: Call): Promise<string> => {
		await driver.attach(id, call);
		const path = volumePath(root, id);
		if (!(await volumeStands(path))) throw noSuchVolume(id);
		return path;
	};

	/** The lock is not held while data is read or written, which may take hours: others have no business there, and what they do is seen. */
	const attached = (id: string, call: Call): Promise<string> => onOne(id, call, WRITE_MS, (at, inner) => attachedPathOf(at, id, inner));

	const { openTree, openWriter } = volumeData(tools, attached, LONG_MS);

	return {
		async ensure(spec, call) {
			assertVolumeBytes(spec.bytes);
			assertFileOwner(spec.owner);
			assertMode(spec.mode);
			return await onOne(spec.id, call, LONG_MS, (at, inner) => at.driver.ensure(spec, inner));
		},
		async setQuota(id, bytes, call) {
			assertVolumeBytes(bytes);
			return await onOne(id, call, LONG_MS, (at, inner) => at.driver.setQuota(id, bytes, inner));
		},
		usage: (id, call) => onOne(id, call, READ_MS, (at, inner) => at.driver.usage(id, inner)),
		async usages(ids, call) {
			for (const id of ids) assertVolumeId(id);
			return await onAll(call, READ_MS, (at, inner) => listed(at, inner, new Set(ids)));
		},
		list: (call) => onAll(call, READ_MS, (at, inner) => listed(at, inner, null)),
		destroy: (id, call) => onOne(id, call, LONG_MS, (at, inner) => at.driver.destroy(id, inner)),
		ensureDirectories: (id, directories, call) =>
			onOne(id, call, WRITE_MS, async (at, inner) => {
				const path = await attachedPathOf(at, id, inner);
				const sources: string[] = [];
				for (const directory of directories) sources.push(await toHostPath(await makeDataDirectory(path, directory), inner));
				return { sources };
			}),
		fillDirectory: (id, content, call) =>
			onOne(id, call, WRITE_MS, async (at, inner) => {
				const filled = await fillImageDirectory(await attachedPathOf(at, id, inner), content, inner);
				return { ...filled, source: await toHostPath(filled.source, inner) };
			}),
		pruneCopies: (id, findUsed, call) =>
			onOne(id, call, WRITE_MS, async (at, inner) => ({
				removed: await pruneImageCopies(await attachedPathOf(at, id, inner), findUsed, inner),
			})),
		async *exportData(order, call) {
			const inner = withClosing(call);
			try {
				// A disk that went meanwhile looks like one without data.
				const last: typeof order.last = async (volumes) => {
					await onAll(call, READ_MS, async () => undefined);
					return await order.last(volumes);
				};
				yield* exportArchive({ ...order, last }, openTree, inner);
			} catch (error) {
				throw toFault(error, inner);
			}
		},
		async importData(archive, order, call) {
			const inner = withClosing(call);
			try {
				return await importArchive(archive, order, openWriter, inner);
			} catch (error) {
				throw toFault(error, inner);
			}
		},
		holdsData: (id, call) =>
			onOne(id, call, READ_MS, async (at, inner) => {
				const holds = await volumeHoldsData(await attachedPathOf(at, id, inner));
				if (holds) return { holds };
				// Looked at again: a disk that went in between leaves an empty directory.
				await assertSameRoot(at.root, at.rootId);
				return { holds: await at.driver.attach(id, inner) };
			}),
		reattach: (call) =>
			onAll(call, LONG_MS, async (at, inner) => {
				let attached = 0;
				const failed: string[] = [];
				for (const { id } of await listed(at, inner, null)) {
					try {
						if (await locks.hold(id, inner.signal, () => at.driver.attach(id, inner))) attached++;
					} catch (error) {
						if (inner.signal.aborted) throw error;
						failed.push(id);
					}
				}
				return { attached, failed };
			}),
		async info(call) {
			try {
				return await onAll(call, READ_MS, async ({ rootId, driver }) => ({ rootId, driver: driver.kind, hasQuota: driver.hasQuota }));
			} catch (error) {
				if (!isAppError(error, "UNSUPPORTED")) throw error;
				return { rootId: null, driver: null, hasQuota: false };
			}
		},
		async preflight(call) {
			const beganMs = clock.monotonicMs();
			const checks = await look(call);
			const took = { durationMs: clock.monotonicMs() - beganMs, checkedAt: clock.now() };
			return checks.map((one): PreflightResult => toResult(one, one, took));
		},
	};

	/** A disk that hangs frees nobody who waits for it, and must not keep the other checks of the host from being told. */
	async function look(call: Call): Promise<Check[]> {
		const bounds = { op: "preflight.volumes", ms: READ_MS, signals: [withClosing(call).signal] };
		try {
			return await within(bounds, (signal) => locks.hold("", signal, () => check({ signal })));
		} catch (error) {
			if (!isAppError(error, "TIMEOUT")) throw error;
			return [brokenCheck(error.message)];
		}
	}

	async function check(call: Call): Promise<Check[]> {
		try {
			const { root, choice } = await inspect(call);
			const mountinfo = await host.mountinfo();
			const seen = choice.kind === null ? null : mountsSeenCheck(choice.kind, root, mountinfo);
			const own = rootCheck(root, mountinfo, opened?.isRemembered ?? true);
			return [driverCheck(choice), own, await spaceCheck(root), ...(seen === null ? [] : [seen])];
		} catch (error) {
			if (call.signal.aborted) throw error;
			return [badRootCheck(isAppError(error) ? error.message : "it cannot be read or made", rootNote(options.root))];
		}
	}
}

/** What ended a stream, which has no deadline of its own, in our words. */
function toFault(error: unknown, { signal }: Call): AppError {
	if (isAppError(error) && error.code !== "ABORTED") return error;
	return signal.aborted ? new AppError("ABORTED", { cause: signal.reason }) : translateFileError(error);
}

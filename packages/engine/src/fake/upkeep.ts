import { AppError } from "@berth/core";
import type { ContainerGroup, NetworkGroup } from "../engine.ts";
import { findOrphans, reapOrphans } from "../find-orphans.ts";
import { planCollection } from "../plan-collection.ts";
import type { DiskUsage, UpkeepGroup } from "../upkeep-group.ts";
import { type Connection, callDaemon } from "./calls.ts";
import { type ImageRecord, observeImage } from "./image-table.ts";
import { nowMs, type World } from "./world.ts";

export function createUpkeep(
	connection: Connection,
	groups: { readonly containers: ContainerGroup; readonly networks: NetworkGroup },
): UpkeepGroup {
	const { world, clock } = connection;
	const { images } = world;
	let measuring: Promise<DiskUsage> | null = null;

	return {
		images: (call) =>
			callDaemon(connection, { operation: "upkeep.images", subject: "" }, call, () =>
				[...images.all()].map((image) => {
					const { id, tags, digests, sizeBytes, createdAt } = observeImage(image);
					return { id, tags, digests, sizeBytes, createdAt };
				}),
			),
		removeImage: (ref, call) =>
			callDaemon(connection, { operation: "upkeep.removeImage", subject: ref }, call, () => {
				const image = images.local(ref);
				if (!image) return { changed: false };
				if (isUsed(world, image)) throw new AppError("CONFLICT", { data: { image: ref } });
				images.remove(ref);
				return { changed: true };
			}),
		collectImages: (options, call) =>
			callDaemon(connection, { operation: "upkeep.collectImages", subject: "" }, call, () => {
				const seen = options.candidates.map(({ ref }) => {
					const image = images.local(ref);
					return { ref, image: image && { id: image.id, sizeBytes: sizeOf(image) }, isUsed: image !== null && isUsed(world, image) };
				});
				return planCollection(options, seen, nowMs(world)).map((planned) => {
					if (planned.fate !== "would-remove" || options.dryRun) return planned;
					images.remove(planned.ref);
					return { ...planned, fate: "removed" as const };
				});
			}),
		diskUsage: (call) =>
			callDaemon(connection, { operation: "upkeep.diskUsage", subject: "" }, call, () => {
				measuring ??= measure(world, clock.now().toISOString()).finally(() => {
					measuring = null;
				});
				return measuring;
			}),
		orphans: (known, call) => findOrphans(groups, known, call),
		reapOrphans: (known, options, call) => reapOrphans(groups, known, options, call),
	};
}

const isUsed = (world: World, image: ImageRecord): boolean => [...world.containers.all()].some((record) => record.image.id === image.id);

const sizeOf = (image: ImageRecord): number => image.layerBytes.reduce((sum, bytes) => sum + bytes, 0);

/** Walking a disk takes a while, so that others can join. The machine keeps no volumes and no cache of its own to be measured. */
async function measure(world: World, at: string): Promise<DiskUsage> {
	await new Promise((resolve) => setImmediate(resolve));
	const images = [...world.images.all()];
	return {
		imageBytes: images.reduce((sum, image) => sum + sizeOf(image), 0),
		images: images.length,
		containerBytes: null,
		containers: world.containers.size,
		volumeBytes: null,
		volumes: 0,
		buildCacheBytes: null,
		at,
	};
}

import { isAppError } from "@berth/core";
import { z } from "zod";
import type { ContainerGroup, NetworkGroup } from "../engine.ts";
import { findOrphans, reapOrphans } from "../find-orphans.ts";
import { planCollection, type SeenImage } from "../plan-collection.ts";
import { assertSafeImage } from "../safe-names.ts";
import type { DiskUsage, ImageFate, UpkeepGroup } from "../upkeep-group.ts";
import type { Context } from "./context.ts";
import { parse } from "./daemon.ts";
import { inspectImage } from "./inspect.ts";
import { mapBounded } from "./map-bounded.ts";
import { createSingleFlight } from "./single-flight.ts";
import { within } from "./within.ts";

const strings = z
	.array(z.string())
	.nullish()
	.transform((found) => found ?? []);
const imageSummaries = z.array(
	z.object({ Id: z.string(), RepoTags: strings, RepoDigests: strings, Size: z.number(), Created: z.number() }),
);
const containerImages = z.array(z.object({ ImageID: z.string() }));
const sized = z
	.array(z.object({ SizeRw: z.number().nullish(), Size: z.number().nullish(), UsageData: z.object({ Size: z.number() }).nullish() }))
	.nullish();
const diskUsage = z.object({ LayersSize: z.number(), Images: sized, Containers: sized, Volumes: sized, BuildCache: sized });

export function createUpkeep(context: Context, containers: ContainerGroup, networks: NetworkGroup): UpkeepGroup {
	const { daemon, limits, closing } = context;
	const measuring = createSingleFlight<DiskUsage>("upkeep.diskUsage");

	const removeImage = async (ref: string, signal: AbortSignal) => {
		const answer = await daemon.call({
			op: "images.remove",
			method: "DELETE",
			path: `/images/${assertSafeImage(ref)}`,
			signal,
			also: [404],
		});
		return { changed: answer.status !== 404 };
	};
	const usedImages = async (signal: AbortSignal): Promise<ReadonlySet<string>> => {
		const op = "containers.list";
		const answer = await daemon.call({ op, method: "GET", path: "/containers/json", query: { all: true }, signal });
		return new Set(parse(containerImages, answer.body, op).map(({ ImageID }) => ImageID));
	};
	const look = async (ref: string, used: ReadonlySet<string>, signal: AbortSignal): Promise<SeenImage> => {
		const image = await inspectImage(daemon, ref, signal);
		return { ref, image: image && { id: image.Id, sizeBytes: image.Size }, isUsed: image !== null && used.has(image.Id) };
	};
	const removePlanned = async ({ ref, sizeBytes }: ImageFate, signal: AbortSignal): Promise<ImageFate> => {
		try {
			await removeImage(ref, signal);
			return { ref, fate: "removed", sizeBytes };
		} catch (error) {
			// The daemon's own refusal is the last word: a container may have come since we looked.
			if (isAppError(error, "CONFLICT")) return { ref, fate: "in-use", sizeBytes };
			if (isAppError(error, "ABORTED", "ENGINE_UNREACHABLE")) throw error;
			context.log.warn({ image: ref, error }, "an image could not be removed");
			return { ref, fate: "failed", sizeBytes };
		}
	};

	return {
		async images({ signal }) {
			const op = "images.list";
			const answer = await daemon.call({ op, method: "GET", path: "/images/json", signal });
			return parse(imageSummaries, answer.body, op).map(({ Id: id, RepoTags: tags, RepoDigests: digests, Size: sizeBytes, Created }) => ({
				id,
				tags: tags.filter((tag) => tag !== "<none>:<none>"),
				digests: digests.filter((digest) => digest !== "<none>@<none>"),
				sizeBytes,
				createdAt: new Date(Created * 1_000).toISOString(),
			}));
		},
		removeImage: (ref, { signal }) => removeImage(ref, signal),
		async collectImages(options, { signal }) {
			const used = await usedImages(signal);
			const refs = [...new Set(options.candidates.map(({ ref }) => ref))];
			const seen = await mapBounded(refs, limits.inspectsAtOnce, (ref) => look(ref, used, signal));
			const fates: ImageFate[] = [];
			for (const planned of planCollection(options, seen, Date.now())) {
				fates.push(planned.fate === "would-remove" && !options.dryRun ? await removePlanned(planned, signal) : planned);
			}
			return fates;
		},
		diskUsage: ({ signal }) =>
			measuring.join("", signal, (shared) =>
				within({ op: "upkeep.diskUsage", ms: limits.diskUsageMs, signals: [shared, closing] }, async (bounded) => {
					const op = "upkeep.diskUsage";
					const answer = await daemon.call({ op, method: "GET", path: "/system/df", signal: bounded, ms: limits.diskUsageMs });
					return toDiskUsage(parse(diskUsage, answer.body, op));
				}),
			),
		orphans: (known, call) => findOrphans({ containers, networks }, known, call),
		reapOrphans: (known, options, call) => reapOrphans({ containers, networks }, known, options, call),
	};
}

type Sized = z.infer<typeof sized>;

function toDiskUsage({ LayersSize, Images, Containers, Volumes, BuildCache }: z.infer<typeof diskUsage>): DiskUsage {
	return {
		imageBytes: LayersSize,
		images: Images?.length ?? 0,
		containerBytes: sumKnown(Containers, ({ SizeRw }) => SizeRw ?? 0),
		containers: Containers?.length ?? 0,
		volumeBytes: sumKnown(Volumes, ({ UsageData }) => UsageData?.Size ?? -1),
		volumes: Volumes?.length ?? 0,
		buildCacheBytes: sumKnown(BuildCache, ({ Size }) => Size ?? -1),
		at: new Date().toISOString(),
	};
}

/** Null as soon as one of them is not known, which the daemon writes as a negative size. */
function sumKnown(items: Sized, size: (item: NonNullable<Sized>[number]) => number): number | null {
	const sizes = (items ?? []).map(size);
	return sizes.some((bytes) => bytes < 0) ? null : sizes.reduce((sum, bytes) => sum + bytes, 0);
}

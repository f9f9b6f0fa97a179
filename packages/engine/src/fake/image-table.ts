import { createHash } from "node:crypto";
import type { ImageObservation } from "../observation.ts";
import { type ImageScript, scriptOfTag } from "./image-script.ts";

/** How the scripted registry answers for a reference. `breaks` is an error inside a stream that began well. */
export type RegistryAnswer = "ok" | "denied" | "rate-limited" | "wrong-platform" | "breaks" | "no-space";

export interface PublishedImage {
	readonly answer?: RegistryAnswer;
	readonly script?: ImageScript;
	/** Sizes of its layers. */
	readonly layerBytes?: readonly number[];
}

export interface ImageRecord {
	readonly ref: string;
	readonly id: string;
	readonly digest: string;
	readonly script: ImageScript;
	readonly layerBytes: readonly number[];
	readonly createdAtMs: number;
}

/** The images of the host and the registry they come from. Behaviour is the script given here, or what the tag spells. */
export interface ImageTable {
	/** Puts an image on the host. */
	add(ref: string, script?: ImageScript): void;
	/** Puts an image in the registry; again under the same name is a newer one. */
	publish(ref: string, image?: PublishedImage): void;
	/** Takes it off the host. */
	remove(ref: string): void;
	/** How often the registry was asked for anything. */
	readonly registryRequests: number;
	local(ref: string): ImageRecord | null;
	/** What is on the host. */
	all(): Iterable<ImageRecord>;
	/** What the registry says, counted. Null: it knows no such image. */
	ask(ref: string): { readonly answer: RegistryAnswer; readonly image: ImageRecord } | null;
	keep(image: ImageRecord): void;
}

const MIB = 1_048_576;
const sha256 = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** `everyImagePublished`: the registry has an image for every reference, behaving as the tag spells. */
export function createImageTable(options: { readonly everyImagePublished: boolean; readonly now: () => number }): ImageTable {
	const here = new Map<string, ImageRecord>();
	const registry = new Map<string, { answer: RegistryAnswer; image: ImageRecord }>();
	let made = 0;
	let registryRequests = 0;

	const make = (ref: string, image: PublishedImage): ImageRecord => {
		made += 1;
		return {
			ref,
			id: sha256(`image ${ref} ${made}`),
			digest: sha256(`manifest ${ref} ${made}`),
			script: image.script ?? scriptOfTag(ref),
			layerBytes: image.layerBytes ?? [2 * MIB, MIB],
			createdAtMs: options.now(),
		};
	};
	const publish = (ref: string, image: PublishedImage = {}) => {
		const entry = { answer: image.answer ?? "ok", image: make(ref, image) };
		registry.set(ref, entry);
		return entry;
	};

	return {
		add: (ref, script) => void here.set(ref, make(ref, script === undefined ? {} : { script })),
		publish: (ref, image) => void publish(ref, image),
		remove: (ref) => void here.delete(ref),
		get registryRequests() {
			return registryRequests;
		},
		local: (ref) => here.get(ref) ?? null,
		all: () => here.values(),
		ask(ref) {
			registryRequests += 1;
			return registry.get(ref) ?? (options.everyImagePublished ? publish(ref) : null);
		},
		keep: (image) => void here.set(image.ref, image),
	};
}

export function observeImage(image: ImageRecord): ImageObservation {
	const repository = image.ref.replace(/@.*$/, "").replace(/:[\w.-]+$/, "");
	return {
		id: image.id,
		digests: [`${repository}@${image.digest}`],
		tags: [image.ref],
		sizeBytes: image.layerBytes.reduce((sum, bytes) => sum + bytes, 0),
		user: image.script.user ?? "",
		exposedPorts: image.script.exposedPorts ?? [],
		volumes: image.script.volumes ?? [],
		hasHealthCheck: image.script.healthCheck === true,
		createdAt: new Date(image.createdAtMs).toISOString(),
	};
}

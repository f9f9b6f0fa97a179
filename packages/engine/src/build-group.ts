import type { Call } from "./call.ts";
import type { ImageObservation } from "./observation.ts";
import type { RegistryAuth } from "./spec.ts";

export interface BuildOptions {
	/** What `clear` knows it by, where its process may end before it does; unlike every other's. */
	readonly id?: string;
	/** What the result is called. */
	readonly tag: string;
	/** An uncompressed tar stream with the Dockerfile and all it copies. */
	readonly context: AsyncIterable<Uint8Array>;
	/** Its path in the context; `Dockerfile` when absent. */
	readonly dockerfile?: string;
	/** Absent: its steps have no network, every base is on the host already, and nothing is fetched from an address. */
	readonly allowNetwork?: true;
	/** Throws for a base image that may not be used. */
	readonly assertBase?: (ref: string) => void;
	/** Credentials for the registries of its bases, as `docker.io` or `127.0.0.1:5000`; where none are given the host's own are used. */
	readonly auths?: Readonly<Record<string, RegistryAuth>>;
	/** Memory, CPU and processes are those of each step; a step's processes are limited a moment after it begins. */
	readonly limits: {
		readonly contextBytes: number;
		readonly memoryBytes: number;
		readonly cpuMillis: number;
		readonly pidsMax: number;
		readonly timeoutMs: number;
	};
	/** Hears what the build prints, as it comes. */
	readonly onOutput?: (text: string) => void;
	/** Hears of each image without a name that it makes on its way: what `clear` needs to find them. */
	readonly onMade?: (id: string) => void;
}

/** Images that are made here, and images that are meant exactly. */
export interface BuildGroup {
	/**
	 * Builds an image. What fails or is given up leaves no container and no image behind.
	 *
	 * Its steps run as root in containers with the engine's default rights, so it is for whom the node trusts that far.
	 * Errors  BAD_INPUT for the context or Dockerfile (`data.why`) and for a step that fails; IMAGE_NOT_FOUND for a base that is not
	 *         here and may not be fetched; as a pull for one that may; TIMEOUT; NO_SPACE.
	 */
	build(options: BuildOptions, call: Call): Promise<ImageObservation>;
	/**
	 * Removes what a build has left whose process ended before it: the images that `onMade` told of and what stands on them, its context,
	 * and the image of its tag. An image that a container has or another image stands on stays.
	 *
	 * Returns whether nothing of its tag is left.
	 */
	clear(left: { readonly id: string; readonly tag: string; readonly made: readonly string[] }, call: Call): Promise<boolean>;
	/**
	 * Asks the registry what a reference stands for now. Nothing is brought here.
	 *
	 * Returns the digest, and a reference by it for a spec or a pull: that one never moves.
	 * Errors  as a pull.
	 */
	pin(ref: string, options: { readonly auth?: RegistryAuth }, call: Call): Promise<{ readonly ref: string; readonly digest: string }>;
}

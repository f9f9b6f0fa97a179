import type { BuildMessage, BuiltImagesView, BuiltImageView, BuiltName, TenantId } from "@berth/core";
import type { Caller } from "../service.ts";

export interface BuildRequest extends BuiltName {
	readonly tenantId: TenantId;
	/** An uncompressed tar stream; read when it is the build's turn, and not before. */
	readonly context: AsyncIterable<Uint8Array>;
	/** Its path in the context; `Dockerfile` when absent. */
	readonly dockerfile?: string;
	/** Hears how it goes on, in order; the image is not among it. */
	readonly onMessage: (message: Exclude<BuildMessage, { kind: "image" }>) => void;
}

/** Images that tenants build on this process's node, and keep there. */
export interface Builds {
	/**
	 * Builds an image and keeps it under its name, in place of the one that had it. Leases that run that one go on with it until they are
	 * updated. What fails or is given up leaves nothing behind.
	 *
	 * Errors  FORBIDDEN where the tenant may not build, UNSUPPORTED where nobody may or this process cannot; BAD_INPUT for the name, the context, the
	 *         Dockerfile or a step that fails (`data.why`); BODY_TOO_LARGE; IMAGE_NOT_ALLOWED for a base; IMAGE_NOT_FOUND; BUSY;
	 *         QUOTA_EXCEEDED (`data.which`); TIMEOUT; NO_SPACE; ABORTED; as a pull.
	 */
	build(caller: Caller, request: BuildRequest, signal: AbortSignal): Promise<BuiltImageView>;
	list(tenantId: TenantId): Promise<BuiltImagesView>;
	/** Keeps an image no longer; it goes when no release of a lease names it. Errors  NOT_FOUND. */
	remove(caller: Caller, tenantId: TenantId, name: BuiltName): Promise<void>;
}

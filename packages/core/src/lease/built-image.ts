/** An image that a tenant built and keeps. */
export interface BuiltImageView {
	readonly id: string;
	readonly name: string;
	readonly tag: string;
	/** What a manifest of the tenant's writes for whatever the name stands for when it is applied. */
	readonly ref: string;
	/** This build for ever; a Dockerfile that stands on it writes it so. */
	readonly pinned: string;
	/** The digest of its configuration. */
	readonly imageId: string;
	readonly sizeBytes: number;
	readonly builtBy: string;
	readonly builtAt: string;
}

/** What a tenant built, whether it may build, and how much of it it may keep. */
export interface BuiltImagesView {
	/** Null when it may; else why not. */
	readonly refusal: { readonly code: string; readonly message: string } | null;
	readonly images: readonly BuiltImageView[];
	/** In all, replaced ones that are in use counted with them. */
	readonly holds: { readonly images: number; readonly sizeBytes: number };
	readonly limits: { readonly images: number; readonly sizeBytes: number; readonly contextBytes: number } | null;
}

/** What a build tells while it lasts, a line each; `image` or `error` is the last one. */
export type BuildMessage =
	/** So many go before it. */
	| { readonly kind: "waiting"; readonly before: number }
	| { readonly kind: "output"; readonly text: string }
	/** Nothing was said for a while, and it goes on. */
	| { readonly kind: "alive" }
	| { readonly kind: "image"; readonly image: BuiltImageView };

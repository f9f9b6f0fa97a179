import type { RouterOutputs } from "@berth/client";
import { FLAT_SERVICE, LEASE_NAME, LEASE_NAME_RULE, type Manifest, type ProvisionInput } from "@berth/core";

export type Shape = "container" | "stack" | "compose";

/** What is asked of one service beside its manifest. */
export interface ServiceSize {
	readonly sku: string;
	readonly quantity: number;
}

export interface Draft {
	readonly name: string;
	readonly shape: Shape;
	/** The manifest of each shape as it is typed, so that going back and forth loses nothing. */
	readonly texts: Readonly<Record<Shape, string>>;
	/** The Compose file of that shape, and the refused parts that it is taken without. */
	readonly compose: { readonly text: string; readonly accept: readonly string[] };
	/** The size of every service that has none of its own. */
	readonly sku: string;
	readonly sizes: Readonly<Record<string, Partial<ServiceSize>>>;
}

export type Sku = RouterOutputs["sku"]["list"]["skus"][number];
export type Policy = RouterOutputs["policy"]["get"];

/** One row of what will be made. */
export interface PlannedService extends ServiceSize {
	readonly service: string;
	readonly image: string;
	readonly ports: readonly string[];
}

export function planOf(manifest: Manifest, draft: Pick<Draft, "sku" | "sizes">): readonly PlannedService[] {
	return Object.entries(manifest.services).map(([service, { image, ports }]) => ({
		service,
		image,
		ports: Object.keys(ports ?? {}),
		sku: draft.sizes[service]?.sku ?? draft.sku,
		quantity: draft.sizes[service]?.quantity ?? 1,
	}));
}

/** The request: `value` is the manifest as it was written, whose single container has no name for its item. */
export function toRequest(draft: Draft, value: unknown, plan: readonly PlannedService[]): ProvisionInput {
	const isFlat = typeof value === "object" && value !== null && !("services" in value);
	const items = plan.map(({ service, sku, quantity }) => ({ ...(isFlat && service === FLAT_SERVICE ? {} : { service }), sku, quantity }));
	return { name: draft.name, items, manifest: value };
}

/** What is wrong with a name, or null. */
export const nameProblem = (name: string): string | null => (LEASE_NAME.test(name) ? null : LEASE_NAME_RULE);

/** A name for a lease of this image: the last part of its path, as far as a name may hold it. */
export const nameFromImage = (image: string): string =>
	(image.split("@")[0]?.split("/").at(-1)?.split(":")[0] ?? "")
		.toLowerCase()
		.replace(/[^a-z0-9-]+/g, "-")
		.slice(0, 63)
		.replace(/^-+|-+$/g, "");

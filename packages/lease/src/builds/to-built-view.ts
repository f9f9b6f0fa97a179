import { type BuiltImageView, builtReference } from "@berth/core";
import type { BuiltImageRecord } from "@berth/db";

export const toBuiltView = (built: BuiltImageRecord): BuiltImageView => {
	const { id, name, tag, imageId, sizeBytes, builtBy, builtAt } = built;
	return {
		id,
		name,
		tag,
		ref: `localhost/berth/${name}:${tag}`,
		pinned: builtReference(built),
		imageId,
		sizeBytes,
		builtBy,
		builtAt: builtAt.toISOString(),
	};
};

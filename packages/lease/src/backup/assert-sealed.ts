import { backupSeal } from "@berth/core";
import type { ImportedArchive } from "@berth/engine/volumes";
import { type ReadHeader, refused } from "./read-header.ts";

/** Holds what came against what the archive says of itself at its end. Errors  BAD_INPUT, `data.why` = `seal` or `sum`. */
export function assertSealed({ document }: ReadHeader, { last, volumes }: ImportedArchive): void {
	const seal = backupSeal.safeParse(last);
	if (!seal.success || JSON.stringify(seal.data.header) !== JSON.stringify(document)) throw refused("seal", {});
	const said = new Map(seal.data.volumes.map((volume) => [volume.prefix, volume]));
	if (said.size !== volumes.length) throw refused("seal", {});
	for (const came of volumes) {
		const { prefix } = came;
		const one = said.get(prefix);
		const isSame = (["files", "directories", "links", "bytes", "sha256"] as const).every((field) => one?.[field] === came[field]);
		if (!isSame) throw refused("sum", { path: prefix });
	}
}

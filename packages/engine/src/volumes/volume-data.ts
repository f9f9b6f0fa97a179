import { AppError, type Millis } from "@berth/core";
import type { Call } from "../call.ts";
import { type HostTools, runTool } from "../host-tools.ts";
import type { OpenTree } from "./export-archive.ts";
import { walkTree } from "./export-tree.ts";
import type { OpenWriter } from "./import-archive.ts";
import { createTreeWriter } from "./import-tree.ts";
import { openDataForWriting, openDataIfThere } from "./volume-contents.ts";

/** Makes a volume usable. Returns its path. */
type Attach = (id: string, call: Call) => Promise<string>;

/** The data of volumes on a disk, as an archive reads and fills it. What was written is on the disk when a volume is left. */
export function volumeData(
	tools: HostTools,
	attach: Attach,
	syncMs: Millis,
): { readonly openTree: OpenTree; readonly openWriter: OpenWriter } {
	return {
		async *openTree({ id }, call) {
			const open = async () => await openDataIfThere(await attach(id, call));
			// That there is nothing is believed when it is seen again after the volume was made usable once more.
			await using data = (await open()) ?? (await open());
			if (data !== null) yield* walkTree(data, call.signal);
		},
		async openWriter({ id }, call) {
			// Told before hours of an upload, and not after them.
			if ((await tools.find("sync")) === null)
				throw new AppError("UNSUPPORTED", { message: "The program sync is not installed on this node.", data: { tool: "sync" } });
			const path = await attach(id, call);
			const data = await openDataForWriting(path);
			const tree = createTreeWriter(data);
			return {
				write: tree.write,
				async finish() {
					await tree.leaveAll();
					await runTool(tools, "sync", ["-f", path], { signal: call.signal, timeoutMs: syncMs });
				},
				async [Symbol.asyncDispose]() {
					await tree[Symbol.asyncDispose]();
					await data[Symbol.asyncDispose]();
				},
			};
		},
	};
}

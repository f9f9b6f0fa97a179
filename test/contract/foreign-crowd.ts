import { newId } from "@berth/core";
import type { EngineHarness } from "@berth/engine/contract";
import { type DaemonApi, inTurns, textField } from "./daemon-api.ts";

interface ForeignCrowd extends AsyncDisposable {
	readonly add: EngineHarness["addForeignCrowd"];
}

/**
 * Containers that are not ours. All have names that begin with the prefix, by which the caller removes them in the end: half bear no
 * label by which they could be found.
 *
 * Disposing ends the making and waits for what is under way, so that nothing is made after the removal, as when a test timed out.
 */
export function createForeignCrowd(
	daemon: DaemonApi,
	{ image, prefix }: { readonly image: string; readonly prefix: string },
): ForeignCrowd {
	const ending = new AbortController();
	const works: Promise<unknown>[] = [];
	const ids: string[] = [];
	const create = async (labels: Readonly<Record<string, string>>, network: string): Promise<string> => {
		ending.signal.throwIfAborted();
		const host = { NetworkMode: network, LogConfig: { Type: "none" } };
		const asked = { Image: image, Entrypoint: ["true"], Labels: labels, HostConfig: host };
		const id = textField((await daemon.ask("POST", `/containers/create?name=${prefix}${newId()}`, asked)).body, "Id");
		ids.push(id);
		return id;
	};
	const runToEnd = async () => {
		// A network space of its own, even an empty one, nearly doubles what a run costs the daemon.
		const id = await create({ "another.tool": "dead" }, "host");
		await daemon.ask("POST", `/containers/${id}/start`);
		await daemon.ask("POST", `/containers/${id}/wait`);
	};
	const make = async (unlabelled: number, dead: number): Promise<readonly string[]> => {
		await inTurns(Array.from({ length: unlabelled }), async () => void (await create({}, "none")));
		await inTurns(Array.from({ length: dead }), runToEnd);
		return ids;
	};
	return {
		add({ unlabelled, dead }) {
			const work = make(unlabelled, dead);
			works.push(work);
			return work;
		},
		async [Symbol.asyncDispose]() {
			ending.abort();
			await Promise.allSettled(works);
		},
	};
}

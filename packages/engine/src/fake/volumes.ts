import type { Call } from "../call.ts";
import type { VolumeGroup } from "../volumes/volume-group.ts";
import { type Connection, callHost, openStream } from "./calls.ts";

type Verb = keyof VolumeGroup;

/** The host's volumes as one engine of it reaches them: they need no daemon, and outlive the engine. */
export function createVolumes(connection: Connection): VolumeGroup {
	const { volumes } = connection.world;
	const ask = <T>(verb: Verb, subject: string, call: Call, effect: () => Promise<T>): Promise<T> =>
		callHost(connection, { operation: `volumes.${verb}`, subject }, call, effect);

	return {
		ensure: (spec, call) => ask("ensure", spec.id, call, () => volumes.ensure(spec, call)),
		setQuota: (id, bytes, call) => ask("setQuota", id, call, () => volumes.setQuota(id, bytes, call)),
		usage: (id, call) => ask("usage", id, call, () => volumes.usage(id, call)),
		usages: (ids, call) => ask("usages", "", call, () => volumes.usages(ids, call)),
		list: (call) => ask("list", "", call, () => volumes.list(call)),
		destroy: (id, call) => ask("destroy", id, call, () => volumes.destroy(id, call)),
		ensureDirectories: (id, directories, call) =>
			ask("ensureDirectories", id, call, () => volumes.ensureDirectories(id, directories, call)),
		fillDirectory: (id, content, call) => ask("fillDirectory", id, call, () => volumes.fillDirectory(id, content, call)),
		pruneCopies: (id, findUsed, call) => ask("pruneCopies", id, call, () => volumes.pruneCopies(id, findUsed, call)),
		async *exportData(order, call) {
			await openStream(connection, { operation: "volumes.exportData", subject: order.volumes[0]?.id ?? "" }, call);
			yield* volumes.exportData(order, call);
		},
		importData: (archive, order, call) => ask("importData", "", call, () => volumes.importData(archive, order, call)),
		holdsData: (id, call) => ask("holdsData", id, call, () => volumes.holdsData(id, call)),
		reattach: (call) => ask("reattach", "", call, () => volumes.reattach(call)),
		info: (call) => ask("info", "", call, () => volumes.info(call)),
		preflight: (call) => ask("preflight", "", call, () => volumes.preflight(call)),
	};
}

import { leaseName } from "@berth/core";
import { always, booleanOf, type KeyRule, type KeyTable, onOff, readKeys, textOf, wrongShape } from "../report/read-keys.ts";
import { entriesOf } from "../report/spot.ts";

/** What the file says beside its services. */
export interface Top {
	/** A name for the lease; null when the file has none that fits. */
	name: string | null;
}

const notes = always<Top>("ignored", "It is a note to the engine, which Berth makes things in by its own names.");

const external = (why: string): KeyRule<Top> => ({
	verdicts: ["refused", "ignored"],
	about: why,
	read(spot, _top, report) {
		if (booleanOf(spot) === false) report.ignored(spot, "It is not external.");
		else report.refused(spot, why);
	},
});

const networkKeys: KeyTable<Top> = {
	external: external(
		"A lease reaches services of its own tenant alone, by name, and everything else from outside; it joins no network that is there already. What a proxy of one's own did is a port with ingress.",
	),
	internal: onOff(
		[
			"refused",
			"There is one network, and it reaches outward: services cannot be cut off from the internet by it. Accept this to run them so.",
		],
		["ignored", "It is not internal."],
	),
	name: notes,
	driver: always("ignored", "The network is made by Berth."),
	driver_opts: always("ignored", "The network is made by Berth."),
	ipam: always("ignored", "Addresses are given by the installation and change; services that name addresses are told of."),
	attachable: always("ignored", "There is nothing beside leases that could attach."),
	enable_ipv4: always("ignored", "The network is made by Berth."),
	enable_ipv6: always("ignored", "The network is made by Berth."),
	labels: notes,
};

const volumeKeys: KeyTable<Top> = {
	external: external("Data that is there already is not a lease's; make an archive of it and import that, then restore it into a lease."),
	driver: {
		verdicts: ["ignored", "refused"],
		about: "`local` is left out, another is refused.",
		read(spot, _top, report) {
			if (["local", "default"].includes(textOf(spot) ?? "")) report.ignored(spot, "Volumes are made by Berth.");
			else report.refused(spot, "Volumes are made by Berth on the host's own disk; no other driver can be asked for.");
		},
	},
	driver_opts: always("refused", "Volumes are made by Berth on the host's own disk; no folder, device or network share can be asked for."),
	name: notes,
	labels: notes,
};

/** A map of named things, each with keys of its own. */
const named = (about: string, below: KeyTable<Top>, why: string): KeyRule<Top> => ({
	verdicts: ["ignored", "refused"],
	about,
	below: below,
	read(spot, top, report) {
		if (spot.tree.kind !== "map") return wrongShape(spot, report, "a map of names");
		for (const [, entry] of entriesOf(spot)) {
			report.ignored(entry, why);
			readKeys(entry, below, top, report);
		}
	},
});

/** Every key at the top of a file. */
export const topKeys: KeyTable<Top> = {
	version: always("ignored", "Compose itself reads no version any more."),
	name: {
		verdicts: ["translated", "ignored"],
		about: "A name for the lease, where it fits.",
		read(spot, top, report) {
			const name = (textOf(spot) ?? "").toLowerCase().replaceAll("_", "-");
			if (!leaseName.safeParse(name).success)
				return report.ignored(spot, "It is no name for a lease, which has 1 to 63 of a-z, 0-9 and -; give it one.");
			top.name = name;
			report.translated(spot, "A name for the lease, if it is not taken.", `name: ${name}`);
		},
	},
	include: always("refused", "Other files are not read; write their services into this one."),
	services: { verdicts: ["kept", "translated", "refused", "ignored"], about: "`services`, at most 16.", read: () => undefined },
	networks: named(
		"Nothing: there is one network for all services of a tenant.",
		networkKeys,
		"All services of the lease are in the tenant's one network and reach each other by name.",
	),
	volumes: named(
		"Nothing: volumes come with the sizes.",
		volumeKeys,
		"Volumes come with the sizes of the services that mount them, each its own.",
	),
	configs: always("ignored", "A manifest mounts no files; services that use one are told of."),
	secrets: always("ignored", "A manifest mounts no files; services that use one are told of."),
	models: always("refused", "There are no language models to lease; reach one by its address and give that as a variable."),
};

import { always, type KeyRule, type KeyTable, readKeys, textOf, wrongShape } from "../report/read-keys.ts";
import { entriesOf, itemsOf, type Spot } from "../report/spot.ts";
import type { Draft } from "./draft.ts";

const address = "Addresses are given by the installation and change; use the names of services.";

const keys: KeyTable<Draft> = {
	aliases: {
		verdicts: ["ignored", "refused"],
		about: "Nothing where it is the service's own name; another one is refused, as a service answers to its own alone.",
		read(spot, draft, report) {
			const items: Spot[] = spot.tree.kind === "list" ? itemsOf(spot) : [];
			if (spot.tree.kind !== "list") wrongShape(spot, report, "a list of names");
			for (const item of items) {
				const alias = textOf(item) ?? "";
				if (alias === draft.name) report.ignored(item, "It is the name that the service has anyway.");
				else
					report.refused(
						item,
						`A service answers to its own name alone, ${draft.name}; write that where "${alias.slice(0, 60)}" is used, or name the service so.`,
					);
			}
		},
	},
	ipv4_address: always("refused", address),
	ipv6_address: always("refused", address),
	link_local_ips: always("refused", address),
	mac_address: always("refused", "Addresses of hardware are given by the engine."),
	interface_name: always("ignored", "A container has one network, and its interface the engine's name."),
	driver_opts: always("ignored", "The network is made by Berth."),
	priority: always("ignored", "There is one network; nothing goes before another."),
	gw_priority: always("ignored", "There is one network; nothing goes before another."),
};

export const networks: KeyRule<Draft> = {
	verdicts: ["ignored", "refused"],
	about: "Nothing: all services are in the tenant's one network and reach each other by name.",
	below: keys,
	read(spot, draft, report) {
		if (spot.tree.kind === "scalar") return wrongShape(spot, report, "a list or a map of networks");
		report.ignored(
			spot,
			"All services of the lease are in the tenant's one network and reach each other by name; they cannot be kept apart by networks.",
		);
		for (const [, entry] of entriesOf(spot)) readKeys(entry, keys, draft, report);
	},
};

export const networkMode: KeyRule<Draft> = {
	verdicts: ["ignored", "refused"],
	about: "`bridge` is what every service has; `host`, `none` and the network of another are refused.",
	read(spot, _draft, report) {
		const mode = textOf(spot)?.trim() ?? "";
		if (["bridge", "default"].includes(mode)) report.ignored(spot, "Every service has a network of that kind.");
		else if (mode === "host")
			report.refused(
				spot,
				"The host's network is the host's alone; publish the ports that must be reached. What looks for devices nearby does not work from a lease.",
			);
		else if (mode === "none") report.refused(spot, "Every service is in the tenant's network; one that must not be is not for a lease.");
		else report.refused(spot, "A service has a network of its own; reach the other by its name in place of localhost.");
	},
};

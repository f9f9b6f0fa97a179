import { always, type KeyRule, type KeyTable, readKeys, textOf, wrongShape } from "../report/read-keys.ts";
import { type Draft, put } from "./draft.ts";
import { cpuWish, memoryWish, quantity } from "./resources.ts";

const nested = (about: string, below: KeyTable<Draft>): KeyRule<Draft> => ({
	verdicts: ["translated", "refused", "ignored"],
	about,
	below: below,
	read: (spot, draft, report) => readKeys(spot, below, draft, report),
});

const device = always<Draft>("refused", "No device of the host is given to a container, a GPU neither.");

const gradual = always<Draft>(
	"ignored",
	"Instances are replaced one half after the other, each verified, and a failed update goes back by itself.",
);

const updateKeys: KeyTable<Draft> = {
	order: {
		verdicts: ["kept", "refused"],
		about: "`update_order`.",
		read(spot, draft, report) {
			const order = textOf(spot);
			if (order !== "start-first" && order !== "stop-first") return wrongShape(spot, report, "start-first or stop-first");
			put(draft, "update_order", order, spot);
			report.kept(spot, "A manifest says it the same way.", "update_order");
		},
	},
	parallelism: gradual,
	delay: gradual,
	failure_action: gradual,
	monitor: gradual,
	max_failure_ratio: gradual,
};

const limitKeys: KeyTable<Draft> = {
	cpus: cpuWish,
	memory: memoryWish,
	pids: always("ignored", "The size decides how many processes there may be."),
};

const reservationKeys: KeyTable<Draft> = { cpus: cpuWish, memory: memoryWish, devices: device, generic_resources: device };

const keys: KeyTable<Draft> = {
	replicas: quantity,
	mode: {
		verdicts: ["ignored", "refused"],
		about: "`replicated` is how it is; `global` and jobs are refused.",
		read(spot, _draft, report) {
			const mode = textOf(spot);
			if (mode === "replicated") report.ignored(spot, "A service has as many instances as its item says.");
			else
				report.refused(
					spot,
					"A service has as many instances as its item says, not one on each node, and does not end; what runs once before the others is an init.",
				);
		},
	},
	resources: nested("The item's wish.", {
		limits: nested("The item's wish.", limitKeys),
		reservations: nested("The item's wish; where limits ask for more, that.", reservationKeys),
	}),
	update_config: nested("`update_order`, of `order` alone.", updateKeys),
	rollback_config: always("ignored", "A failed update goes back to the former release by itself."),
	restart_policy: always(
		"ignored",
		"Nothing is restarted behind your back: when an instance ends, the lease says so with the reason and is tried again by retry or restart.",
	),
	placement: always("ignored", "Where instances run decides the installation, by room."),
	endpoint_mode: always("ignored", "A service answers to its name, each instance at its own ports."),
	labels: always("ignored", "They label a service of Swarm; those of containers are under the service's own labels."),
};

export const deploy = nested("Quantity and size of the item, and `update_order`.", keys);

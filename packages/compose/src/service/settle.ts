import { textOf, wrongShape } from "../report/read-keys.ts";
import type { Report } from "../report/report.ts";
import { childOf } from "../report/spot.ts";
import { type Draft, put, putEntry, type Wait } from "./draft.ts";
import { findMention } from "./mentions.ts";

/** What can be said only when all services are read: who waits for whom, who shares what, who is called by which name. */
export function settle(drafts: readonly Draft[], absent: ReadonlyMap<string, string>, report: Report) {
	const byKey = new Map(drafts.map((draft) => [draft.key, draft]));
	settleVolumes(drafts, report);
	settleNames(drafts, report);
	const inits = findInits(drafts, byKey);
	for (const draft of drafts) if (inits.has(draft.key)) settleInit(draft, report);
	for (const draft of drafts) for (const wait of draft.waits) settleWait(draft, wait, byKey, absent, report);
}

function settleVolumes(drafts: readonly Draft[], report: Report) {
	const owners = new Map<string, Draft>();
	for (const draft of drafts)
		for (const { volume, spot } of draft.mounts) {
			const owner = owners.get(volume) ?? draft;
			owners.set(volume, owner);
			if (owner !== draft)
				report.refused(
					spot,
					`The volume ${volume.slice(0, 60)} is that of ${owner.key} already, and a volume belongs to one service alone; let one service have the data and the others ask it over the network.`,
				);
		}
}

function settleNames(drafts: readonly Draft[], report: Report) {
	const containers = new Map<string, Draft>();
	for (const draft of drafts) {
		if (draft.name !== draft.key) {
			const mention = findMention(drafts, draft.key, draft);
			if (mention !== null)
				report.refused(
					draft.spot,
					`A service's name has no capitals, dots or underscores, so this one answers to ${draft.name}; write that in ${mention.service}, ${mention.field}, which speaks of ${draft.key}.`,
				);
			else
				report.translated(
					draft.spot,
					"A service's name has no capitals, dots or underscores; nothing in this file speaks of the old one.",
					`services.${draft.name}`,
				);
		}
		const spot = childOf(draft.spot, "container_name");
		if (spot === undefined) continue;
		const name = textOf(spot);
		if (name === null || name === "") {
			wrongShape(spot, report, "a name");
			continue;
		}
		const other = containers.get(name);
		containers.set(name, draft);
		const mention = name === draft.name || name === draft.key ? null : findMention(drafts, name, draft);
		if (other !== undefined) report.refused(spot, `${other.key} has the same container name; Compose would not run both.`);
		else if (draft.quantity > 1)
			report.refused(spot, "A service of this container name cannot run more than once, in Compose neither; take the name out.");
		else if (mention !== null)
			report.refused(
				spot,
				`A service answers to its own name alone; write ${draft.name} in ${mention.service}, ${mention.field}, which speaks of ${name.slice(0, 60)}.`,
			);
		else report.ignored(spot, `Containers are named by Berth; the service answers to ${draft.name}.`);
	}
}

/** Services that others wait for to have ended, as long as everything they wait for themselves ends too. */
function findInits(drafts: readonly Draft[], byKey: ReadonlyMap<string, Draft>): ReadonlySet<string> {
	const ends = (wait: Wait) => wait.condition === "service_completed_successfully";
	const inits = new Set(drafts.flatMap(({ waits }) => waits.filter(ends).map(({ target }) => target)).filter((key) => byKey.has(key)));
	for (let before = -1; before !== inits.size; ) {
		before = inits.size;
		for (const key of inits) if (byKey.get(key)?.waits.some((wait) => byKey.has(wait.target) && !inits.has(wait.target))) inits.delete(key);
	}
	return inits;
}

function settleInit(draft: Draft, report: Report) {
	put(draft, "role", "init", draft.spot);
	if (draft.quantity > 1) {
		report.refused(draft.spot, "Others wait for it to end, so it runs once; take its replicas out.");
		draft.quantity = 1;
	} else
		report.translated(
			draft.spot,
			"Others wait for it to have ended, so it is an init: it runs to its end before all that are none, again whenever containers are made.",
			`services.${draft.name}.role: init`,
		);
}

function settleWait(draft: Draft, wait: Wait, byKey: ReadonlyMap<string, Draft>, absent: ReadonlyMap<string, string>, report: Report) {
	const { target, condition, required, spot } = wait;
	const other = byKey.get(target);
	if (other === undefined) {
		const why = absent.get(target) ?? "is not in this file";
		if (required) report.refused(spot, `It waits for "${target.slice(0, 60)}", which ${why}.`);
		else report.ignored(spot, `"${target.slice(0, 60)}" ${why}, and is not required.`);
		return;
	}
	const isInit = other.service.role === "init";
	const check = other.service.health_check;
	const field = `depends_on.${other.name}`;
	if (condition === "service_completed_successfully") {
		if (isInit && draft.service.role !== "init")
			return report.translated(
				spot,
				"An init has ended before this service begins; nothing needs to be waited for.",
				`services.${other.name}.role: init`,
			);
		if (isInit) {
			putEntry(draft, "depends_on", other.name, { condition: "service_started" }, spot);
			return report.translated(spot, "One init begins when the other has ended.", field);
		}
		return void report.refused(
			spot,
			`${target.slice(0, 60)} is to end before this service begins, and itself waits for services that run on: an init runs before all of them. Let the service do that work at its own start.`,
		);
	}
	if (condition === "service_healthy" && (isInit || check === undefined || check.test[0] === "NONE")) {
		if (
			!report.refused(
				spot,
				`${target.slice(0, 60)} has no healthcheck in this file, and an image's own is not known here; write it, or accept that it is waited for to have started.`,
			)
		)
			return;
	} else if (condition === "service_healthy") {
		putEntry(draft, "depends_on", other.name, { condition }, spot);
		return report.kept(spot, "A manifest says it the same way.", field);
	}
	if (draft.service.role === "init" && !isInit)
		return void report.refused(spot, "An init runs before all services that are none, and cannot wait for one.");
	putEntry(draft, "depends_on", other.name, { condition: "service_started" }, spot);
	if (condition === "service_started") report.kept(spot, "A manifest says it the same way.", field);
}

import type { MapEntry, MapTree, Tree } from "../read/tree.ts";
import { textOf, wrongShape } from "../report/read-keys.ts";
import type { Report } from "../report/report.ts";
import { childOf, entriesOf, type Spot } from "../report/spot.ts";

/** A longer chain, or more written out: nobody wrote it, and every service would be merged along all of it. */
const CHAIN_MAX = 10;
const WEIGHT_MAX = 500_000;

/**
 * A service with what it extends written into it, by Compose's rules: maps are merged, lists appended, commands and tests replaced.
 *
 * What cannot be followed is told at its `extends`, and the service stands as it is.
 */
export function extend(spot: Spot, services: Spot, report: Report): Tree {
	const chain = new Set([spot.service ?? ""]);
	const from = childOf(spot, "extends");
	if (from === undefined || spot.tree.kind !== "map") return spot.tree;
	let whole: MapTree = spot.tree;
	for (let at: Spot | undefined = from; at !== undefined; ) {
		const name = targetOf(at, report);
		if (name === null) return whole;
		const base: Spot | undefined = childOf(services, name);
		if (base?.tree.kind !== "map") {
			report.refused(from, `There is no service "${name.slice(0, 60)}" in this file to extend.`, { final: true });
			return whole;
		}
		if (chain.has(name)) {
			report.refused(from, `Services extend each other in a circle through "${name.slice(0, 60)}".`, { final: true });
			return whole;
		}
		chain.add(name);
		whole = mergeMaps(base.tree, whole, "service");
		if (whole.weight > WEIGHT_MAX || chain.size > CHAIN_MAX) {
			report.refused(from, "With what it extends this service is larger than any.", { final: true });
			return spot.tree;
		}
		at = childOf(base, "extends");
	}
	report.translated(from, "What it extends is written into it.", `services.${spot.service}`);
	return whole;
}

function targetOf(spot: Spot, report: Report): string | null {
	for (const [key, child] of entriesOf(spot))
		if (!["service", "file"].includes(key) && !key.startsWith("x-"))
			report.refused(child, `The Compose specification has no key "${key.slice(0, 60)}" here; correct its name or take it out.`);
	if (childOf(spot, "file") !== undefined) {
		report.refused(spot, "Other files are not read; write the service that it extends into this file.");
		return null;
	}
	const at = spot.tree.kind === "map" ? childOf(spot, "service") : spot;
	const name = at === undefined ? null : textOf(at);
	if (name === null) wrongShape(spot, report, "the name of a service");
	return name;
}

/** Keys whose list replaces the other's; `test` is that of a health check. */
const replaced = new Set(["command", "entrypoint", "test"]);
/** Keys that a service does not get from what it extends. */
const notInherited = new Set(["extends", "container_name", "depends_on", "links", "volumes_from", "profiles"]);
/** Keys that are maps or lists of `NAME=value`. */
const pairs = new Set(["environment", "labels", "annotations", "sysctls", "extra_hosts", "args"]);

function mergeMaps(base: MapTree, own: MapTree, level: "service" | "below"): MapTree {
	const entries = new Map<string, MapEntry>();
	for (const [key, entry] of base.entries) if (level === "below" || !notInherited.has(key)) entries.set(key, entry);
	for (const [key, entry] of own.entries) {
		const below = entries.get(key);
		entries.set(key, below === undefined ? entry : { keyAt: entry.keyAt, value: mergeTrees(key, below.value, entry.value) });
	}
	return weighed(entries, own);
}

function mergeTrees(key: string, base: Tree, own: Tree): Tree {
	if (pairs.has(key)) {
		const [left, right] = [asPairs(base), asPairs(own)];
		return left && right ? mergeMaps(left, right, "below") : own;
	}
	if (base.kind === "map" && own.kind === "map") return mergeMaps(base, own, "below");
	if (base.kind === "list" && own.kind === "list" && !replaced.has(key)) {
		const targets = new Set(key === "volumes" ? own.items.map(targetOfMount) : []);
		const items = [...base.items.filter((item) => !targets.has(targetOfMount(item))), ...own.items];
		return { kind: "list", at: own.at, items, weight: items.reduce((sum, { weight }) => sum + weight, 0) };
	}
	return own;
}

/** Where a mount goes: the later one of two at the same place counts. */
const targetOfMount = (tree: Tree): string | null => {
	if (tree.kind === "scalar") return tree.text.split(":")[1] ?? tree.text;
	const target = tree.kind === "map" ? tree.entries.get("target")?.value : undefined;
	return target?.kind === "scalar" ? target.text : null;
};

function asPairs(tree: Tree): MapTree | null {
	if (tree.kind === "map") return tree;
	if (tree.kind === "scalar") return null;
	const entries = new Map<string, MapEntry>();
	for (const item of tree.items) {
		if (item.kind !== "scalar") return null;
		const equals = item.text.indexOf("=");
		const value: Tree =
			equals < 0 ? { ...item, value: null, text: "" } : { ...item, value: item.text.slice(equals + 1), text: item.text.slice(equals + 1) };
		entries.set(equals < 0 ? item.text : item.text.slice(0, equals), { keyAt: item.at, value });
	}
	return weighed(entries, tree);
}

function weighed(entries: ReadonlyMap<string, MapEntry>, like: Tree): MapTree {
	let weight = 0;
	for (const { value } of entries.values()) weight += value.weight;
	return { kind: "map", at: like.at, entries, weight };
}

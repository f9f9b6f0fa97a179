import { readEnvFile } from "../read/env-file.ts";
import { booleanOf, type KeyRule, textOf, wrongShape } from "../report/read-keys.ts";
import type { Report } from "../report/report.ts";
import { childOf, entriesOf, itemsOf, type Spot } from "../report/spot.ts";
import { type Draft, putEntry, ruleBrokenBy } from "./draft.ts";
import { readPairs } from "./pairs.ts";

/** More are not looked at one by one: a manifest takes far fewer, and core says how many. */
const PAIRS_MAX = 1_000;

export const environment: KeyRule<Draft> = {
	verdicts: ["kept", "translated", "refused", "ignored"],
	about:
		"`env`. A name without a value takes that of the variable given to the import, and is left out when there is none, as Compose does. `PATH` and names that begin with `LD_`, `BERTH_`, `FRED_` or `DOCKER_` are refused.",
	read(spot, draft, report) {
		const pairs = readPairs(spot, report);
		if (pairs.length > PAIRS_MAX)
			return void report.refused(spot, "There are more variables than a container takes, 256.", { final: true });
		let count = 0;
		for (const pair of pairs) {
			const value = pair.value ?? draft.world.lookup(pair.name);
			if (value === undefined) {
				report.ignored(
					pair.spot,
					"Compose takes the value from the shell it runs in; none was given, so the variable is left out as Compose would.",
				);
				continue;
			}
			if (!putVariable(draft, pair.name, value, pair.spot, report)) continue;
			count += 1;
			if (pair.value === null) report.translated(pair.spot, "Its value is that of the variable given to this import.", `env.${pair.name}`);
			else tellOctal(pair.spot, report, value);
		}
		report.kept(spot, `${count} ${count === 1 ? "variable" : "variables"} of the container's environment.`, "env");
	},
};

/** Compose reads a number that begins with 0 as octal, and hands its decimal to the container: seldom what is meant. */
function tellOctal({ tree, path, at, service }: Spot, report: Report, text: string) {
	if (tree.kind !== "scalar" || typeof tree.value !== "number" || !/^0[0-7]+$/.test(text)) return;
	report.translated(
		{ tree, path, at, service },
		`Compose would read this as an octal number and pass ${Number.parseInt(text, 8)}; it is passed as it is written. Quote it to say so.`,
		text,
	);
}

function putVariable(draft: Draft, name: string, value: string, spot: Spot, report: Report): boolean {
	const broken = ruleBrokenBy("env", Object.fromEntries([[name, value]]));
	if (broken === null) putEntry(draft, "env", name, value, spot);
	else report.refused(spot, `The variable ${name.slice(0, 60)} cannot be given to a container: ${broken}.`);
	return broken === null;
}

export const envFile: KeyRule<Draft> = {
	verdicts: ["translated", "refused", "ignored"],
	about:
		"`env`, of the files that are handed over with the Compose file; what `environment` says goes before. A file that is not handed over is refused, unless it is `required: false`.",
	read(spot, draft, report) {
		const files = spot.tree.kind === "list" ? itemsOf(spot) : [spot];
		for (const file of files) readFile(file, draft, report);
	},
};

function readFile(spot: Spot, draft: Draft, report: Report) {
	const pathSpot = spot.tree.kind === "map" ? childOf(spot, "path") : spot;
	const path = pathSpot && textOf(pathSpot);
	if (!path) return wrongShape(spot, report, "the path of a file");
	const required = childOf(spot, "required");
	const format = childOf(spot, "format");
	for (const [key, child] of entriesOf(spot))
		if (!["path", "required", "format"].includes(key))
			report.refused(child, `The Compose specification has no key "${key.slice(0, 60)}" here; correct its name or take it out.`);
	const text = draft.world.fileAt(path);
	if (text === undefined) {
		if (required && booleanOf(required) === false) report.ignored(spot, "The file was not handed over and is not required.");
		else
			report.refused(
				spot,
				`The file ${path.slice(0, 100)} was not handed over with this one; hand it over too, or write its variables under environment.`,
			);
		return;
	}
	const { variables, badLines, missing } = readEnvFile(text, {
		lookup: draft.world.lookup,
		raw: format !== undefined && textOf(format) === "raw",
	});
	if (badLines.length > 0) report.refused(spot, `Line ${badLines[0]} of ${path.slice(0, 100)} is not NAME=value.`);
	if (missing.length > 0)
		report.refused(spot, `${path.slice(0, 100)} asks for the variable ${missing[0]}, which was not given to this import.`);
	// Later files go before earlier ones, and `environment` before all: it is read last.
	if (Object.keys(variables).length > PAIRS_MAX)
		return void report.refused(spot, `${path.slice(0, 100)} has more variables than a container takes, 256.`, { final: true });
	let count = 0;
	for (const [name, value] of Object.entries(variables)) if (putVariable(draft, name, value, spot, report)) count += 1;
	report.translated(spot, `${count} variables of the file are written into the manifest.`, "env");
}

export const labels: KeyRule<Draft> = {
	verdicts: ["kept", "ignored", "refused"],
	about:
		"`labels`. Those that begin with `traefik.`, `com.docker.`, `berth.` or `fred.` belong to the installation and are left out; a route is a port with `ingress`, a name of one's own a domain of the lease.",
	read(spot, draft, report) {
		const pairs = readPairs(spot, report);
		if (pairs.length > PAIRS_MAX) return void report.refused(spot, "There are more labels than a container takes, 128.", { final: true });
		let count = 0;
		for (const { name, value, spot: at } of pairs) {
			const broken = ruleBrokenBy("labels", Object.fromEntries([[name, value ?? ""]]));
			if (broken === null) {
				putEntry(draft, "labels", name, value ?? "", at);
				count += 1;
			} else if (name.toLowerCase().startsWith("traefik."))
				report.ignored(
					at,
					"Routes are not made by labels here: give a port `ingress`, and the lease a domain, and the installation routes to it.",
				);
			else report.ignored(at, "The label belongs to the installation, or has no name; it is left out.");
		}
		report.kept(spot, `${count} ${count === 1 ? "label" : "labels"} of the containers.`, "labels");
	},
};

import { isAppError, type Manifest, type ManifestIssue, parseManifest } from "@berth/core";
import { type Top, topKeys } from "./keys/top-keys.ts";
import { composeError } from "./read/compose-error.ts";
import { decode } from "./read/decode.ts";
import type { Lookup } from "./read/interpolate.ts";
import { readYaml } from "./read/read-yaml.ts";
import { WEIGHT_MAX } from "./read/to-tree.ts";
import { numberOf, readKeys, textOf } from "./report/read-keys.ts";
import { createReport, type Report } from "./report/report.ts";
import type { Row } from "./report/row.ts";
import { childOf, entriesOf, itemsOf, rootSpot, type Spot } from "./report/spot.ts";
import type { Draft, Wish, World } from "./service/draft.ts";
import { extend } from "./service/extend.ts";
import { nameServices } from "./service/names.ts";
import { createVariableReader } from "./service/put-variables.ts";
import { serviceKeys } from "./service/service-keys.ts";
import { settle } from "./service/settle.ts";
import { type OfferedSize, suggestSize } from "./suggest-size.ts";

export interface ImportOptions {
	/** What `${NAME}` stands for, as `.env` and the shell say it to Compose. */
	readonly variables?: Readonly<Record<string, string>>;
	/** Files beside the Compose file, by the path that `env_file` names. */
	readonly files?: Readonly<Record<string, string>>;
	/** Images by service, in place of the file's own or of a build. */
	readonly images?: Readonly<Record<string, string>>;
	/** Profiles that are asked for; `*` asks for all. */
	readonly profiles?: readonly string[];
	/** Paths of refused rows that the file may be imported without. */
	readonly accept?: readonly string[];
	/** Sizes to suggest from. */
	readonly sizes?: readonly OfferedSize[];
}

/** What a service is leased as: how many, and of which size. */
export interface ProposedItem {
	/** As the manifest names it. */
	readonly service: string;
	readonly quantity: number;
	readonly wish: Readonly<Wish>;
	/** The smallest of the sizes given that has what is wished for. */
	readonly sku: string | null;
}

export interface ComposeImport {
	/** Whether nothing is refused but what was accepted; only then is there a manifest. */
	readonly ok: boolean;
	readonly manifest: Manifest | null;
	readonly items: readonly ProposedItem[];
	/** A name for the lease, of the file's own `name`. */
	readonly name: string | null;
	/** What became of every piece of the file, in its order. */
	readonly table: readonly Row[];
}

/** More: nobody's file; the table would say so much for each. */
const SERVICES_MAX = 100;

/**
 * Makes a manifest of a Compose file, and a table of what was kept, translated, refused and left out, and why.
 *
 * Returns `ok` with a manifest that `parseManifest` takes, or the rows that block it.
 * Errors  INVALID_COMPOSE with the line, when no table can be made: no YAML, not safe to read, or not a Compose file.
 * Cost    linear in the file; it reads nothing but what it is given.
 */
export function importCompose(input: string | Uint8Array, options: ImportOptions = {}): ComposeImport {
	const tree = readYaml(decode(input));
	const start = { line: 1, column: 1 };
	if (tree?.kind !== "map") throw composeError("bad-shape", tree?.at ?? start, "a Compose file is a map that begins with services");
	const report = createReport(new Set(options.accept));
	const world = worldOf(options, tree.entries.has("volumes") ? childOf(rootSpot(tree), "volumes") : undefined);
	const root = rootSpot(tree);
	const services = childOf(root, "services");
	if (services?.tree.kind !== "map" || services.tree.entries.size === 0)
		throw composeError("bad-shape", services?.at ?? start, "there are no services; a Compose file has at least one under services");
	if (services.tree.entries.size > SERVICES_MAX)
		throw composeError("too-much", services.at, `there are more than ${SERVICES_MAX} services; split the file`);

	const top: Top = { name: null };
	const variables = createVariableReader(world.lookup, report);
	const outside = entriesOf(root).filter(([key]) => key !== "services");
	const readOutside = new Map(
		outside.map(([key, spot]) => [key, { keyAt: spot.at, value: key.startsWith("x-") ? spot.tree : variables.read(spot) }]),
	);
	readKeys({ ...root, tree: { ...tree, entries: readOutside } }, topKeys, top, report);

	const { drafts, absent } = readServices(services, world, options.profiles ?? [], variables.read, report);
	settle(drafts, absent, report);
	const manifest = finish(drafts, services, report);
	const table = report.rows();
	const ok = manifest !== null && !table.some(({ blocking }) => blocking);
	const items = drafts.map(({ name, quantity, wish }) => ({ service: name, quantity, wish, sku: suggestSize(wish, options.sizes ?? []) }));
	return { ok, manifest: ok ? manifest : null, items, name: top.name, table };
}

function worldOf(options: ImportOptions, volumes: Spot | undefined): World {
	const own = (record: Readonly<Record<string, string>> | undefined, key: string) =>
		record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
	const lookup: Lookup = (name) => own(options.variables, name);
	const bare = (path: string) => path.replace(/^\.\//, "");
	return {
		lookup,
		fileAt: (path) => own(options.files, path) ?? own(options.files, bare(path)) ?? own(options.files, `./${bare(path)}`),
		imageFor: (service) => own(options.images, service),
		volumes: new Set(volumes ? entriesOf(volumes).map(([name]) => name) : []),
	};
}

function readServices(
	services: Spot,
	world: World,
	profiles: readonly string[],
	putVariables: (spot: Spot) => Spot["tree"],
	report: Report,
) {
	const absent = new Map<string, string>();
	const active: (readonly [string, Spot])[] = [];
	for (const [key, found] of entriesOf(services)) {
		const spot: Spot = { ...found, service: key };
		if (key.startsWith("x-")) {
			report.ignored(spot, "An extension: Compose reads it only where an alias takes it over.");
		} else if (spot.tree.kind !== "map") {
			report.refused(spot, "A service is a map of keys, with an image at the least.", { final: true });
			absent.set(key, "is no service");
		} else if (!isActive(spot, profiles, report)) absent.set(key, "is left out, as none of its profiles is asked for");
		else active.push([key, spot]);
	}
	const names = nameServices(active, report);
	const drafts: Draft[] = [];
	let weight = 0;
	for (const [key, spot] of active) {
		const name = names.get(key);
		if (name === undefined) {
			absent.set(key, "has no name that a service can have");
			continue;
		}
		const extended = extend(spot, services, report);
		weight += extended.weight;
		if (weight > WEIGHT_MAX)
			throw composeError("too-much", spot.at, "with what they extend written out these services are larger than any; repeat less");
		const whole: Spot = { ...spot, tree: putVariables({ ...spot, tree: extended }) };
		if (runsNever(whole)) {
			report.ignored(whole, "It is to run no times, so it is left out; how many there are is said by the item's quantity.");
			absent.set(key, "is to run no times");
			continue;
		}
		const draft: Draft = {
			key,
			name,
			spot: whole,
			service: {},
			origins: new Map(),
			wish: { cpuMillis: null, memoryBytes: null, disk: false },
			quantity: 1,
			waits: [],
			mounts: [],
			world,
		};
		readKeys(whole, serviceKeys, draft, report);
		nameImage(draft, report);
		drafts.push(draft);
	}
	return { drafts, absent };
}

/** An image that was named to the import serves also where the file has neither image nor build. */
function nameImage(draft: Draft, report: Report): void {
	const has = (key: string) => childOf(draft.spot, key) !== undefined;
	if (draft.service.image !== undefined || (has("image") && textOf(childOf(draft.spot, "image") ?? draft.spot)) || has("build")) return;
	report.refused(draft.spot, "It has no image; write one that a registry has.", { final: true });
}

function runsNever(spot: Spot): boolean {
	const deploy = childOf(spot, "deploy");
	const counts = [childOf(spot, "scale"), deploy && childOf(deploy, "replicas")];
	return counts.some((count) => count !== undefined && numberOf(count) === 0);
}

function isActive(spot: Spot, asked: readonly string[], report: Report): boolean {
	const at = childOf(spot, "profiles");
	if (at === undefined) return true;
	const own = (at.tree.kind === "list" ? itemsOf(at) : [at]).map(textOf).filter((name) => name !== null && name !== "");
	if (own.length === 0 || asked.includes("*") || own.some((name) => asked.includes(name ?? ""))) {
		report.ignored(at, own.length === 0 ? "It names no profile." : "One of its profiles is asked for.");
		return true;
	}
	report.ignored(
		spot,
		`It runs only with the profile ${own.join(" or ").slice(0, 80)}, which was not asked for; it is left out, as Compose does.`,
	);
	return false;
}

/** The manifest, by core's own rules; what breaks one is told where it is written. */
function finish(drafts: readonly Draft[], services: Spot, report: Report): Manifest | null {
	if (drafts.length === 0) {
		report.refused(services, "No service is left to run.", { final: true });
		return null;
	}
	try {
		return parseManifest({ services: Object.fromEntries(drafts.map(({ name, service }) => [name, service])) });
	} catch (err) {
		if (!isAppError(err, "INVALID_MANIFEST")) throw err;
		const issues = (err.data.issues ?? [{ path: "services", message: err.message }]) as readonly ManifestIssue[];
		for (const issue of issues) tellIssue(issue, drafts, services, report);
		return null;
	}
}

function tellIssue({ path, message }: ManifestIssue, drafts: readonly Draft[], services: Spot, report: Report): void {
	const draft = drafts.find(({ name }) => path === `services.${name}` || path.startsWith(`services.${name}.`));
	// A missing image is told where the service is read, with what to do.
	if (draft !== undefined && draft.service.image === undefined && path === `services.${draft.name}.image`) return;
	const field = draft === undefined ? "" : path.slice(`services.${draft.name}.`.length);
	const [origin] = [...(draft?.origins ?? [])]
		.filter(([at]) => field === at || field.startsWith(`${at}.`) || at.startsWith(`${field}.`))
		.toSorted(([a], [b]) => b.length - a.length);
	report.refused(origin?.[1] ?? draft?.spot ?? services, `The manifest does not take it: ${message}.`, { final: true });
}

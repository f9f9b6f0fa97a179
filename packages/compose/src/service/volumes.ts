import { always, booleanOf, type KeyRule, textOf, wrongShape } from "../report/read-keys.ts";
import type { Report } from "../report/report.ts";
import { childOf, entriesOf, itemsOf, type Spot } from "../report/spot.ts";
import { type Draft, put, ruleBrokenBy } from "./draft.ts";

const KEPT_ON_DISK =
	"Its data is kept on the disk of the service's size, which the item asks for, provided the image declares a VOLUME at this path or above it: what is written elsewhere goes with the container. Look with docker image inspect.";

export const volumes: KeyRule<Draft> = {
	verdicts: ["kept", "translated", "refused", "ignored"],
	about:
		"A named or nameless volume asks for a size with a disk: every `VOLUME` of the image is kept on it. One volume for several services, a folder of the host, Docker's socket, and mounts of other kinds are refused; `/etc/localtime` is left out. `type: tmpfs` is `tmpfs`.",
	read(spot, draft, report) {
		if (spot.tree.kind !== "list") return wrongShape(spot, report, "a list of volumes");
		for (const item of itemsOf(spot)) {
			if (item.tree.kind === "map") readLong(item, draft, report);
			else readShort(item, draft, report);
		}
	},
};

function readShort(spot: Spot, draft: Draft, report: Report) {
	const text = textOf(spot)?.trim() ?? "";
	if (/^[A-Za-z]:[\\/]/.test(text)) return void report.refused(spot, "A folder of a Windows host cannot be mounted.");
	const [source = "", target, mode = "", ...more] = text.split(":");
	if (source === "" || target === "" || more.length > 0) return wrongShape(spot, report, 'a volume such as "data:/var/lib/data"');
	if (target === undefined) mount(spot, draft, report, { source: null, target: source });
	else mount(spot, draft, report, { source, target });
	const isOfHost = /^[./~]/.test(source) && target !== undefined;
	if (!isOfHost && mode.split(",").some((option) => option.trim() === "ro")) tellReadOnly(spot, report);
}

const tellReadOnly = (spot: Spot, report: Report): void =>
	report.ignored(spot, "A volume belongs to one instance alone, which may write to it; read-only is not a thing it can be.");

function readLong(spot: Spot, draft: Draft, report: Report) {
	const text = (key: string) => {
		const child = childOf(spot, key);
		return child ? textOf(child) : null;
	};
	const target = text("target") ?? "";
	const type = text("type") ?? "volume";
	const about = { source: text("source") || null, target };
	if (target === "") return wrongShape(spot, report, "a target, the path inside of the container");
	if (type === "bind") bind(spot, draft, report, about.source ?? "", target);
	else if (type === "volume") mount(spot, draft, report, about);
	else if (type === "tmpfs") addTmpfs(spot, draft, report, target);
	else report.refused(spot, `A mount of the kind ${type.slice(0, 20)} cannot be made; a container has its image, its disk and tmpfs.`);
	for (const [key, child] of entriesOf(spot)) readOption(key, child, type, report);
}

function readOption(key: string, spot: Spot, type: string, report: Report) {
	if (["type", "source", "target", "bind", "image"].includes(key)) return;
	if (key === "read_only") {
		if (booleanOf(spot) === true && type === "volume") tellReadOnly(spot, report);
		return;
	}
	if (key === "consistency" || key.startsWith("x-")) return report.ignored(spot, "It changes nothing on Linux.");
	if (key === "tmpfs")
		return report.ignored(spot, "A tmpfs has the size that the installation gives and the mode that the folder has in the image.");
	if (key !== "volume")
		return void report.refused(spot, `The Compose specification has no key "${key.slice(0, 60)}" here; correct its name or take it out.`);
	for (const [option, at] of entriesOf(spot)) {
		if (option === "subpath") report.refused(at, "A part of a volume cannot be mounted; the image's own VOLUMEs are kept as they are.");
		else report.ignored(at, "Volumes are made by Berth, with what the image holds at that path.");
	}
}

function mount(spot: Spot, draft: Draft, report: Report, { source, target }: { source: string | null; target: string }) {
	if (source !== null && /^[./~]/.test(source)) return bind(spot, draft, report, source, target);
	if (!target.startsWith("/")) return wrongShape(spot, report, "an absolute path inside of the container");
	if (source !== null) {
		if (!draft.world.volumes.has(source))
			return void report.refused(
				spot,
				`The file declares no volume "${source.slice(0, 60)}"; add it under volumes, as Compose wants it too.`,
			);
		draft.mounts.push({ volume: source, spot });
	}
	draft.wish.disk = true;
	report.translated(spot, KEPT_ON_DISK, "items: a size with a disk");
}

function bind(spot: Spot, draft: Draft, report: Report, source: string, target: string) {
	if (["docker.sock", "podman.sock", "containerd.sock"].some((socket) => source.endsWith(socket) || target.endsWith(socket)))
		return void report.refused(
			spot,
			"The socket of the container engine is root on the host; no container gets it. Routes, logs and health, which programs read from it, are on the lease's own page.",
		);
	if (["/etc/localtime", "/etc/timezone"].includes(source))
		return report.ignored(spot, "The host's clock setting is not mounted; set the variable TZ where the image takes it.");
	report.refused(
		spot,
		`Nothing of the host is mounted into a container (${draft.name} wants ${source.slice(0, 80)}). Put files of configuration into the image or into variables; bring data by importing it into the service's volume.`,
	);
}

export const tmpfs: KeyRule<Draft> = {
	verdicts: ["kept", "translated", "ignored", "refused"],
	about: "`tmpfs`, at most four paths; `/tmp` and `/run` are there anyway. Options behind the path are left out.",
	read(spot, draft, report) {
		const items = spot.tree.kind === "list" ? itemsOf(spot) : [spot];
		for (const item of items) {
			const text = textOf(item);
			if (text === null) wrongShape(item, report, "a path");
			else addTmpfs(item, draft, report, text);
		}
	},
};

function addTmpfs(spot: Spot, draft: Draft, report: Report, text: string) {
	const [path = "", options] = text.split(":");
	const clean = path.replace(/\/+/g, "/").replace(/(.)\/$/, "$1");
	if (["/tmp", "/run"].includes(clean)) return report.ignored(spot, "Every container has it already, empty at each start.");
	const broken = ruleBrokenBy("tmpfs", [path]);
	if (broken !== null) return void report.refused(spot, `A tmpfs ${broken}.`);
	const already = draft.service.tmpfs ?? [];
	if (already.length >= 4) return void report.refused(spot, "A service has at most four tmpfs beside /tmp and /run; write to those.");
	put(draft, "tmpfs", [...already, path], spot, String(already.length));
	if (options === undefined) report.kept(spot, "Empty at each start.", "tmpfs");
	else
		report.translated(spot, "It has the size that the installation gives and the mode that the folder has in the image.", `tmpfs ${path}`);
}

export const volumesFrom: KeyRule<Draft> = always(
	"refused",
	"A volume belongs to one service alone; let one service have the data and the others ask it over the network.",
);

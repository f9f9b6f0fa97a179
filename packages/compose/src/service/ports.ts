import { type KeyRule, textOf, wrongShape } from "../report/read-keys.ts";
import type { Report } from "../report/report.ts";
import { childOf, entriesOf, itemsOf, type Spot } from "../report/spot.ts";
import { type Draft, putEntry } from "./draft.ts";

const PORTS_MAX = 64;

export const ports: KeyRule<Draft> = {
	verdicts: ["kept", "translated", "refused", "ignored"],
	about:
		"`ports`: the container's port and its protocol, ranges one by one. Which port of the host it answers at decides Berth (add `stable: true` for one that stays). One that only the host itself could reach (`127.0.0.1:`) is not published: services reach each other without. `app_protocol: http` asks for `ingress`.",
	read(spot, draft, report) {
		if (spot.tree.kind !== "list") return wrongShape(spot, report, "a list of ports");
		for (const item of itemsOf(spot)) {
			if (item.tree.kind === "map") readLong(item, draft, report);
			else readShort(item, draft, report);
		}
	},
};

interface Published {
	readonly from: number;
	readonly to: number;
	readonly protocol: string;
	readonly host: string | null;
	readonly hostIp: string;
	readonly ingress: boolean;
}

function readShort(spot: Spot, draft: Draft, report: Report) {
	const text = textOf(spot)?.trim() ?? "";
	const [, bracketed, address, host, from = "", to, protocol = "tcp"] =
		/^(?:(?:\[([0-9a-fA-F:.]+)\]|(\d{1,3}(?:\.\d{1,3}){3})):)?(?:(\d{0,5}(?:-\d{1,5})?):)?(\d{1,5})(?:-(\d{1,5}))?(?:\/([A-Za-z]+))?$/.exec(
			text,
		) ?? [];
	if (from === "") return wrongShape(spot, report, 'a port such as "8080:80" or "53:53/udp"');
	publish(spot, draft, report, {
		from: Number(from),
		to: Number(to ?? from),
		protocol: protocol.toLowerCase(),
		host: host || null,
		hostIp: bracketed ?? address ?? "",
		ingress: false,
	});
}

const longKeys: Readonly<Record<string, string>> = {
	target: "",
	published: "",
	protocol: "",
	host_ip: "",
	app_protocol: "",
	mode: "Every instance has a port of its own, whichever mode is asked for.",
	name: "A port of the manifest has no name.",
};

function readLong(spot: Spot, draft: Draft, report: Report) {
	const text = (key: string) => {
		const child = childOf(spot, key);
		return child ? (textOf(child)?.trim() ?? null) : null;
	};
	for (const [key, child] of entriesOf(spot)) {
		const told = Object.hasOwn(longKeys, key) ? longKeys[key] : undefined;
		if (key.startsWith("x-")) report.ignored(child, "An extension, which Compose does not read.");
		else if (told === undefined)
			report.refused(child, `The Compose specification has no key "${key.slice(0, 60)}" here; correct its name or take it out.`);
		else if (told !== "") report.ignored(child, told);
	}
	const [, from = "", to] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text("target") ?? "") ?? [];
	if (from === "") return wrongShape(spot, report, "a target, the port inside of the container");
	publish(spot, draft, report, {
		from: Number(from),
		to: Number(to ?? from),
		protocol: (text("protocol") ?? "tcp").toLowerCase(),
		host: text("published"),
		hostIp: text("host_ip") ?? "",
		ingress: ["http", "http2", "h2c"].includes(text("app_protocol")?.toLowerCase() ?? ""),
	});
}

function publish(spot: Spot, draft: Draft, report: Report, { from, to, protocol, host, hostIp, ingress }: Published) {
	if (protocol !== "tcp" && protocol !== "udp")
		return void report.refused(spot, `Ports are tcp or udp; ${protocol.slice(0, 20)} cannot be published.`);
	if (from < 1 || to > 65_535 || to < from) return wrongShape(spot, report, "a port between 1 and 65535");
	if (/^127\.|^::1$/.test(hostIp))
		return report.ignored(
			spot,
			`Only the host itself could reach it there, and nobody is on the host: not published. The other services reach it as ${draft.name}:${from}; to reach it from outside, write it without the address.`,
		);
	if (to - from >= PORTS_MAX)
		return void report.refused(
			spot,
			`A service has at most ${PORTS_MAX} ports, and this range alone has ${to - from + 1}; name those that are used.`,
		);
	const specs: string[] = [];
	// At most one port takes ingress; the first that asks for it.
	let open = ingress && protocol === "tcp" && !Object.values(draft.service.ports ?? {}).some((port) => port.ingress);
	for (let port = from; port <= to; port += 1) {
		const spec = `${port}/${protocol}`;
		specs.push(spec);
		putEntry(draft, "ports", spec, { ...draft.service.ports?.[spec], ...(open ? { ingress: true } : {}) }, spot);
		open = false;
	}
	const became = specs.length > 2 ? `ports ${specs[0]} … ${specs.at(-1)}` : `ports ${specs.join(", ")}`;
	const where = hostIp === "" || hostIp === "0.0.0.0" || hostIp === "::" ? "" : ` and no address of it (${hostIp.slice(0, 45)})`;
	if (host === null && where === "") report.kept(spot, "The host's port is chosen by Berth, as Compose would choose one.", became);
	else
		report.translated(
			spot,
			`No port of the host can be asked for${where}: Berth gives one and tells it as an endpoint, another after each start unless the port is stable; ingress serves web pages under a name.`,
			became,
		);
}

export const expose: KeyRule<Draft> = {
	verdicts: ["ignored"],
	about: "Nothing: the services of a lease reach each other at every port.",
	read(spot, draft, report) {
		report.ignored(spot, `The services of a lease reach each other at every port, as ${draft.name}:<port>; nothing needs to be exposed.`);
	},
};

import type { WireHandler } from "./context.ts";
import { deprovision } from "./routes/deprovision.ts";
import { info } from "./routes/info.ts";
import { logs } from "./routes/logs.ts";
import { provision } from "./routes/provision.ts";
import { getProvision, listProvisions } from "./routes/provisions.ts";
import { reconcileDomains } from "./routes/reconcile-domains.ts";
import { releases } from "./routes/releases.ts";
import { restart, update } from "./routes/replace.ts";
import { restore } from "./routes/restore.ts";
import { listRetentions } from "./routes/retentions.ts";
import { health, stats } from "./routes/unsigned.ts";

export interface Route {
	/** For log lines: a closed set. */
	readonly op: string;
	readonly method: "GET" | "POST";
	readonly handle: WireHandler;
	/** Whether anybody may ask. */
	readonly open?: true;
}

/** By the first part of the path; `named` has one more part, which is a name. */
const plain: Readonly<Record<string, Route>> = {
	provision: { op: "provision", method: "POST", handle: provision },
	deprovision: { op: "deprovision", method: "POST", handle: deprovision },
	provisions: { op: "list_provisions", method: "GET", handle: listProvisions },
	restart: { op: "restart", method: "POST", handle: restart },
	update: { op: "update", method: "POST", handle: update },
	restore: { op: "restore", method: "POST", handle: restore },
	retentions: { op: "list_retentions", method: "GET", handle: listRetentions },
	reconcile_custom_domain: { op: "reconcile_custom_domain", method: "POST", handle: reconcileDomains },
	health: { op: "health", method: "GET", handle: health, open: true },
	stats: { op: "stats", method: "GET", handle: stats, open: true },
};
const named: Readonly<Record<string, Route>> = {
	info: { op: "info", method: "GET", handle: info },
	logs: { op: "logs", method: "GET", handle: logs },
	provisions: { op: "get_provision", method: "GET", handle: getProvision },
	releases: { op: "releases", method: "GET", handle: releases },
};

export interface Found {
	readonly route: Route;
	readonly name: string;
}

/** The route of a path as it was sent; null when there is none. A name that is not well spelled is `malformed`. */
export function findRoute(path: string): Found | "malformed" | null {
	const [, first = "", second, ...more] = path.split("/");
	if (more.length > 0 || !path.startsWith("/")) return null;
	const table = second === undefined ? plain : named;
	const route = Object.hasOwn(table, first) ? table[first] : undefined;
	if (route === undefined || second === "") return null;
	try {
		return { route, name: decodeURIComponent(second ?? "") };
	} catch {
		// A percent sign that begins nothing.
		return "malformed";
	}
}

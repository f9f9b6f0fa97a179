import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { AppError } from "@berth/core";
import type { Hono } from "hono";
import packageFile from "../../package.json" with { type: "json" };
import type { Config } from "../config.ts";
import { streamInParts } from "../preflight/streaming-check.ts";
import { isLocal } from "./client-address.ts";
import type { Health } from "./health.ts";
import type { RequestEnv } from "./observe-requests.ts";

// What else the package says is nobody's business.
const { version } = packageFile;

/** What every process of the service answers, whatever its role. */
export interface HealthRoutes {
	readonly health: Health;
	/** All figures as text, the ones read on demand included. */
	readonly readMetrics: () => Promise<{ readonly text: string; readonly contentType: string }>;
	readonly config: Pick<Config, "METRICS_TOKEN">;
}

export function addHealthRoutes(app: Hono<RequestEnv>, { health, readMetrics, config }: HealthRoutes): void {
	app.get("/healthz", (c) =>
		c.req.query("stream") === undefined ? c.json({ ok: true, version, uptimeMs: Math.round(process.uptime() * 1_000) }) : streamInParts(),
	);
	app.get("/readyz", async (c) => {
		const report = await health.ready();
		return c.json(report, report.ok ? 200 : 503);
	});
	app.get("/metrics", async (c) => {
		if (!mayReadMetrics(c.env.incoming, config)) throw new AppError("FORBIDDEN");
		const { text, contentType } = await readMetrics();
		return c.body(text, 200, { "content-type": contentType });
	});
}

/** Whoever has the token or, without one, is on this machine. */
export function mayReadMetrics(req: IncomingMessage, config: Pick<Config, "METRICS_TOKEN">): boolean {
	if (config.METRICS_TOKEN === null) return isLocal(req);
	// Digests are of one length and their comparison takes one time, whatever was sent.
	const digest = (text: string) => createHash("sha256").update(text).digest();
	return timingSafeEqual(digest(req.headers.authorization ?? ""), digest(`Bearer ${config.METRICS_TOKEN.reveal()}`));
}

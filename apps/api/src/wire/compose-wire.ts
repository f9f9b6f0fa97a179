import { createLeaseService, type LeasePolicy } from "@berth/lease";
import type { Parts } from "../compose-parts.ts";
import type { HealthRoutes } from "../http/health-routes.ts";
import type { WireContext } from "./context.ts";
import { handleRequest } from "./handle-request.ts";
import { createSeenSignatures } from "./seen-signatures.ts";
import { startWireServer, type WireServer } from "./server.ts";
import type { WireSettings } from "./wire-settings.ts";

/** Serves the backend protocol on its own port until the service ends. Errors  what keeps the port from being taken. */
export async function startWire(parts: Parts, settings: WireSettings, policy: LeasePolicy, health: HealthRoutes): Promise<WireServer> {
	const { config, clock, log, metrics, leaseMetrics, spans, database, engine, shutdown } = parts;
	const { stores } = database;
	const context: WireContext = {
		settings,
		stores,
		leases: createLeaseService({
			stores,
			engine,
			engineNode: config.NODE_NAME,
			clock,
			log,
			metrics: leaseMetrics,
			spans,
			policy: { ...policy, commandSpacingMs: 0 },
		}),
		engine,
		nodeName: config.NODE_NAME,
		clock,
		health,
		ingressDomain: policy.ingressDomain,
		publicHost: policy.publicHost,
		publishAddress: config.PUBLISH_ADDRESS,
	};
	const end = new AbortController();
	const options = {
		context,
		seen: createSeenSignatures(stores.backend, clock),
		log,
		count: (status: number, durationMs: number) =>
			metrics.requests.observe({ part: "backend", status: `${Math.floor(status / 100)}xx` }, durationMs / 1_000),
		signal: end.signal,
	};
	const server = await startWireServer({
		host: settings.host,
		port: settings.port,
		tls: settings.tls,
		handle: (req, res) => void handleRequest(options, req, res),
		refused: () => log.warn({ op: "backend" }, "a client was sent away: its certificate has none of the allowed names"),
	});
	shutdown.add("backend protocol", async (drainMs) => {
		const closed = server.close(drainMs);
		end.abort();
		await closed;
	});
	log.info({ op: "start", host: settings.host, port: server.port, tls: settings.tls !== null }, "the backend protocol is served");
	return server;
}

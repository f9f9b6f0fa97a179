import { AppError, noSpans } from "@berth/core";
import type { Log } from "@berth/lease";
import { Hono } from "hono";
import type { Metrics } from "../telemetry/metrics.ts";
import { addHealthRoutes, type HealthRoutes } from "./health-routes.ts";
import { answerError, observeRequests, type RequestEnv } from "./observe-requests.ts";

/** What a process that is an agent alone answers: whether it is well, and its figures. */
export function createAgentApp(options: {
	readonly publicUrl: string;
	readonly health: HealthRoutes;
	readonly metrics: Metrics;
	readonly log: Log;
}): Hono<RequestEnv> {
	const app = new Hono<RequestEnv>();
	app.onError(answerError);
	app.notFound(() => {
		throw new AppError("NOT_FOUND");
	});
	app.use(observeRequests({ ...options, spans: noSpans }));
	addHealthRoutes(app, options.health);
	return app;
}

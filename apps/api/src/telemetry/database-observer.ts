import type { Spans } from "@berth/core";
import type { DatabaseObserver } from "@berth/db";
import type { Metrics } from "./metrics.ts";

/** What the database tells of itself: each named query as a figure and, where something is followed, as a part of its trace. */
export const createDatabaseObserver = (metrics: Metrics, spans: Spans): DatabaseObserver => ({
	query(name) {
		const startedMs = performance.now();
		const span = spans.begin(`db ${name}`, { "db.system.name": "postgresql", "db.operation.name": name });
		return (outcome) => {
			metrics.queries.observe({ query: name, outcome }, (performance.now() - startedMs) / 1_000);
			if (outcome !== "ok") span.fail(outcome);
			span.end();
		};
	},
	listenReconnected: () => metrics.listenReconnects.inc(),
});

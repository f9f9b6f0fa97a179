import { MINUTE, noSpans, SECOND, type Spans } from "@berth/core";
import type { Config } from "../config.ts";

export interface Tracing {
	readonly spans: Spans;
	/** Null where nobody is sent traces. */
	readonly close: ((withinMs: number) => Promise<void>) | null;
}

/** A collector that is gone is told of this often. More often: its lines hide others. */
const TOLD_EACH_MS = MINUTE;
/** What is left at shutdown is given this long. A collector that is gone is asked again until then. */
const LAST_MS = 2 * SECOND;

/** Traces for the collector that the settings name. Without one the library that sends them is not even loaded. */
export async function startTracing(
	config: Pick<
		Config,
		"OTEL_EXPORTER_OTLP_ENDPOINT" | "OTEL_EXPORTER_OTLP_HEADERS" | "OTEL_SERVICE_NAME" | "OTEL_TRACES_SAMPLER_ARG" | "NODE_NAME" | "ROLE"
	>,
	onTrouble: (err: Error) => void,
): Promise<Tracing> {
	const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT;
	if (endpoint === null) return { spans: noSpans, close: null };
	const { startOpenTelemetry } = await import("./open-telemetry.ts");
	let toldMs = Number.NEGATIVE_INFINITY;
	const { spans, close } = startOpenTelemetry({
		endpoint,
		headers: Object.fromEntries(Object.entries(config.OTEL_EXPORTER_OTLP_HEADERS ?? {}).map(([name, value]) => [name, value.reveal()])),
		share: config.OTEL_TRACES_SAMPLER_ARG,
		resource: {
			"service.name": config.OTEL_SERVICE_NAME,
			"service.instance.id": `${config.NODE_NAME}:${process.pid}`,
			"berth.role": config.ROLE,
		},
		onTrouble(err) {
			const nowMs = performance.now();
			if (nowMs - toldMs < TOLD_EACH_MS) return;
			toldMs = nowMs;
			onTrouble(err);
		},
	});
	return { spans, close: (withinMs) => close(Math.min(withinMs, LAST_MS)) };
}

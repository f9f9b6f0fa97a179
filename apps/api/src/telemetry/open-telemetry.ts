import { AsyncLocalStorage } from "node:async_hooks";
import { noSpans, type OpenSpan, parseTraceParent, type Span, type SpanFacts, type Spans, toAppError } from "@berth/core";
import { type Context, type Span as OtelSpan, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
	AlwaysOffSampler,
	BatchSpanProcessor,
	ParentBasedSampler,
	type SpanExporter,
	TraceIdRatioBasedSampler,
	TracerProvider,
} from "@opentelemetry/sdk-trace";

export interface OpenTelemetryOptions {
	/** Of the collector, without the path of traces. */
	readonly endpoint: string;
	readonly headers: Readonly<Record<string, string>>;
	/** Of all traces, from 0 to 1, which are kept; the same ones in every process. */
	readonly share: number;
	readonly resource: SpanFacts;
	/** Told when the collector did not take what it was sent. */
	readonly onTrouble: (err: Error) => void;
}

export interface OpenTelemetry {
	readonly spans: Spans;
	/** Sends what is left, for at most so long. */
	close(withinMs: number): Promise<void>;
}

/** The collector is given this long for a batch. Longer: a shutdown waits for one that is gone. Shorter: a busy one loses batches. */
const SEND_MS = 5_000;
/** How long what ended waits for others. Longer: a trace is seen late. Shorter: a busy process sends all the time. */
const GATHER_MS = 2_000;

interface Part {
	readonly span: OtelSpan;
	isOver: boolean;
}

/**
 * Sends spans to a collector over OTLP/HTTP. Nothing of it is global: no library begins spans of its own.
 *
 * Loaded only where a collector is named; see `tracing.ts`.
 */
export function startOpenTelemetry(options: OpenTelemetryOptions): OpenTelemetry {
	const present = new AsyncLocalStorage<Part>();
	const ratio = new TraceIdRatioBasedSampler(options.share);
	const provider = new TracerProvider({
		resource: resourceFromAttributes(options.resource),
		// What a client says it keeps is a wish: how many are kept is for who pays for them.
		sampler: new ParentBasedSampler({ root: ratio, remoteParentSampled: ratio, remoteParentNotSampled: new AlwaysOffSampler() }),
		spanProcessors: [
			new BatchSpanProcessor({ exporter: exporterOf(options), scheduledDelayMillis: GATHER_MS, exportTimeoutMillis: SEND_MS }),
		],
	});
	const tracer = provider.getTracer("berth");

	const start = (name: string, kind: SpanKind, facts: SpanFacts | undefined, parent: Context) =>
		tracer.startSpan(name, { kind, ...(facts && { attributes: facts }) }, parent);
	/** What goes on here. What was begun by a part and outlives it, such as a connection that is kept, belongs to nothing. */
	const inPart = (): OtelSpan | null => {
		const part = present.getStore();
		return part === undefined || part.isOver ? null : part.span;
	};

	async function run<T>(span: OtelSpan, work: (span: Span) => Promise<T>): Promise<T> {
		const part = { span, isOver: false };
		const handle = handleOf(span);
		try {
			return await present.run(part, work, handle);
		} catch (err) {
			handle.fail(toAppError(err).code);
			throw err;
		} finally {
			part.isOver = true;
			span.end();
		}
	}

	const spans: Spans = {
		follow: (name, { parent, kind, facts }, work) =>
			run(start(name, kind === "asked" ? SpanKind.SERVER : SpanKind.CONSUMER, facts, remoteContext(parent)), work),
		part(name, facts, work) {
			const of = inPart();
			return of === null
				? noSpans.part(name, facts, work)
				: run(start(name, SpanKind.INTERNAL, facts, trace.setSpan(ROOT_CONTEXT, of)), work);
		},
		begin(name, facts) {
			const of = inPart();
			return of === null ? noSpans.begin(name) : handleOf(start(name, SpanKind.CLIENT, facts, trace.setSpan(ROOT_CONTEXT, of)));
		},
		current() {
			const of = inPart()?.spanContext();
			if (of === undefined) return null;
			return `00-${of.traceId}-${of.spanId}-${(of.traceFlags & TraceFlags.SAMPLED) === 0 ? "00" : "01"}`;
		},
	};
	return {
		spans,
		async close(withinMs) {
			const late = Promise.withResolvers<void>();
			const timer = setTimeout(late.resolve, withinMs);
			await Promise.race([provider.shutdown().catch(options.onTrouble), late.promise]);
			clearTimeout(timer);
		},
	};
}

const handleOf = (span: OtelSpan): OpenSpan => ({
	note: (facts) => void span.setAttributes(facts),
	// The code alone: an error's text may hold what is a tenant's.
	fail: (code) => void span.setStatus({ code: SpanStatusCode.ERROR, message: code }).setAttribute("error.type", code),
	end: () => span.isRecording() && span.end(),
});

function remoteContext(parent: string | null): Context {
	const read = parseTraceParent(parent);
	if (read === null) return ROOT_CONTEXT;
	const { traceId, spanId, isSampled } = read;
	const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
	return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

/** The library's exporter, whose failures are told; what it could not send is lost. */
function exporterOf({ endpoint, headers, onTrouble }: OpenTelemetryOptions): SpanExporter {
	const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, headers: { ...headers }, timeoutMillis: SEND_MS });
	return {
		export: (spans, done) =>
			exporter.export(spans, (result) => {
				if (result.error) onTrouble(result.error);
				done(result);
			}),
		forceFlush: () => exporter.forceFlush(),
		shutdown: () => exporter.shutdown(),
	};
}

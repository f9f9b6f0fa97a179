/** Facts about a part of a trace. Never a secret, never a tenant's or another program's text. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>;

/** One part of a trace while it goes on. */
export interface Span {
	note(facts: SpanFacts): void;
	/** It went wrong, with this code; it goes on until it ends. */
	fail(code: string): void;
}

export interface OpenSpan extends Span {
	/** Harmless when asked twice. */
	end(): void;
}

export interface FollowOptions {
	/** W3C traceparent of what is gone on with; null, or one that is none, begins a trace. */
	readonly parent: string | null;
	/** Why it runs: somebody waits for the answer, or it was asked for earlier. */
	readonly kind: "asked" | "later";
	readonly facts?: SpanFacts;
}

/**
 * How a command is followed through the parts and processes it goes through.
 *
 * Cost  nothing at all where nobody wants traces; see {@link noSpans}.
 */
export interface Spans {
	/** Follows something from its beginning, or goes on with what another process began. What it throws ends it, with its code. */
	follow<T>(name: string, options: FollowOptions, run: (span: Span) => Promise<T>): Promise<T>;
	/** A part of what is followed. Where nothing is, it is only run. */
	part<T>(name: string, facts: SpanFacts, run: (span: Span) => Promise<T>): Promise<T>;
	/** A part without parts of its own, which its caller ends: a call to the engine or the database. */
	begin(name: string, facts?: SpanFacts): OpenSpan;
	/** The present part as a W3C traceparent, for whoever goes on with it; null where nothing is followed. */
	current(): string | null;
}

const ignore = () => undefined;
const noSpan: OpenSpan = { note: ignore, fail: ignore, end: ignore };

export const noSpans: Spans = {
	follow: (_name, _options, run) => run(noSpan),
	part: (_name, _facts, run) => run(noSpan),
	begin: () => noSpan,
	current: () => null,
};

const shape = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Reads a W3C traceparent; null for what is none.
 *
 * Source  W3C Trace Context, section 3.2. A later version's longer header is not read.
 */
export function parseTraceParent(
	text: string | null | undefined,
): { readonly traceId: string; readonly spanId: string; readonly isSampled: boolean } | null {
	const [, traceId, spanId, flags] = shape.exec(text ?? "") ?? [];
	if (traceId === undefined || spanId === undefined || flags === undefined) return null;
	if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return null;
	return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** A W3C traceparent that begins a trace: random ids, to be kept. */
export function newTraceParent(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(24));
	// Ids of zeros alone stand for none.
	bytes[0] = (bytes[0] ?? 0) | 1;
	bytes[16] = (bytes[16] ?? 0) | 1;
	const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
	return `00-${hex.slice(0, 32)}-${hex.slice(32)}-01`;
}

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface CollectedSpan {
	readonly traceId: string;
	readonly spanId: string;
	/** Absent in one that begins a trace. */
	readonly parentSpanId?: string;
	readonly name: string;
	readonly facts: Readonly<Record<string, unknown>>;
	/** The code it failed with; null when it went well. */
	readonly failed: string | null;
	/** Which process it is of, by its role. */
	readonly role: unknown;
}

export interface TraceCollector extends AsyncDisposable {
	readonly url: string;
	readonly spans: readonly CollectedSpan[];
	/** All that was sent, as it came. */
	readonly bodies: readonly string[];
	readonly headers: readonly Readonly<Record<string, unknown>>[];
}

interface Attribute {
	readonly key: string;
	readonly value: Readonly<Record<string, unknown>>;
}

interface Sent {
	readonly resourceSpans: readonly {
		readonly resource: { readonly attributes: readonly Attribute[] };
		readonly scopeSpans: readonly {
			readonly spans: readonly (Omit<CollectedSpan, "facts" | "failed" | "role"> & {
				readonly attributes?: readonly Attribute[];
				readonly status?: { readonly code?: number; readonly message?: string };
			})[];
		}[];
	}[];
}

const factsOf = (attributes: readonly Attribute[] = []) =>
	Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

const FAILED = 2;

const spansOf = ({ resourceSpans }: Sent): CollectedSpan[] =>
	resourceSpans.flatMap(({ resource, scopeSpans }) =>
		scopeSpans.flatMap(({ spans }) =>
			spans.map(({ attributes, status, ...span }) => ({
				...span,
				facts: factsOf(attributes),
				failed: status?.code === FAILED ? (status.message ?? "") : null,
				role: factsOf(resource.attributes)["berth.role"],
			})),
		),
	);

/** What a collector is to those who send it traces: OTLP over HTTP, as JSON. */
export async function startTraceCollector(): Promise<TraceCollector> {
	const spans: CollectedSpan[] = [];
	const bodies: string[] = [];
	const headers: Readonly<Record<string, unknown>>[] = [];
	const take = async (req: IncomingMessage): Promise<number> => {
		const body = await text(req);
		if (req.method !== "POST" || req.url !== "/v1/traces" || req.headers["content-type"] !== "application/json") return 404;
		bodies.push(body);
		headers.push(req.headers);
		spans.push(...spansOf(JSON.parse(body) as Sent));
		return 200;
	};
	const server = createServer((req, res) => {
		take(req).then(
			(status) => res.writeHead(status, { "content-type": "application/json" }).end("{}"),
			() => res.writeHead(400).end(),
		);
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		spans,
		bodies,
		headers,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

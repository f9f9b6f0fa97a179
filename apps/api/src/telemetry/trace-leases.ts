import type { SpanFacts, Spans } from "@berth/core";
import type { LeaseService } from "@berth/lease";

type StreamName = {
	[K in keyof LeaseService]: LeaseService[K] extends (...args: never[]) => AsyncIterable<unknown> ? K : never;
}[keyof LeaseService];

/** They last as long as their reader: no part of anything. */
const streams: Readonly<Record<StreamName, true>> = {
	watch: true,
	watchList: true,
	watchEvents: true,
	logs: true,
	scanLogs: true,
	stats: true,
};

/** The same rules, with each command and question a part of what is followed. What a command began is named in its part. */
export const traceLeases = (service: LeaseService, spans: Spans): LeaseService =>
	new Proxy(service, {
		get(of, name) {
			const held: unknown = Reflect.get(of, name);
			if (typeof held !== "function" || typeof name !== "string" || Object.hasOwn(streams, name)) return held;
			return (...args: unknown[]) =>
				spans.part(`lease ${name}`, {}, async (span) => {
					const answer: unknown = await Reflect.apply(held, of, args);
					span.note(factsOf(answer));
					return answer;
				});
		},
	});

/** Ids, by name. Of what else an answer holds much is a tenant's. */
function factsOf(answer: unknown): SpanFacts {
	if (typeof answer !== "object" || answer === null) return {};
	const { leaseId, operationId, joined } = answer as {
		readonly leaseId?: unknown;
		readonly operationId?: unknown;
		readonly joined?: unknown;
	};
	return {
		...(typeof leaseId === "string" && { "lease.id": leaseId }),
		...(typeof operationId === "string" && { "operation.id": operationId }),
		...(typeof joined === "boolean" && { "operation.joined": joined }),
	};
}

import { parseTraceParent } from "@berth/core";
import { describe, expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";
import { berthErrorOf } from "./berth-error.ts";
import { endpointOf, socketOf } from "./endpoint.ts";
import { traceHeaders } from "./trace-headers.ts";

describe("client", () => {
	test("an answer that is not ours reads as UNREACHABLE, and one of ours as it was sent", () => {
		expect(berthErrorOf(new TypeError("fetch failed"))).toMatchObject({ code: "UNREACHABLE", retryable: true });
		expect(berthErrorOf(undefined).code).toBe("UNREACHABLE");
		const sent = { code: "NAME_TAKEN", message: "taken", data: { name: "a" }, retryable: false, requestId: "r-1" };
		expect(berthErrorOf({ data: sent })).toEqual(sent);
		expect(berthErrorOf({ data: { code: "OF_THE_FUTURE" } })).toMatchObject({ code: "INTERNAL", requestId: null });
	});

	test("the wait between tries grows, is never nothing and is never long", () => {
		const waits = Array.from({ length: 40 }, (_, attempt) => backoffMs(attempt, () => 0));
		expect(waits.slice(0, 6)).toEqual([250, 500, 1000, 2000, 4000, 5000]);
		expect(Math.max(...waits)).toBe(5000);
		expect(backoffMs(0, () => 0.999)).toBeGreaterThan(100);
	});

	test("each command begins a trace of its own, and what only reads begins none", () => {
		const [one, other] = [traceHeaders([{ type: "mutation" }]), traceHeaders([{ type: "query" }, { type: "mutation" }])];
		expect(one.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
		expect(parseTraceParent(one.traceparent)).not.toBeNull();
		expect(other.traceparent?.slice(3, 35)).not.toBe(one.traceparent?.slice(3, 35));
		expect(traceHeaders([{ type: "query" }])).toEqual({});
	});

	test("the tenant is part of the address, over HTTP and over a socket", () => {
		expect(endpointOf("https://berth.example.org/", "a b")).toBe("https://berth.example.org/trpc?tenant=a+b");
		expect(socketOf(endpointOf("https://berth.example.org", undefined))).toBe("wss://berth.example.org/trpc");
	});
});

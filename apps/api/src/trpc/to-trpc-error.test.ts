import { AppError, type ErrorCode, errorTable } from "@berth/core";
import { TRPCError } from "@trpc/server";
import { expect, test } from "vitest";
import { z } from "zod";
import { fromTrpcError, toErrorData, toTrpcCode } from "./to-trpc-error.ts";

const at = { requestId: "r-1", path: "lease.get" };

test("every code of the table has a tRPC code, and a retryable one never ends a stream for good", () => {
	for (const code of Object.keys(errorTable) as ErrorCode[]) {
		expect(toTrpcCode(code)).not.toBe(undefined);
		expect(toErrorData(new AppError(code), at).httpStatus).toBe(errorTable[code].http);
	}
	expect(toTrpcCode("DATABASE_UNAVAILABLE")).toBe("SERVICE_UNAVAILABLE");
	expect(toTrpcCode("NOT_FOUND")).toBe("NOT_FOUND");
	expect(toTrpcCode("NO_SPACE")).toBe("INTERNAL_SERVER_ERROR");
});

test("one of our errors keeps its code, sentence and facts", () => {
	const ours = new AppError("QUOTA_EXCEEDED", { data: { which: "leases", max: 2 }, cause: new Error("secret of the database") });
	const data = toErrorData(fromTrpcError(new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause: ours })), at);
	expect(data).toEqual({
		code: "QUOTA_EXCEEDED",
		httpStatus: 403,
		message: errorTable.QUOTA_EXCEEDED.message,
		data: { which: "leases", max: 2 },
		retryable: false,
		...at,
	});
});

test("an unknown error says one fixed sentence and nothing of its own", () => {
	const foreign = new Error("password=hunter2 in query");
	const error = fromTrpcError(new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: foreign.message, cause: foreign }));
	expect(JSON.stringify(toErrorData(error, at))).not.toContain("hunter2");
	expect(error).toMatchObject({ code: "INTERNAL", message: errorTable.INTERNAL.message });
});

test("bad input names the field and its rule, an unknown field too", () => {
	const parsed = z.strictObject({ name: z.string() }).safeParse({ name: 1, colour: "red" });
	const error = fromTrpcError(new TRPCError({ code: "BAD_REQUEST", cause: parsed.error }));
	expect(error.code).toBe("BAD_INPUT");
	expect(error.data).toEqual({
		issues: [
			{ path: "name", message: expect.stringContaining("string") },
			{ path: "colour", message: "there is no such field" },
		],
	});
});

test("what tRPC itself refuses is told in our words", () => {
	const unknownPath = new TRPCError({ code: "NOT_FOUND", message: 'No procedure found on path "x"' });
	expect(fromTrpcError(unknownPath)).toMatchObject({ code: "NOT_FOUND", message: errorTable.NOT_FOUND.message });
	expect(fromTrpcError(new TRPCError({ code: "PARSE_ERROR" })).code).toBe("BAD_INPUT");
	expect(fromTrpcError(new TRPCError({ code: "PAYLOAD_TOO_LARGE" })).code).toBe("BODY_TOO_LARGE");
});

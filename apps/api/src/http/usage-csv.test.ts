import type { LeaseId } from "@berth/core";
import type { UsageLine } from "@berth/db";
import { expect, test } from "vitest";
import { cell, csvHead, toCsv, toJson, toSeconds } from "./usage-csv.ts";

const line: UsageLine = {
	at: new Date("2026-01-02T03:04:00Z"),
	leaseId: "lease" as LeaseId,
	leaseName: '=cmd|"/c calc"!A1',
	service: "web, one",
	measuredSeconds: "60",
	cpuMs: "9007199254740993123",
	memoryByteSeconds: "18446744073709551616",
	memoryPeakBytes: null,
	diskSeconds: "0",
	diskByteSeconds: "0",
	rxBytes: null,
	txBytes: "1",
};

test("no name is a formula in a spreadsheet or ends its field, and no digit of a sum is lost", () => {
	expect(csvHead.trim().split(",")).toHaveLength(12);
	expect(toCsv(line)).toBe(
		`2026-01-02T03:04:00.000Z,lease,"'=cmd|""/c calc""!A1","web, one",60,9007199254740993.123,18446744073709551616,,0,0,,1\r\n`,
	);
	for (const begin of ["=", "+", "-", "@", "\t", "\r", "\n"]) expect(cell(`${begin}1+1`).replace(/^"/, "")[0]).toBe("'");
	expect(JSON.parse(toJson(line))).toMatchObject({ leaseName: line.leaseName, memoryByteSeconds: "18446744073709551616", rxBytes: null });
	expect([toSeconds("0"), toSeconds("7"), toSeconds("1234567")]).toEqual(["0.000", "0.007", "1234.567"]);
});

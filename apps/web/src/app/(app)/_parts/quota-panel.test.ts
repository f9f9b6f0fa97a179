// @vitest-environment node
import { expect, test } from "vitest";
import { quotaRows } from "./quota-panel.tsx";

const none = { records: 0, bytes: 0 };

test("what is bounded is shown with what of it is used, retained data too", () => {
	const limits = {
		leasesMax: 3,
		cpuMillisMax: null,
		memoryBytesMax: null,
		diskBytesMax: null,
		retainedMax: null,
		retainedBytesMax: 2 ** 31,
		partitionRetainedMax: 1,
		partitionRetainedBytesMax: null,
		closeData: null,
		suspendedAt: null,
	};
	const use = { leases: 2, cpuMillis: 1, memoryBytes: 1, diskBytes: 1, retained: { records: 1, bytes: 2 ** 30 }, reaping: none };
	expect(quotaRows({ limits, use }).map(({ label, text }) => `${label}: ${text}`)).toEqual([
		"Leases: 2 of 3",
		"Retained data: 1 GiB of 2 GiB",
	]);
});

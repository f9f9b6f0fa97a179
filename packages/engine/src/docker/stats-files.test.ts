import { describe, expect, test } from "vitest";
import { findPlace } from "./stats-cgroup.ts";
import { type StatsTexts, toFrame } from "./stats-files.ts";
import { toSample } from "./to-sample.ts";

const ID = "563bb88cd19d9c701e026da177774fdcb1fb9f85a510ea0c07badbe3e0f87eee";
const limits = { cpuMillis: 500, hostMemoryBytes: 8 * 1024 ** 3, source: "cgroup" as const };
const network = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:     500       5    0    0    0     0          0         0      500       5    0    0    0     0       0          0
  eth0:    1602      19    0    0    0     0          0         0       84       1    0    0    0     0       0          0
`;
/** As a kernel with the first version of control groups wrote them. */
const first: StatsTexts = {
	version: 1,
	cpu: "52692091188\n",
	memory: "831488\n",
	memoryLimit: "134217728\n",
	memoryStat: "cache 135168\nrss 147456\ninactive_file 4096\ntotal_cache 135168\ntotal_inactive_file 131072\n",
	disk: "8:0 Read 4096\n8:0 Write 8192\n8:0 Sync 8192\n8:0 Total 12288\n253:0 Read 1\n253:0 Write 0\nTotal 12289\n",
	pids: "2\n",
	network,
};
/** And one with the second. */
const second: StatsTexts = {
	version: 2,
	cpu: "usage_usec 52692091\nuser_usec 40000000\nsystem_usec 12692091\nnr_periods 12\nnr_throttled 3\n",
	memory: "831488\n",
	memoryLimit: "134217728\n",
	memoryStat: "anon 147456\nfile 135168\ninactive_anon 0\ninactive_file 131072\n",
	disk: "8:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n253:0 rbytes=1 wbytes=0 rios=1 wios=0 dbytes=0 dios=0\n",
	pids: "2\n",
	network,
};
const sampleOf = (texts: StatsTexts, before: StatsTexts | null = null) => {
	const frame = toFrame(texts, new Date(2_000), 2_000);
	if (!frame) throw new Error("no frame");
	return toSample(frame, before && toFrame(before, new Date(1_000), 1_000), limits);
};

describe.each([
	["first", first, { cpu: "52592091188\n" }],
	["second", second, { cpu: "usage_usec 52592091\n" }],
])("control groups of the %s version", (_, texts, earlier) => {
	test("are read as the daemon would say it", () => {
		expect(sampleOf(texts, { ...texts, ...earlier })).toMatchObject({
			source: "cgroup",
			cpu: { percent: 10, ofLimitPercent: 20 },
			memory: { usedBytes: 831_488 - 131_072, rawBytes: 831_488, limitBytes: 134_217_728 },
			network: { rx: { bytes: 1_602, perSecond: 0 }, tx: { bytes: 84 } },
			disk: { read: { bytes: 4_097 }, write: { bytes: 8_192 } },
			pids: 2,
		});
	});

	test("give null, never zero, for a file that is not there or says what is no number", () => {
		const nothing = { memory: null, memoryLimit: "max\n", memoryStat: null, disk: null, pids: "\n", network: null };
		expect(sampleOf({ ...texts, ...nothing })).toMatchObject({
			memory: { usedBytes: null, rawBytes: null, limitBytes: null, ofLimitPercent: null },
			network: { rx: { bytes: null }, tx: { bytes: null } },
			disk: { read: { bytes: null }, write: { bytes: null } },
			pids: null,
		});
		expect(toFrame({ ...texts, cpu: null }, new Date(0), 0)).toBeNull();
	});
});

test("the place is the container's own or none", () => {
	const old = `8:pids:/docker/${ID}\n7:blkio:/docker/${ID}\n4:memory:/docker/${ID}\n2:cpu,cpuacct:/docker/${ID}\n0::/docker/${ID}\n`;
	expect(findPlace(ID, 7, old)).toMatchObject({
		version: 1,
		files: { cpu: `/sys/fs/cgroup/cpuacct/docker/${ID}/cpuacct.usage`, network: "/proc/7/net/dev" },
	});
	const scope = `0::/system.slice/docker-${ID}.scope\n`;
	expect(findPlace(ID, 7, scope)).toMatchObject({
		version: 2,
		files: { cpu: `/sys/fs/cgroup/system.slice/docker-${ID}.scope/cpu.stat` },
	});
	expect(findPlace(ID, 7, "2:cpuacct:/\n0::/init.scope\n")).toBeNull();
	expect(findPlace(ID, 7, null)).toBeNull();
});

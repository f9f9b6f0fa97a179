import type { LeaseItemView } from "@berth/core";
import type { StatsMessage } from "@/data/use-lease-stats.ts";
import { formatBytes, formatBytesRate, formatCpu } from "@/format/bytes.ts";
import { formatCount } from "@/format/count.ts";
import { metricsText as text } from "@/text/metrics.ts";
import type { MetricChart } from "./metric-chart.ts";
import { commonLimit, LINES_MAX, leasedEachLine, leasedLine, linesOf, noteOf } from "./metric-groups.ts";
import type { Split } from "./metric-spans.ts";

type Instance = StatsMessage["instances"][number];
type Sample = NonNullable<Instance["sample"]>;
type Read = (sample: Sample) => number | null;

const cpu: Read = (sample) => (sample.cpu.percent === null ? null : sample.cpu.percent * 10);
const memory: Read = (sample) => sample.memory.usedBytes;
const pids: Read = (sample) => sample.pids;
const both =
	(one: Read, other: Read): Read =>
	(sample) => {
		const [a, b] = [one(sample), other(sample)];
		return a === null && b === null ? null : (a ?? 0) + (b ?? 0);
	};
const received: Read = ({ network }) => network.rx.perSecond;
const sent: Read = ({ network }) => network.tx.perSecond;
const readBytes: Read = ({ disk }) => disk.read.perSecond;
const written: Read = ({ disk }) => disk.write.perSecond;

const keyOf: Readonly<Record<Split, (instance: Instance) => string>> = {
	whole: () => "",
	service: ({ service }) => service,
	instance: ({ service, index }) => `${service}-${index}`,
};

interface LiveFacts {
	readonly messages: readonly StatsMessage[];
	/** Those that are looked at. */
	readonly items: readonly LeaseItemView[];
	readonly split: Split;
	/** Where the figures are from. */
	readonly note: string;
}

/** Pictures of what was heard: sums over all instances, or a line for each service or instance. A moment of which nothing is known is a gap. */
export function liveCharts({ messages, items, split, note }: LiveFacts): readonly MetricChart[] {
	const isWanted = ({ service }: { readonly service: string }) => items.some((item) => item.service === service);
	const all = [...new Set(messages.flatMap(({ instances }) => instances.filter(isWanted).map(keyOf[split])))].toSorted();
	const groups = all.slice(0, LINES_MAX);
	const seconds = messages.map(({ at }) => Date.parse(at) / 1_000);
	const line = (group: string, read: Read) =>
		messages.map(({ instances }) => {
			const known = instances.flatMap((instance) => {
				const isOf = isWanted(instance) && keyOf[split](instance) === group;
				const value = !isOf || instance.sample === null ? null : read(instance.sample);
				return value === null ? [] : [value];
			});
			return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
		});
	const limitOf = (of: (item: LeaseItemView) => number, group: string): number | null => {
		const own = items.filter(
			({ service }) => split === "whole" || service === (split === "service" ? group : group.slice(0, group.lastIndexOf("-"))),
		);
		return own.reduce((sum, item) => sum + of(item) * (split === "instance" ? 1 : item.quantity), 0) || null;
	};
	const limited = (read: Read, label: string, colour: string, of: (item: LeaseItemView) => number): Pick<MetricChart, "lines" | "grid"> => {
		const limit = commonLimit(groups.map((group) => limitOf(of, group)));
		const lines = split === "whole" ? [{ label, colour }] : linesOf(groups);
		return {
			lines: limit === null ? lines : [...lines, split === "whole" ? leasedLine : leasedEachLine],
			grid: { seconds, lines: [...groups.map((group) => line(group, read)), ...(limit === null ? [] : [seconds.map(() => limit)])] },
		};
	};
	const twoWays = (one: Read, other: Read, words: readonly [string, string], colours: readonly [string, string]) =>
		split === "whole"
			? {
					lines: words.map((label, at) => ({ label, colour: colours[at] ?? "" })),
					grid: { seconds, lines: [line("", one), line("", other)] },
				}
			: { lines: linesOf(groups), grid: { seconds, lines: groups.map((group) => line(group, both(one, other))) } };
	const isWhole = split === "whole";
	const said = (words: string) => noteOf(words, all.length);
	return [
		{
			key: "cpu",
			note: said(note),
			unit: "cpu_millis",
			format: formatCpu,
			...limited(cpu, text.used, "--series-1", (item) => item.cpuMillis),
		},
		{
			key: "memory",
			note: said(text.withoutCache),
			unit: "bytes",
			format: formatBytes,
			isBinary: true,
			...limited(memory, text.used, "--series-2", (item) => item.memoryBytes),
		},
		{
			key: "network",
			note: said(isWhole ? text.perSecond : text.perSecondSum),
			unit: "bytes_per_second",
			format: formatBytesRate,
			isBinary: true,
			...twoWays(received, sent, [text.received, text.sent], ["--series-4", "--series-5"]),
		},
		{
			key: "disk",
			note: said(isWhole ? text.diskLive : text.diskLiveSum),
			unit: "bytes_per_second",
			format: formatBytesRate,
			isBinary: true,
			...twoWays(readBytes, written, [text.read, text.written], ["--series-3", "--series-8"]),
		},
		{
			key: "pids",
			note: said(note),
			unit: "count",
			format: formatCount,
			lines: isWhole ? [{ label: text.used, colour: "--series-6" }] : linesOf(groups),
			grid: { seconds, lines: groups.map((group) => line(group, pids)) },
		},
	];
}

"use client";
import type { InstanceView } from "@berth/core";
import { RotateCw, ScrollText, SquareTerminal } from "lucide-react";
import { useFlash } from "@/data/use-flash.ts";
import type { StatsMessage } from "@/data/use-lease-stats.ts";
import { formatBytes, formatCpu } from "@/format/bytes.ts";
import { shortImage } from "@/format/lease.ts";
import { type MarkShape, markOfInstance } from "@/format/mark.ts";
import { servicesText } from "@/text/lease-services.ts";
import { serviceRowText as words } from "@/text/lease-summary.ts";
import { buttonClass, IconButton } from "@/ui/button.tsx";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Link } from "@/ui/link.tsx";
import { Meter } from "@/ui/meter.tsx";
import { Age } from "@/ui/moment.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Td } from "@/ui/table.tsx";

const text = servicesText;
const healthShape: Record<InstanceView["health"], MarkShape> = { none: "pending", starting: "work", healthy: "ok", unhealthy: "warn" };

interface ServiceRowProps {
	readonly leaseId: string;
	readonly instance: InstanceView;
	/** Null where no start was seen. */
	readonly starts: number | null;
	readonly sample: StatsMessage["instances"][number]["sample"];
	/** What its health check wrote when it last failed. */
	readonly healthOutput: string | null;
	/** Why it cannot be restarted alone now, or null. */
	readonly refusal: string | null;
	readonly onRestart: () => void;
}

/** One instance, with all that is known of it. */
export function ServiceRow({ leaseId, instance, starts, sample, healthOutput, refusal, onRestart }: ServiceRowProps) {
	const { service, index, state, health, exitCode, image, startedAt } = instance;
	const who = `${service}-${index}`;
	const isRunning = state === "running" || state === "unhealthy";
	const flash = useFlash(`${state} ${health} ${exitCode}`);
	return (
		<tr ref={flash} data-instance={who}>
			<Td className="font-medium whitespace-nowrap">
				{service}
				<span className="text-ink-faint">-{index}</span>
			</Td>
			<Td>
				<StateMark mark={markOfInstance(instance)}>{isRunning && startedAt !== null && <Age since={startedAt} />}</StateMark>
			</Td>
			<Td className="whitespace-nowrap">
				{health === "none" ? (
					<span className="text-ink-faint">{text.noCheck}</span>
				) : (
					<StateMark mark={{ shape: healthShape[health], word: health }} />
				)}
				{health === "unhealthy" && healthOutput !== null && (
					<code title={`${text.healthWords}: ${healthOutput}`} className="block max-w-56 truncate text-12 text-ink-soft">
						{healthOutput}
					</code>
				)}
			</Td>
			<Td className="text-right tabular-nums">{starts ?? <Unknown />}</Td>
			<Td className="text-right tabular-nums">{exitCode ?? <span className="text-ink-faint">–</span>}</Td>
			<Td>
				<span className="inline-flex max-w-64 items-center gap-1">
					<code className="truncate text-12 text-ink-soft" title={image}>
						{shortImage(image)}
					</code>
					<CopyButton text={image} what={words.image} />
				</span>
			</Td>
			<Td className="text-right whitespace-nowrap tabular-nums">
				{!isRunning ? (
					"–"
				) : sample === null ? (
					<Unknown waits />
				) : sample.cpu.percent === null ? (
					<Unknown />
				) : (
					formatCpu(sample.cpu.percent * 10)
				)}
			</Td>
			<Td className="whitespace-nowrap tabular-nums">{isRunning ? <Memory who={who} sample={sample} /> : "–"}</Td>
			<Td>
				<Ports instance={instance} />
			</Td>
			<Td className="text-right whitespace-nowrap">
				<IconButton label={text.restart(who)} refusal={refusal} onClick={onRestart}>
					<RotateCw className="size-4" aria-hidden />
				</IconButton>
				<Link
					href={`/leases/${leaseId}/logs?service=${encodeURIComponent(service)}&instance=${index}`}
					aria-label={text.logsOf(who)}
					title={text.logsOf(who)}
					className={`${buttonClass("quiet", true)} size-7 px-0`}
				>
					<ScrollText className="size-4" aria-hidden />
				</Link>
				<Link
					href={`/leases/${leaseId}/terminal?service=${encodeURIComponent(service)}&instance=${index}`}
					aria-label={text.terminalOf(who)}
					title={text.terminalOf(who)}
					className={`${buttonClass("quiet", true)} size-7 px-0`}
				>
					<SquareTerminal className="size-4" aria-hidden />
				</Link>
			</Td>
		</tr>
	);
}

const Unknown = ({ waits = false }: { readonly waits?: boolean }) => (
	<span className="text-unknown">{waits ? text.waiting : text.notKnown}</span>
);

function Memory({ who, sample }: { readonly who: string; readonly sample: ServiceRowProps["sample"] }) {
	if (sample === null) return <Unknown waits />;
	const { usedBytes, ofLimitPercent } = sample.memory;
	if (usedBytes === null) return <Unknown />;
	return (
		<span className="inline-flex items-center gap-2">
			{ofLimitPercent !== null && (
				<Meter label={text.memoryOf(who)} value={ofLimitPercent} max={100} text={`${Math.round(ofLimitPercent)} %`} className="w-12" />
			)}
			{formatBytes(usedBytes)}
		</span>
	);
}

function Ports({ instance: { endpoints } }: { readonly instance: InstanceView }) {
	if (endpoints.length === 0) return <span className="text-ink-faint">–</span>;
	return (
		<ul className="grid gap-0.5 font-mono text-12">
			{endpoints.map(({ port, protocol, host, hostPort }) => (
				<li key={`${port}/${protocol}`} className="whitespace-nowrap">
					{port}/{protocol}
					<span className="text-ink-faint"> {hostPort === null ? text.unpublished : `→ ${host ?? ""}:${hostPort}`}</span>
				</li>
			))}
		</ul>
	);
}

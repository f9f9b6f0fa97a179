"use client";
import { useQuery } from "@tanstack/react-query";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { formatAge } from "@/format/time.ts";
import { settingsText as text } from "@/text/settings.ts";
import { settingsText as words } from "@/text/settings-parts.ts";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Link } from "@/ui/link.tsx";
import { PageHead, Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { SkeletonPanel } from "@/ui/skeleton.tsx";
import { CallbackKeyPanel } from "./callback-key-panel.tsx";
import { LimitsPanel } from "./limits-panel.tsx";

/** What is set for the tenant: what it may have, what becomes of data, how it is told. */
export function Settings() {
	const trpc = useTRPC();
	const policy = useQuery(trpc.policy.get.queryOptions());
	const quota = useQuery(trpc.tenant.quota.queryOptions());
	const error = policy.error ?? quota.error;
	if (error && !(policy.data && quota.data))
		return (
			<>
				<PageHead title={text.title} />
				<ProblemPanel
					title={text.failed}
					problem={toProblem(error)}
					onRetry={() => void Promise.all([policy.refetch(), quota.refetch()])}
				/>
			</>
		);
	if (!(policy.data && quota.data))
		return (
			<>
				<PageHead title={text.title} />
				<div className="grid gap-4 lg:grid-cols-2">
					<SkeletonPanel className="h-64" />
					<SkeletonPanel className="h-64" />
				</div>
			</>
		);
	const { tenant, retention, allowedRegistries, hasVolumes, ingressDomain } = policy.data;
	const closes = tenant.closeData ?? retention.closeData;
	return (
		<>
			<PageHead title={text.title} note={tenant.name}>
				<span className="inline-flex items-center gap-1 text-12 text-ink-faint">
					{text.id} <code>{tenant.id}</code>
					<CopyButton text={tenant.id} what={words.tenantId} />
				</span>
			</PageHead>
			<div className="grid items-start gap-4 lg:grid-cols-2">
				<LimitsPanel quota={quota.data} />
				<Panel title={text.closing.title}>
					<p>{closes === "retain" ? text.closing.retain : text.closing.destroy}</p>
					<p className="mt-1 text-ink-soft">{tenant.closeData === null ? text.closing.byInstallation : text.closing.byTenant}</p>
					<p className="mt-1 text-ink-soft">{text.closing.grace(formatAge(retention.graceMs))}</p>
				</Panel>
				<Panel title={text.rules.title}>
					<dl className="grid gap-2 sm:grid-cols-[auto_1fr] sm:gap-x-6">
						<Rule name={text.rules.registries} value={allowedRegistries.join(", ") || text.rules.none} />
						<Rule name={text.rules.volumes} value={hasVolumes ? text.rules.hasVolumes : text.rules.noVolumes} />
						<Rule name={text.rules.domain} value={ingressDomain ?? text.rules.noDomain} />
					</dl>
				</Panel>
				<Panel title={text.people.title}>
					<ul className="grid gap-1.5">
						{(["members", "keys", "webhooks"] as const).map((page) => (
							<li key={page}>
								<Link href={`/${page}`} className="rounded text-accent hover:underline">
									{text.people[page]}
								</Link>
							</li>
						))}
					</ul>
				</Panel>
				<CallbackKeyPanel />
			</div>
		</>
	);
}

const Rule = ({ name, value }: { readonly name: string; readonly value: string }) => (
	<>
		<dt className="text-ink-soft">{name}</dt>
		<dd>{value}</dd>
	</>
);

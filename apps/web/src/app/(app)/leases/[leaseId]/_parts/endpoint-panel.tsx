"use client";
import type { EndpointView, LeaseDetail } from "@berth/core";
import { isClosing } from "@berth/core";
import { ExternalLink } from "lucide-react";
import { bareUrl } from "@/format/lease.ts";
import { endpointPanelText as words } from "@/text/lease-summary.ts";
import { CopyButton } from "@/ui/copy-button.tsx";
import { Panel } from "@/ui/panel.tsx";

/** Where the lease answers: each port with what to copy and, where a browser can go, a link. */
export function EndpointPanel({ lease }: { readonly lease: LeaseDetail }) {
	return (
		<Panel title={words.endpoints}>
			{lease.endpoints.length === 0 ? (
				<p className="text-ink-faint">{isClosing(lease.state) ? words.noneTheLeaseIsClosed : nothingYet(lease)}</p>
			) : (
				<ul className="grid gap-2">
					{lease.endpoints.map((endpoint) => (
						<Endpoint key={`${endpoint.service}-${endpoint.instance}-${endpoint.port}-${endpoint.protocol}`} endpoint={endpoint} />
					))}
				</ul>
			)}
		</Panel>
	);
}

function nothingYet(lease: LeaseDetail): string {
	const services = Object.values(lease.release?.manifest.services ?? {});
	return services.some(({ ports }) => ports && Object.keys(ports).length > 0)
		? "They appear once the instances run."
		: "The manifest opens no port.";
}

function Endpoint({ endpoint }: { readonly endpoint: EndpointView }) {
	const { service, instance, port, protocol, url } = endpoint;
	const address = url ?? (endpoint.host === null || endpoint.hostPort === null ? null : `${endpoint.host}:${endpoint.hostPort}`);
	return (
		<li className="min-w-0">
			<p className="text-12 text-ink-faint">
				{service}-{instance} · {port}/{protocol}
			</p>
			{address === null ? (
				<p className="text-ink-faint">{words.notPublished}</p>
			) : (
				<div className="flex min-w-0 items-center gap-0.5">
					{url === null ? (
						<code className="truncate text-12">{address}</code>
					) : (
						<a
							href={url}
							target="_blank"
							rel="noreferrer"
							className="inline-flex min-w-0 items-center gap-1 rounded font-mono text-12 text-accent hover:underline"
						>
							<span className="truncate">{bareUrl(url)}</span>
							<ExternalLink className="size-3.5 shrink-0" aria-hidden />
							<span className="sr-only">{words.opensInANewTab}</span>
						</a>
					)}
					<CopyButton text={address} what={words.addressOf(service, instance)} />
				</div>
			)}
		</li>
	);
}

"use client";
import type { LeaseDetail, LeaseItemView } from "@berth/core";
import { type FormEvent, useState } from "react";
import { refuses } from "@/data/lease-actions.ts";
import { domainPanelText as words } from "@/text/lease-settings.ts";
import { Button } from "@/ui/button.tsx";
import { TextField } from "@/ui/field.tsx";
import { Panel } from "@/ui/panel.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import { useCommand } from "./use-command.tsx";

/** The tenant's own names for the services that a browser could reach. */
export function DomainPanel({ lease }: { readonly lease: LeaseDetail }) {
	const reachable = lease.items.filter(({ service, domain }) => domain !== null || hasTcpPort(lease, service));
	if (reachable.length === 0) return null;
	return (
		<Panel title={words.domains}>
			<div className="grid gap-4">
				{reachable.map((item) => (
					<DomainForm key={`${item.service} ${item.domain}`} lease={lease} item={item} />
				))}
			</div>
		</Panel>
	);
}

const hasTcpPort = ({ release }: LeaseDetail, service: string): boolean =>
	Object.keys(release?.manifest.services[service]?.ports ?? {}).some((port) => port.endsWith("/tcp"));

function DomainForm({ lease, item }: { readonly lease: LeaseDetail; readonly item: LeaseItemView }) {
	const { service, domain } = item;
	const [text, setText] = useState(domain ?? "");
	const { send, isPending, problem } = useCommand<{ service: string; domain: string | null }>({
		leaseId: lease.id,
		said: "Domain accepted",
		call: (client, input) => client.lease.setDomain.mutate(input),
		onAccepted: () => undefined,
	});
	const wanted = text.trim().toLowerCase() || null;
	const refusal = refuses("change", lease) ?? (wanted === domain ? "Write another domain first" : null);
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (refusal === null && !isPending) send({ service, domain: wanted });
	};
	return (
		<form onSubmit={submit} className="grid gap-2">
			<div className="flex flex-wrap items-start gap-2">
				<div className="min-w-56 flex-1">
					<TextField
						label={words.domainOf(service)}
						hint={words.pointItHereFirstIt}
						value={text}
						onChange={({ target }) => setText(target.value)}
						placeholder={words.shopExampleOrg}
						autoComplete="off"
						spellCheck={false}
						mono
					/>
				</div>
				<Button type="submit" className="mt-5.5" refusal={refusal} busy={isPending}>
					{wanted === null && domain !== null ? words.takeAway : words.set}
				</Button>
			</div>
			{problem && <ProblemPanel title={words.theDomainWasRefused} problem={problem} />}
		</form>
	);
}

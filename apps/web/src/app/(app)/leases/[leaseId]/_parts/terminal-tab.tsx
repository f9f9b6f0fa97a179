"use client";
import { useState } from "react";
import { TerminalPanel } from "@/terminal/terminal-panel.tsx";
import { terminalTabText as text } from "@/text/lease-settings.ts";
import { Empty } from "@/ui/empty.tsx";
import { SelectField } from "@/ui/field.tsx";
import { useLeaseFeed } from "./lease-context.ts";

const isUp = (state: string): boolean => state === "running" || state === "unhealthy" || state === "starting";

/** A shell in one of the lease's containers. */
export function LeaseTerminalTab() {
	const { lease } = useLeaseFeed();
	const [chosen, setChosen] = useState("");
	const names = [
		...new Set(lease.instances.filter(({ state }) => isUp(state)).map(({ service, index }) => `${service}-${index}`)),
	].toSorted();
	const name = names.includes(chosen) ? chosen : (names[0] ?? null);
	const [kept, setKept] = useState<string | null>(null);
	// What was printed in a container stays to be read when that container is gone.
	if (name !== null && name !== kept) setKept(name);
	const shown = name ?? kept;
	if (shown === null)
		return (
			<Empty title={text.nothingRunsHereAtPresent}>
				<p>{text.aTerminalOpensAShell(lease.state)}</p>
			</Empty>
		);
	const dash = shown.lastIndexOf("-");
	return (
		<TerminalPanel
			key={shown}
			leaseId={lease.id}
			service={shown.slice(0, dash)}
			index={Number(shown.slice(dash + 1))}
			refusal={name === null ? text.nothingRunsHereAtPresentOf(lease.state) : null}
		>
			{names.length > 1 && (
				<SelectField
					label={text.instance}
					quietLabel
					small
					className="w-auto"
					value={shown}
					onChange={({ target }) => setChosen(target.value)}
				>
					{names.map((one) => (
						<option key={one}>{one}</option>
					))}
				</SelectField>
			)}
		</TerminalPanel>
	);
}

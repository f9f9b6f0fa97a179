"use client";
import type { RouterOutputs } from "@berth/client";
import { deviceText as text } from "@/text/device.ts";
import { Moment } from "@/ui/moment.tsx";

export type Login = RouterOutputs["device"]["look"];

const facts = text.facts;

/** The code, and what asks, by its own word and from where it is. */
export function Asker({ code, login }: { readonly code: string; readonly login: Login }) {
	const rows = [
		[facts.program, login.program],
		[facts.host, login.host ?? facts.noHost],
		[facts.address, login.address],
		[facts.asked, <Moment key="asked" at={login.createdAt} />],
		[facts.ends, <Moment key="ends" at={login.expiresAt} />],
	] as const;
	return (
		<div className="grid gap-3">
			<div className="grid justify-items-center gap-1 rounded-control border bg-sunken p-3">
				<p className="text-12 text-ink-soft">{text.compare}</p>
				<p data-testid="user-code" className="font-mono text-20 font-semibold tracking-widest">
					{spelled(code)}
				</p>
			</div>
			<dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1">
				{rows.map(([name, value]) => (
					<div key={name} className="contents">
						<dt className="text-ink-soft">{name}</dt>
						<dd className="min-w-0 break-words">{value}</dd>
					</div>
				))}
			</dl>
			{!login.isFromHere && <p className="text-warn">{facts.elsewhere}</p>}
			<p className="text-12 text-ink-faint">{facts.unproven}</p>
		</div>
	);
}

/** As the terminal shows it, however it came here. */
function spelled(code: string): string {
	const letters = code.toUpperCase().replaceAll(/[\s-]/g, "");
	return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

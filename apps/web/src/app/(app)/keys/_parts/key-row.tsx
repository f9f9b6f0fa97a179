"use client";
import { DAY } from "@berth/core";
import { useState } from "react";
import { useNow } from "@/data/use-now.ts";
import type { Mark } from "@/format/mark.ts";
import { keysText as text } from "@/text/keys.ts";
import { Button } from "@/ui/button.tsx";
import { Moment } from "@/ui/moment.tsx";
import { StateMark } from "@/ui/state-mark.tsx";
import { Td } from "@/ui/table.tsx";
import type { KeyView } from "./key-view.ts";
import { RevokeKeyDialog } from "./revoke-key-dialog.tsx";
import { RotateKeyDialog } from "./rotate-key-dialog.tsx";

/** How a key is now. */
function markOfKey({ revokedAt, expiresAt }: Pick<KeyView, "revokedAt" | "expiresAt">, nowMs: number): Mark {
	if (revokedAt !== null) return { shape: "gone", word: text.states.revoked };
	const leftMs = Date.parse(expiresAt) - nowMs;
	if (leftMs <= 0) return { shape: "rest", word: text.states.over };
	return leftMs < 7 * DAY ? { shape: "warn", word: text.states.ending } : { shape: "ok", word: text.states.live };
}

/** One key: what it may do, until when, and when it did something last. */
export function KeyRow({ apiKey }: { readonly apiKey: KeyView }) {
	const now = useNow();
	const [asks, setAsks] = useState<"rotate" | "revoke" | null>(null);
	const leave = (open: boolean) => !open && setAsks(null);
	const { name, scopes, leaseIds, cidrs, expiresAt, formerUntil, lastUsedAt, lastUsedAddress, createdBy, revokedAt } = apiKey;
	const isUsable = revokedAt === null && Date.parse(expiresAt) > now;
	return (
		<tr data-key={name} className="hover:bg-hover">
			<Td className="max-w-52 font-medium">
				<span className="block truncate" title={name}>
					{name}
				</span>
			</Td>
			<Td className="whitespace-nowrap">
				<StateMark mark={markOfKey(apiKey, now)} />
			</Td>
			<Td className="max-w-60 font-mono text-12 text-ink-soft">{scopes.join(" ")}</Td>
			<Td className="max-w-60 text-ink-soft" title={[...(leaseIds ?? []), ...(cidrs ?? [])].join("\n") || undefined}>
				{leaseIds === null ? text.allLeases : text.leases(leaseIds.length)}, {cidrs === null ? text.anywhere : text.from(cidrs.join(", "))}
			</Td>
			<Td className="whitespace-nowrap text-ink-soft">
				<Moment at={expiresAt} />
				{formerUntil !== null && Date.parse(formerUntil) > now && (
					<span className="block text-12 text-warn">
						{text.overlap} <Moment at={formerUntil} />
					</span>
				)}
			</Td>
			<Td className="whitespace-nowrap text-ink-soft">
				{lastUsedAt === null ? (
					text.never
				) : (
					<>
						<Moment at={lastUsedAt} /> {lastUsedAddress !== null && <span className="text-ink-faint">{text.from(lastUsedAddress)}</span>}
					</>
				)}
			</Td>
			<Td className="max-w-48 truncate font-mono text-12 text-ink-soft" title={createdBy}>
				{createdBy}
			</Td>
			<Td className="text-right whitespace-nowrap">
				{isUsable && (
					<span className="inline-flex gap-1">
						<Button small onClick={() => setAsks("rotate")}>
							{text.rotate}
							<span className="sr-only"> {name}</span>
						</Button>
						<Button small onClick={() => setAsks("revoke")}>
							{text.revoke}
							<span className="sr-only"> {name}</span>
						</Button>
					</span>
				)}
				{asks === "rotate" && <RotateKeyDialog apiKey={apiKey} onOpenChange={leave} />}
				{asks === "revoke" && <RevokeKeyDialog apiKey={apiKey} onOpenChange={leave} />}
			</Td>
		</tr>
	);
}

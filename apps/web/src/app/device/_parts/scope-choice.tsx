"use client";
import { type AccessScope, isCovered, type MemberRole } from "@berth/core";
import { deviceText as text } from "@/text/device.ts";
import { keysText } from "@/text/keys.ts";

interface ScopeChoiceProps {
	readonly offers: readonly { readonly scope: AccessScope; readonly isHeld: boolean }[];
	readonly chosen: readonly AccessScope[];
	/** Who gives it; null for an admin in the whole installation. */
	readonly role: MemberRole | null;
	readonly onChange: (chosen: readonly AccessScope[]) => void;
}

/** What was asked for, each to be given or not; what one has not oneself stays, and says why. */
export function ScopeChoice({ offers, chosen, role, onChange }: ScopeChoiceProps) {
	// Given with another one that has it in it.
	const isWithin = (scope: AccessScope) => !chosen.includes(scope) && isCovered(chosen, scope);
	return (
		<fieldset className="grid gap-1">
			<legend className="mb-1 text-12 font-medium text-ink-soft">{text.scopes}</legend>
			{offers.every(({ isHeld }) => !isHeld) && <p className="text-warn">{text.nothing}</p>}
			{offers.map(({ scope, isHeld }) => (
				<label key={scope} className="flex items-baseline gap-2">
					<input
						type="checkbox"
						className="translate-y-0.5 accent-accent"
						disabled={!isHeld || isWithin(scope)}
						checked={chosen.includes(scope) || isWithin(scope)}
						onChange={({ target }) => onChange(target.checked ? [...chosen, scope] : chosen.filter((held) => held !== scope))}
					/>
					<code className="w-28 shrink-0 text-12">{scope}</code>
					<span className="text-ink-soft">{isHeld || role === null ? keysText.scopes[scope] : text.lacks(role)}</span>
				</label>
			))}
		</fieldset>
	);
}

import type { CloseInput } from "@berth/core";
import { ChoiceCard } from "@/leases/choice-card.tsx";

type Data = NonNullable<CloseInput["data"]>;

interface DataChoiceProps {
	readonly value: Data;
	/** For how long data is kept: `7 d`. */
	readonly kept: string;
	readonly onChange: (value: Data) => void;
}

/** What becomes of a lease's data when it is closed. */
export function DataChoice({ value, kept, onChange }: DataChoiceProps) {
	return (
		<fieldset className="grid gap-2">
			<legend className="mb-1 text-12 font-medium text-ink-soft">Its data</legend>
			<ChoiceCard name="data" value="retain" isChosen={value === "retain"} onChoose={() => onChange("retain")}>
				<span className="pr-6 font-medium">Keep it for {kept}</span>
				<span className="text-12 text-ink-soft">Until then the lease can be reopened, or another made of its data.</span>
			</ChoiceCard>
			<ChoiceCard name="data" value="destroy" isChosen={value === "destroy"} onChoose={() => onChange("destroy")}>
				<span className="pr-6 font-medium">Destroy it</span>
				<span className="text-12 text-ink-soft">At once and for good. Nobody can bring it back.</span>
			</ChoiceCard>
		</fieldset>
	);
}

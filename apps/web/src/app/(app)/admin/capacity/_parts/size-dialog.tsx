"use client";
import type { RouterInputs } from "@berth/client";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { toProblem } from "@/data/problem.ts";
import { useTRPC } from "@/data/trpc.ts";
import { adminText } from "@/text/admin.ts";
import { fleetText } from "@/text/admin-fleet.ts";
import { Button } from "@/ui/button.tsx";
import { Dialog } from "@/ui/dialog.tsx";
import { SelectField, TextField } from "@/ui/field.tsx";
import { ProblemPanel } from "@/ui/problem-panel.tsx";
import type { Size } from "./size.ts";

const text = fleetText.capacity.dialog;
const MiB = 2 ** 20;
const GiB = 2 ** 30;

type Put = RouterInputs["admin"]["skus"]["put"];

/** What the form says, in the service's units. */
function sizeOf(form: FormData): Omit<Put, "name" | "enabled" | "expectedRevision"> {
	const number = (name: string, unit = 1) => Math.round(Number(form.get(name)) * unit);
	const price = String(form.get("price") ?? "").trim();
	const close = form.get("close");
	return {
		cpuMillis: number("cpu", 1_000),
		memoryBytes: number("memory", MiB),
		diskBytes: number("disk", GiB),
		pidsMax: number("pids"),
		position: number("position"),
		priceLabel: price === "" ? null : price,
		closeData: close === "retain" || close === "destroy" ? close : null,
	};
}

interface SizeDialogProps {
	/** Null for one that is to be made. */
	readonly size: Size | null;
	readonly onDone: () => Promise<unknown>;
	readonly onClose: () => void;
}

/** Makes a size, or changes one; whoever changed it meanwhile is not overwritten. */
export function SizeDialog({ size, onDone, onClose }: SizeDialogProps) {
	const put = useMutation(
		useTRPC().admin.skus.put.mutationOptions({
			onSuccess: async () => {
				await onDone();
				onClose();
			},
		}),
	);
	const submit = (event: FormEvent<HTMLFormElement>) => {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		const named =
			size === null ? { name: String(form.get("name")) } : { name: size.name, enabled: size.enabled, expectedRevision: size.revision };
		put.mutate({ ...named, ...sizeOf(form) });
	};
	return (
		<Dialog
			open
			onOpenChange={(open) => !open && onClose()}
			title={size === null ? text.newTitle : text.editTitle(size.name)}
			description={size === null ? text.newEffect : text.editEffect}
		>
			<form onSubmit={submit} className="mt-4 grid gap-4">
				{size === null && (
					<TextField
						label={text.name}
						hint={text.nameHint}
						name="name"
						required
						pattern="[a-z0-9][a-z0-9\-]{0,63}"
						autoComplete="off"
						mono
					/>
				)}
				<div className="grid grid-cols-2 gap-3">
					<Amount label={text.cpu} name="cpu" step="0.01" min={0.01} value={size === null ? 0.5 : size.cpuMillis / 1_000} />
					<Amount label={text.memory} name="memory" step="any" min={6} value={size === null ? 256 : size.memoryBytes / MiB} />
					<Amount label={text.disk} hint={text.diskHint} name="disk" step="any" min={0} value={size === null ? 0 : size.diskBytes / GiB} />
					<Amount label={text.pids} name="pids" step="1" min={8} value={size === null ? 256 : size.pidsMax} />
					<Amount label={text.position} name="position" step="1" min={0} value={size === null ? 0 : size.position} />
					<TextField label={text.price} hint={text.priceHint} name="price" maxLength={128} defaultValue={size?.priceLabel ?? ""} />
				</div>
				<SelectField label={text.close} name="close" defaultValue={size?.closeData ?? ""}>
					<option value="">{text.closeNone}</option>
					<option value="retain">{text.closeRetain}</option>
					<option value="destroy">{text.closeDestroy}</option>
				</SelectField>
				{put.error && <ProblemPanel title={text.failed} problem={toProblem(put.error)} />}
				<div className="flex justify-end gap-2">
					<Button onClick={onClose}>{adminText.cancel}</Button>
					<Button type="submit" look="primary" busy={put.isPending}>
						{size === null ? text.create : text.save}
					</Button>
				</div>
			</form>
		</Dialog>
	);
}

interface AmountProps {
	readonly label: string;
	readonly name: string;
	readonly step: string;
	readonly min: number;
	readonly value: number;
	readonly hint?: string;
}

const Amount = ({ value, ...field }: AmountProps) => <TextField {...field} type="number" required defaultValue={String(value)} />;

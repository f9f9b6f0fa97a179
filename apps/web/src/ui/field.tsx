"use client";
import { clsx } from "clsx";
import { type ComponentPropsWithRef, type ReactNode, useId } from "react";

export const inputClass = (bad = false, small = false): string =>
	clsx(
		small ? "h-7" : "h-8",
		"w-full min-w-0 rounded-control border bg-panel px-2.5 text-13 text-ink transition-colors",
		"hover:border-ink-faint disabled:opacity-60",
		bad ? "border-bad" : "border-line-strong",
	);

interface FieldFrameProps {
	readonly label: string;
	readonly hint?: ReactNode;
	readonly error?: string | null | undefined;
	/** The label is for screen readers alone; the place says it to the rest. */
	readonly quietLabel?: boolean;
}

interface FieldIds {
	readonly id: string;
	readonly "aria-describedby"?: string;
	readonly "aria-invalid"?: true;
}

/** A label, a control, and what is said about it, tied together for those who cannot see that they are. */
export function Field({
	label,
	hint,
	error,
	quietLabel = false,
	children,
}: FieldFrameProps & { readonly children: (ids: FieldIds) => ReactNode }) {
	const id = useId();
	const said = error ? `${id}-error` : hint === undefined ? undefined : `${id}-hint`;
	return (
		<div className="grid content-start gap-1">
			<label htmlFor={id} className={quietLabel ? "sr-only" : "text-12 font-medium text-ink-soft"}>
				{label}
			</label>
			{children({ id, ...(said === undefined ? {} : { "aria-describedby": said }), ...(error ? { "aria-invalid": true as const } : {}) })}
			{error ? (
				<p id={`${id}-error`} className="text-12 text-bad">
					{error}
				</p>
			) : (
				hint !== undefined && (
					<p id={`${id}-hint`} className="text-12 text-ink-faint">
						{hint}
					</p>
				)
			)}
		</div>
	);
}

type TextFieldProps = FieldFrameProps & ComponentPropsWithRef<"input"> & { readonly mono?: boolean };

export function TextField({ label, hint, error, quietLabel, mono = false, className, ...input }: TextFieldProps) {
	return (
		<Field label={label} hint={hint} error={error} {...(quietLabel === undefined ? {} : { quietLabel })}>
			{(ids) => <input {...input} {...ids} className={clsx(inputClass(Boolean(error)), mono && "font-mono", className)} />}
		</Field>
	);
}

type SelectFieldProps = FieldFrameProps & ComponentPropsWithRef<"select"> & { readonly small?: boolean };

export function SelectField({ label, hint, error, quietLabel, small = false, className, children, ...select }: SelectFieldProps) {
	return (
		<Field label={label} hint={hint} error={error} {...(quietLabel === undefined ? {} : { quietLabel })}>
			{(ids) => (
				<select {...select} {...ids} className={clsx(inputClass(Boolean(error), small), "pr-1", className)}>
					{children}
				</select>
			)}
		</Field>
	);
}

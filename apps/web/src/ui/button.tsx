import { clsx } from "clsx";
import { type ComponentPropsWithRef, type MouseEvent, useId } from "react";

export type ButtonLook = "primary" | "plain" | "quiet" | "danger";

const looks: Record<ButtonLook, string> = {
	primary: "bg-accent text-accent-ink hover:bg-accent-hover",
	plain: "border border-line-strong bg-panel text-ink hover:bg-hover",
	quiet: "text-ink-soft hover:bg-hover hover:text-ink",
	danger: "bg-danger text-danger-ink hover:bg-danger-hover",
};

/** The classes of a button, for the links that look like one. */
export const buttonClass = (look: ButtonLook = "plain", small = false): string =>
	clsx(
		"inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control font-medium whitespace-nowrap transition-colors select-none",
		"aria-disabled:cursor-not-allowed aria-disabled:opacity-55",
		small ? "h-7 px-2 text-12" : "h-8 px-3 text-13",
		looks[look],
	);

interface ButtonProps extends ComponentPropsWithRef<"button"> {
	readonly look?: ButtonLook;
	readonly small?: boolean;
	/** Why it cannot be pressed now. It stays reachable, so that the reason can be read. */
	readonly refusal?: string | null | undefined;
	/** The press is being carried out. */
	readonly busy?: boolean;
}

export function Button({
	look = "plain",
	small = false,
	refusal = null,
	busy = false,
	className,
	onClick,
	children,
	...rest
}: ButtonProps) {
	const reasonId = useId();
	const refused = refusal !== null || busy;
	const press = (event: MouseEvent<HTMLButtonElement>) => {
		if (refused) event.preventDefault();
		else onClick?.(event);
	};
	return (
		<button
			type="button"
			{...rest}
			{...(refusal !== null && { "data-hint": refusal })}
			className={clsx(buttonClass(look, small), className)}
			aria-disabled={refused || undefined}
			aria-busy={busy || undefined}
			aria-describedby={refusal === null ? rest["aria-describedby"] : reasonId}
			onClick={press}
		>
			{children}
			{refusal !== null && (
				<span id={reasonId} className="sr-only">
					{refusal}
				</span>
			)}
		</button>
	);
}

/** A button that shows a picture alone; its name is what a screen reader says and what a pointer is told. */
export function IconButton({ label, className, children, ...rest }: Omit<ButtonProps, "small"> & { readonly label: string }) {
	return (
		<Button look="quiet" small aria-label={label} data-hint={label} {...rest} className={clsx("size-7 px-0", className)}>
			{children}
		</Button>
	);
}

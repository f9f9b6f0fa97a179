"use client";
import { clsx } from "clsx";
import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";

const item =
	"flex h-8 cursor-pointer items-center gap-2 rounded px-2 text-13 outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover";

/** A menu under its trigger, which must be one button that takes a ref. */
export function Menu({
	trigger,
	align = "end",
	children,
}: {
	readonly trigger: ReactNode;
	readonly align?: "start" | "end";
	readonly children: ReactNode;
}) {
	return (
		<DropdownMenu.Root>
			<DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
			<DropdownMenu.Portal>
				<DropdownMenu.Content
					align={align}
					sideOffset={6}
					collisionPadding={8}
					className="z-50 min-w-52 rounded-card border border-line-strong bg-raised p-1 shadow-overlay"
				>
					{children}
				</DropdownMenu.Content>
			</DropdownMenu.Portal>
		</DropdownMenu.Root>
	);
}

export const MenuItem = ({ onSelect, children }: { readonly onSelect: () => void; readonly children: ReactNode }) => (
	<DropdownMenu.Item className={item} onSelect={onSelect}>
		{children}
	</DropdownMenu.Item>
);

/** A choice of several, the present one marked. */
export function MenuChoice<T extends string>(props: {
	readonly label: string;
	readonly value: T;
	readonly options: readonly { readonly value: T; readonly label: string }[];
	readonly onChange: (value: T) => void;
}) {
	return (
		<DropdownMenu.RadioGroup value={props.value} aria-label={props.label}>
			<DropdownMenu.Label className="px-2 py-1 text-12 text-ink-faint">{props.label}</DropdownMenu.Label>
			{props.options.map(({ value, label }) => (
				<DropdownMenu.RadioItem key={value} value={value} className={item} onSelect={() => props.onChange(value)}>
					<span aria-hidden="true" className={clsx("size-1.5 rounded-full bg-accent", value !== props.value && "invisible")} />
					{label}
				</DropdownMenu.RadioItem>
			))}
		</DropdownMenu.RadioGroup>
	);
}

export const MenuNote = ({ children }: { readonly children: ReactNode }) => (
	<div className="px-2 py-1.5 text-12 text-ink-soft">{children}</div>
);
export const MenuLine = () => <DropdownMenu.Separator className="my-1 h-px bg-line" />;

/** A file to be saved. */
export const MenuLink = ({ href, children }: { readonly href: string; readonly children: ReactNode }) => (
	<DropdownMenu.Item asChild className={item}>
		<a href={href} download>
			{children}
		</a>
	</DropdownMenu.Item>
);

"use client";
import { clsx } from "clsx";
import {
	cloneElement,
	type HTMLAttributes,
	type KeyboardEvent,
	type MouseEvent,
	type ReactElement,
	type ReactNode,
	use,
	useState,
} from "react";
import { type MenuParts, MenuPartsContext } from "./menu-parts.ts";
import { useLate } from "./use-late.ts";

const item =
	"flex h-8 cursor-pointer items-center gap-2 rounded px-2 text-13 outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover";

const load = () => import("./menu-body.tsx");

interface MenuProps {
	readonly trigger: ReactElement<HTMLAttributes<HTMLElement>>;
	readonly align?: "start" | "end";
	readonly children: ReactNode;
}

/** A menu under its trigger, which must be one button that takes a ref. What draws it is loaded when it is first opened. */
export function Menu({ trigger, align = "end", children }: MenuProps) {
	const [asked, setAsked] = useState<{ readonly isByKey: boolean } | null>(null);
	const part = useLate(asked !== null, load);
	if (asked !== null && part !== null)
		return (
			<part.MenuBody trigger={trigger} align={align} isByKey={asked.isByKey}>
				{children}
			</part.MenuBody>
		);
	return cloneElement(trigger, {
		"aria-haspopup": "menu",
		"aria-expanded": false,
		// By then it is mostly here.
		onPointerEnter: () => void load().catch(() => undefined),
		// A click that no pointer made has no place.
		onClick: ({ detail }: MouseEvent) => setAsked({ isByKey: detail === 0 }),
		onKeyDown: (event: KeyboardEvent) => {
			if (event.key !== "ArrowDown") return;
			event.preventDefault();
			setAsked({ isByKey: true });
		},
	});
}

function useParts(): MenuParts {
	const parts = use(MenuPartsContext);
	if (parts === null) throw new Error("a menu's item outside of a menu");
	return parts;
}

export function MenuItem({ onSelect, children }: { readonly onSelect: () => void; readonly children: ReactNode }) {
	const { Item } = useParts();
	return (
		<Item className={item} onSelect={onSelect}>
			{children}
		</Item>
	);
}

/** A choice of several, the present one marked. */
export function MenuChoice<T extends string>(props: {
	readonly label: string;
	readonly value: T;
	readonly options: readonly { readonly value: T; readonly label: string }[];
	readonly onChange: (value: T) => void;
}) {
	const { Label, RadioGroup, RadioItem } = useParts();
	return (
		<RadioGroup value={props.value} aria-label={props.label}>
			<Label className="px-2 py-1 text-12 text-ink-faint">{props.label}</Label>
			{props.options.map(({ value, label }) => (
				<RadioItem key={value} value={value} className={item} onSelect={() => props.onChange(value)}>
					<span aria-hidden="true" className={clsx("size-1.5 rounded-full bg-accent drawn", value !== props.value && "invisible")} />
					{label}
				</RadioItem>
			))}
		</RadioGroup>
	);
}

/** One of several that may be on together. The menu stays open while one chooses. */
export function MenuCheck({
	checked,
	onChange,
	children,
}: {
	readonly checked: boolean;
	readonly onChange: () => void;
	readonly children: ReactNode;
}) {
	const { CheckboxItem, ItemIndicator } = useParts();
	return (
		<CheckboxItem checked={checked} onCheckedChange={onChange} onSelect={(event) => event.preventDefault()} className={clsx(item, "pl-7")}>
			<ItemIndicator className="-ml-5 w-3 text-accent">✓</ItemIndicator>
			{children}
		</CheckboxItem>
	);
}

export const MenuNote = ({ children }: { readonly children: ReactNode }) => (
	<div className="px-2 py-1.5 text-12 text-ink-soft">{children}</div>
);

export function MenuLine() {
	const { Separator } = useParts();
	return <Separator className="my-1 h-px bg-line" />;
}

/** A file to be saved. */
export function MenuLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
	const { Item } = useParts();
	return (
		<Item asChild className={item}>
			<a href={href} download>
				{children}
			</a>
		</Item>
	);
}

/** A key as it stands on the keyboard. */
export const KeyCap = ({ children }: { readonly children: string }) => (
	<kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded border border-line-strong bg-sunken px-1 text-12 text-ink-soft">
		{children}
	</kbd>
);

const REST_MS = 300;
/** Long enough to move the pointer from the element onto its hint. */
const LEAVE_MS = 120;

/** The hint that an element has now. */
export const textOf = (target: Element): string => target.getAttribute("data-hint") ?? "";

/**
 * Tells which element's hint is to be seen: the one that a pointer rests on or that the keyboard reached; null for none. It stays while
 * the pointer is on the hint itself, and goes by Escape, a press and a scroll. Returns what ends the watching.
 */
export function watchHints(box: { readonly current: Element | null }, show: (target: Element | null) => void): () => void {
	const ending = new AbortController();
	let timer: ReturnType<typeof setTimeout>;
	const after = (ms: number, target: Element | null) => {
		clearTimeout(timer);
		timer = setTimeout(() => show(target?.isConnected === true ? target : null), ms);
	};
	const hide = () => {
		clearTimeout(timer);
		show(null);
	};
	const targetOf = ({ target }: Event) => (target instanceof Element ? target.closest("[data-hint]") : null);
	const isOnHint = ({ target }: Event) => target instanceof Node && box.current?.contains(target) === true;
	const on = <K extends keyof DocumentEventMap>(name: K, listener: (event: DocumentEventMap[K]) => void) =>
		document.addEventListener(name, listener, { signal: ending.signal, capture: true, passive: true });
	on("pointerover", (event) => {
		if (event.pointerType === "touch") return;
		if (isOnHint(event)) return clearTimeout(timer);
		const target = targetOf(event);
		after(target === null ? LEAVE_MS : REST_MS, target);
	});
	on("focusin", (event) => {
		const target = targetOf(event);
		if (target?.matches(":focus-visible") === true) show(target);
	});
	on("focusout", hide);
	on("pointerdown", hide);
	on("scroll", hide);
	on("keydown", ({ key }) => {
		if (key === "Escape") hide();
	});
	return () => {
		clearTimeout(timer);
		ending.abort();
	};
}

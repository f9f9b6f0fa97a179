// For this tab alone: the identity provider sends people back to where a second factor is asked, and knows no more.
const KEPT = "berth-next";

/** Only a path of this very site: an address elsewhere would make the sign-in page a way to send people there. */
export const safePath = (next: string | null): string => (next?.startsWith("/") && !/^\/[/\\]/.test(next) ? next : "/");

/** Remembers where somebody was going, over a sign-in that leaves this site. */
export const keepNext = (next: string): void => sessionStorage.setItem(KEPT, next);

/** Where they were going, once. */
export function takeNext(): string {
	const kept = sessionStorage.getItem(KEPT);
	sessionStorage.removeItem(KEPT);
	return safePath(kept);
}

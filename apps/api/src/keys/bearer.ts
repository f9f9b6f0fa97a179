/**
 * What a program proves itself with: the token of `Authorization: Bearer …`; null without one. Other schemes are not ours: a proxy before
 * us may ask for a password of its own, which browsers send beside their cookies.
 */
export function bearerOf(headers: Headers): string | null {
	const [, token] = /^bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "") ?? [];
	return token ?? null;
}

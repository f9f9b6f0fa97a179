/**
 * The five letters Postgres says what went wrong with, or the errno of the socket. The query builder wraps the driver's error,
 * so both it and its cause are looked at; nobody else looks.
 */
export function faultOf(error: unknown): { readonly code: string; readonly constraint: string | null } | null {
	for (const candidate of [error, (error as { cause?: unknown } | null)?.cause]) {
		if (!(candidate instanceof Error)) continue;
		const { code, constraint } = candidate as { code?: unknown; constraint?: unknown };
		if (typeof code === "string") return { code, constraint: typeof constraint === "string" ? constraint : null };
	}
	return null;
}

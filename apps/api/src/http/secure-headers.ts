/** Headers of every answer. */
const always = {
	"x-content-type-options": "nosniff",
	"x-frame-options": "DENY",
	"referrer-policy": "same-origin",
	"cross-origin-opener-policy": "same-origin",
	"permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
} as const;

// The dashboard's framework puts its start-up data into inline scripts, and a prerendered page cannot carry a nonce.
const pagePolicy = [
	"default-src 'self'",
	"script-src 'self' 'unsafe-inline'",
	"style-src 'self' 'unsafe-inline'",
	"img-src 'self' data: blob:",
	"font-src 'self' data:",
	"connect-src 'self'",
	"object-src 'none'",
	"base-uri 'self'",
	"form-action 'self'",
	"frame-ancestors 'none'",
].join("; ");

/** What browsers are told about an answer: a page may use our own origin, data nothing at all. */
export function secureHeaders(kind: "page" | "data", publicUrl: string): Readonly<Record<string, string>> {
	return {
		...always,
		"content-security-policy": kind === "page" ? pagePolicy : "default-src 'none'; frame-ancestors 'none'",
		...(publicUrl.startsWith("https:") ? { "strict-transport-security": "max-age=31536000" } : {}),
	};
}

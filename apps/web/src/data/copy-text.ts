/** Copies a text. The clipboard of a page that is not served over TLS is closed to scripts; a selection still copies. */
export async function copyText(text: string): Promise<void> {
	if (window.isSecureContext) return navigator.clipboard.writeText(text);
	const area = document.createElement("textarea");
	area.value = text;
	area.className = "sr-only";
	document.body.append(area);
	area.select();
	document.execCommand("copy");
	area.remove();
}

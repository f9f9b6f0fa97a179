import type { Page } from "playwright-core";

/** Bytes of one kind: as they came over the wire, and unpacked. */
interface Bytes {
	readonly sent: number;
	readonly plain: number;
}

export interface PageWeight {
	readonly script: Bytes;
	/** Everything that is no script, style, font or picture: documents, answers, and frames of sockets and event streams. */
	readonly data: Bytes;
	/** What the data is made of, the largest first. */
	readonly parts: readonly string[];
}

export interface Scales {
	/** What came since the scales were set up. */
	read(): PageWeight;
	/** How long ago anything of it came, in milliseconds. */
	quietMs(): number;
}

const looks = new Set(["Stylesheet", "Font", "Image", "Media"]);

/** Weighs all that a page is sent from now on; its cache is off, so that it is sent what a newcomer is. */
export async function weigh(page: Page): Promise<Scales> {
	const devtools = await page.context().newCDPSession(page);
	const asked = new Map<string, { type: string; url: string; plain: number; headers: number; sent: number }>();
	const frames = new Map<string, number>();
	let lastAt = performance.now();
	const heard = () => {
		lastAt = performance.now();
	};
	devtools.on("Network.responseReceived", ({ requestId, type, response }) => {
		heard();
		// Headers are no data of the page's: they are told apart by what had come when they were read.
		asked.set(requestId, { type, url: response.url, plain: 0, headers: response.encodedDataLength, sent: 0 });
	});
	devtools.on("Network.dataReceived", ({ requestId, dataLength, encodedDataLength }) => {
		heard();
		const known = asked.get(requestId);
		if (known === undefined) return;
		known.plain += dataLength;
		known.sent += encodedDataLength;
	});
	devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
		heard();
		const known = asked.get(requestId);
		if (known !== undefined) known.sent = Math.max(known.sent, encodedDataLength - known.headers);
	});
	devtools.on("Network.webSocketFrameReceived", ({ response }) => {
		const { subject, bytes } = aboutFrame(response.payloadData);
		frames.set(subject, (frames.get(subject) ?? 0) + bytes);
	});
	await devtools.send("Network.enable");
	await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
	return {
		quietMs: () => performance.now() - lastAt,
		read() {
			const all = [...asked.values()];
			const sum = (of: typeof all): Bytes => ({
				sent: of.reduce((total, { sent }) => total + sent, 0),
				plain: of.reduce((total, { plain }) => total + plain, 0),
			});
			const answers = all.filter(({ type }) => type !== "Script" && !looks.has(type));
			const data = sum(answers);
			const told = [...frames.values()].reduce((total, bytes) => total + bytes, 0);
			const parts = [
				...answers.map(({ url, sent, plain }) => ({ what: decodeURIComponent(new URL(url).pathname), sent, plain })),
				...[...frames].map(([what, bytes]) => ({ what: `socket ${what}`, sent: bytes, plain: bytes })),
			];
			return {
				script: sum(all.filter(({ type }) => type === "Script")),
				data: { sent: data.sent + told, plain: data.plain + told },
				parts: parts.sort((a, b) => b.sent - a.sent).map(({ what, sent, plain }) => `${what} ${sent} (${plain})`),
			};
		},
	};
}

/** A frame of our sockets is not compressed: what it says is what was sent. */
function aboutFrame(payload: string): { readonly subject: string; readonly bytes: number } {
	const kind = /"kind":"(\w+)"/.exec(payload.slice(0, 500))?.[1] ?? "other";
	return { subject: kind, bytes: Buffer.byteLength(payload) };
}

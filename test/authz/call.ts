/** What came of a call: a code of the error table, or ok; and every word that was sent. */
export interface Outcome {
	readonly code: string;
	readonly text: string;
}

/** How long a stream may stay silent before it counts as one that was let in. */
const SILENCE_MS = 1_500;

/** Calls a procedure over HTTP as any program would, without the client, so that nothing but the headers says who calls. */
export async function callProcedure(
	url: string,
	{ path, type, input }: { readonly path: string; readonly type: string; readonly input: unknown },
	headers: Readonly<Record<string, string>>,
): Promise<Outcome> {
	const at = `${url}/trpc/${path}`;
	const asQuery = input === undefined ? at : `${at}?input=${encodeURIComponent(JSON.stringify(input))}`;
	if (type === "subscription") return openStream(asQuery, headers);
	if (type === "query") return read(await fetch(asQuery, { headers }));
	const body = input === undefined ? {} : { body: JSON.stringify(input) };
	return read(await fetch(at, { method: "POST", headers: { ...headers, "content-type": "application/json" }, ...body }));
}

/** The code in an answer of ours, whatever its status. */
export async function read(answer: Response): Promise<Outcome> {
	const text = await answer.text();
	return { code: codeIn(text) ?? (answer.ok ? "ok" : `HTTP ${answer.status}`), text };
}

const codeIn = (text: string): string | null => /"error":\{.*?"data":\{"code":"([A-Z_]+)"/s.exec(text)?.[1] ?? null;

async function openStream(url: string, headers: Readonly<Record<string, string>>): Promise<Outcome> {
	const over = new AbortController();
	const answer = await fetch(url, { headers: { ...headers, accept: "text/event-stream" }, signal: over.signal });
	if (!answer.ok || answer.body === null) return read(answer);
	const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
	let text = "";
	try {
		for (;;) {
			const next = await Promise.race([reader.read(), silence()]);
			if (next === "silent" || next.done) return { code: "ok", text };
			text += next.value;
			// The first event that is not about the connection: a message, or what the stream failed with.
			const [, failed] = /event: serialized-error\ndata: (.*)\n/.exec(text) ?? [];
			if (failed !== undefined) return { code: /"code":"([A-Z_]+)"/.exec(failed)?.[1] ?? "unreadable", text };
			if (/^(id: .*\n)?data: (?!\{?\}?\n)/m.test(text.replace(/event: (connected|ping)\ndata: .*\n/g, "")) && text.endsWith("\n\n"))
				return { code: "ok", text };
		}
	} finally {
		over.abort();
		reader.cancel().catch(() => undefined);
	}
}

const silence = () => new Promise<"silent">((resolve) => setTimeout(() => resolve("silent"), SILENCE_MS).unref());

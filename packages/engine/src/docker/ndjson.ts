/** Longest line taken; the daemon's own stay far below it. */
const LINE_BYTES_MAX = 1024 * 1024;

/**
 * The values of a stream of JSON lines, one by one as they come; a line may arrive in any number of pieces.
 *
 * Errors  what the stream throws; an Error for a line that is no JSON or too long.
 */
export async function* readNdjson(stream: AsyncIterable<Buffer>): AsyncGenerator<unknown, void, undefined> {
	const pieces: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of stream) {
		let start = 0;
		for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
			pieces.push(chunk.subarray(start, end));
			start = end + 1;
			const line = Buffer.concat(pieces.splice(0)).toString("utf8").trim();
			bytes = 0;
			if (line !== "") yield JSON.parse(line);
		}
		pieces.push(chunk.subarray(start));
		bytes += chunk.length - start;
		if (bytes > LINE_BYTES_MAX) throw new Error(`a line of more than ${LINE_BYTES_MAX} bytes`);
	}
	const rest = Buffer.concat(pieces).toString("utf8").trim();
	if (rest !== "") yield JSON.parse(rest);
}

export interface FramePiece {
	readonly stream: "stdout" | "stderr";
	/** Whether a frame begins with this piece. */
	readonly isStart: boolean;
	readonly bytes: Buffer;
}

const HEADER_BYTES = 8;

/**
 * Takes apart the stream in which the daemon multiplexes two: frames of `[stream, 0, 0, 0, length]` and so many bytes, cut anywhere.
 * Pieces are handed on as they come; nothing is allocated by an announced length.
 *
 * Errors  `push` throws at a malformed header; the usual cause is a terminal, whose stream is not multiplexed.
 */
export function createFrameReader() {
	const header: number[] = [];
	let stream: FramePiece["stream"] = "stdout";
	let left = 0;
	let isStart = false;

	const openFrame = () => {
		const [kind = 255, a, b, c, ...size] = header.splice(0);
		if (kind > 2 || a !== 0 || b !== 0 || c !== 0) throw new Error("a malformed frame");
		stream = kind === 2 ? "stderr" : "stdout";
		left = size.reduce((sum, byte) => sum * 256 + byte, 0);
		isStart = true;
	};

	return {
		push(chunk: Buffer): FramePiece[] {
			const pieces: FramePiece[] = [];
			let at = 0;
			while (at < chunk.length) {
				if (left === 0) {
					header.push(chunk[at++] ?? 0);
					if (header.length === HEADER_BYTES) openFrame();
					continue;
				}
				const bytes = chunk.subarray(at, at + left);
				pieces.push({ stream, isStart, bytes });
				isStart = false;
				at += bytes.length;
				left -= bytes.length;
			}
			return pieces;
		},
	};
}

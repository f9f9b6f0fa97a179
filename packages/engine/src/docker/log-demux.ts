/** One line as the daemon keeps it. */
export interface RawLine {
	readonly stream: "stdout" | "stderr";
	/** Stamp of the line's first piece, RFC 3339 with nine digits of a second. */
	readonly at: string;
	/** Stamp of its last piece: asking from here on gives the line's end again and nothing before it. */
	readonly endAt: string;
	readonly text: string;
	readonly truncated: boolean;
}

interface Carry {
	readonly stream: RawLine["stream"];
	at: string | null;
	endAt: string;
	pieces: Buffer[];
	bytes: number;
	truncated: boolean;
}

const HEADER_BYTES = 8;
/** A stamp is some 30 bytes; more without a space means that the stream is not what we think. */
const STAMP_BYTES_MAX = 64;
const LF = 10;
const SPACE = 32;

/**
 * Takes apart a container's log stream as the daemon multiplexes it: frames of `[stream, 0, 0, 0, length]`, each starting with a
 * stamp. A long line comes in several frames, a frame in several chunks; lines are put together per stream, as bytes, so a
 * character cut in two survives. Nothing is allocated by an announced length.
 *
 * `lineBytesMax`  the rest of a longer line is dropped and the line marked.
 * Errors  `push` throws at a malformed frame; the usual cause is a container with a TTY.
 */
export function createLogDemux(lineBytesMax: number) {
	const header: number[] = [];
	const stamp: number[] = [];
	const carries = [newCarry("stdout"), newCarry("stderr")] as const;
	let carry: Carry = carries[0];
	let left = 0;
	let inStamp = false;

	const openFrame = () => {
		const [kind = 255, a, b, c, ...size] = header.splice(0);
		if (kind > 2 || a !== 0 || b !== 0 || c !== 0) throw new Error("a malformed log frame");
		carry = kind === 2 ? carries[1] : carries[0];
		left = size.reduce((sum, byte) => sum * 256 + byte, 0);
		inStamp = true;
	};
	const closeStamp = () => {
		const text = Buffer.from(stamp.splice(0)).toString("latin1");
		carry.at ??= text;
		carry.endAt = text;
		inStamp = false;
	};
	const append = (piece: Buffer) => {
		const room = lineBytesMax - carry.bytes;
		if (piece.length > room) carry.truncated = true;
		if (room <= 0 || piece.length === 0) return;
		const kept = piece.subarray(0, room);
		carry.pieces.push(kept);
		carry.bytes += kept.length;
	};

	return {
		push(chunk: Buffer): RawLine[] {
			const lines: RawLine[] = [];
			let at = 0;
			while (at < chunk.length) {
				if (left === 0) {
					header.push(chunk[at++] ?? 0);
					if (header.length === HEADER_BYTES) openFrame();
					continue;
				}
				if (inStamp) {
					const byte = chunk[at++] ?? 0;
					left -= 1;
					if (byte === SPACE) closeStamp();
					else if (stamp.push(byte) > STAMP_BYTES_MAX) throw new Error("a log frame without a stamp");
					continue;
				}
				const body = chunk.subarray(at, at + left);
				const lf = body.indexOf(LF);
				const piece = lf < 0 ? body : body.subarray(0, lf);
				append(piece);
				const taken = lf < 0 ? piece.length : piece.length + 1;
				at += taken;
				left -= taken;
				if (lf >= 0) lines.push(takeLine(carry));
			}
			return lines;
		},
		/** What is left when the stream ended well: a last line without its end. */
		flush: (): RawLine[] => carries.filter(({ at }) => at !== null).map(takeLine),
	};
}

const newCarry = (stream: RawLine["stream"]): Carry => ({ stream, at: null, endAt: "", pieces: [], bytes: 0, truncated: false });

function takeLine(carry: Carry): RawLine {
	const bytes = carry.pieces.length === 1 ? carry.pieces[0] : Buffer.concat(carry.pieces);
	const text = (bytes ?? Buffer.alloc(0)).toString("utf8");
	const { stream, endAt, truncated } = carry;
	const line = { stream, at: carry.at ?? endAt, endAt, text: tidy(text, truncated), truncated };
	Object.assign(carry, newCarry(stream));
	return line;
}

/** A terminal's CR before LF goes; so does the half of a character that a cut may have left. */
const tidy = (text: string, truncated: boolean): string => (truncated ? text.replace(/\uFFFD$/, "") : text.replace(/\r$/, ""));

import { createFrameReader } from "./frame-reader.ts";

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

/** A stamp is some 30 bytes; more without a space means that the stream is not what we think. */
const STAMP_BYTES_MAX = 64;
const LF = 10;
const SPACE = 32;

/**
 * Puts a container's log together from the daemon's frames, each of which starts with a stamp. A long line comes in several frames;
 * lines are joined per stream, as bytes, so a character cut in two survives.
 *
 * `lineBytesMax`  the rest of a longer line is dropped and the line marked.
 * Errors  `push` throws at what is no log.
 */
export function createLogDemux(lineBytesMax: number) {
	const frames = createFrameReader();
	const carries = { stdout: newCarry("stdout"), stderr: newCarry("stderr") };
	const stamp: number[] = [];
	let inStamp = false;

	/** Returns what follows the stamp, if it is complete. */
	const readStamp = (carry: Carry, bytes: Buffer): Buffer => {
		const space = bytes.indexOf(SPACE);
		stamp.push(...bytes.subarray(0, Math.min(space < 0 ? bytes.length : space, STAMP_BYTES_MAX + 1)));
		if (stamp.length > STAMP_BYTES_MAX) throw new Error("a log frame without a stamp");
		if (space < 0) return bytes.subarray(bytes.length);
		const text = Buffer.from(stamp.splice(0)).toString("latin1");
		carry.at ??= text;
		carry.endAt = text;
		inStamp = false;
		return bytes.subarray(space + 1);
	};
	const append = (carry: Carry, piece: Buffer) => {
		const room = lineBytesMax - carry.bytes;
		if (piece.length > 0) carry.at ??= carry.endAt;
		if (piece.length > room) carry.truncated = true;
		if (room <= 0 || piece.length === 0) return;
		const kept = piece.subarray(0, room);
		carry.pieces.push(kept);
		carry.bytes += kept.length;
	};

	return {
		push(chunk: Buffer): RawLine[] {
			const lines: RawLine[] = [];
			for (const { stream, isStart, bytes } of frames.push(chunk)) {
				const carry = carries[stream];
				if (isStart) inStamp = true;
				let rest = inStamp ? readStamp(carry, bytes) : bytes;
				for (let lf = rest.indexOf(LF); lf >= 0; lf = rest.indexOf(LF)) {
					append(carry, rest.subarray(0, lf));
					lines.push(takeLine(carry));
					rest = rest.subarray(lf + 1);
				}
				append(carry, rest);
			}
			return lines;
		},
		/** What is left when the stream ended well: a last line without its end. */
		flush: (): RawLine[] => [carries.stdout, carries.stderr].filter(({ at }) => at !== null).map(takeLine),
	};
}

const newCarry = (stream: RawLine["stream"]): Carry => ({ stream, at: null, endAt: "", pieces: [], bytes: 0, truncated: false });

function takeLine(carry: Carry): RawLine {
	const bytes = carry.pieces.length === 1 ? carry.pieces[0] : Buffer.concat(carry.pieces);
	const text = (bytes ?? Buffer.alloc(0)).toString("utf8");
	const { stream, endAt, truncated } = carry;
	const line = { stream, at: carry.at ?? endAt, endAt, text: tidy(text, truncated), truncated };
	// Another line in the same frame bears the same stamp.
	Object.assign(carry, { ...newCarry(stream), endAt });
	return line;
}

/** What a terminal shows of a line that was begun anew is its last text; the half of a character that a cut may have left goes. */
const tidy = (text: string, truncated: boolean): string => {
	const whole = truncated ? text.replace(/\uFFFD$/, "") : text;
	return whole.includes("\r") ? (whole.split("\r").findLast((part) => part !== "") ?? "") : whole;
};

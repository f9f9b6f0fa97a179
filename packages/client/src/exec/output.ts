import type { BerthCallError } from "../berth-error.ts";

/** What a program printed, on one of its two streams; a terminal has one. */
export interface ExecPiece {
	readonly stream: "stdout" | "stderr";
	readonly bytes: Uint8Array;
}

/** Output between the connection and its reader. `onTaken` is told what the reader has dealt with, so that no more waits here than may. */
export function createOutput(onTaken: (bytes: number) => void) {
	const waiting: ExecPiece[] = [];
	let ended: { readonly error: BerthCallError | null } | null = null;
	let news = Promise.withResolvers<void>();
	const tell = () => {
		news.resolve();
		news = Promise.withResolvers();
	};
	async function* read(): AsyncGenerator<ExecPiece, void, undefined> {
		for (;;) {
			const piece = waiting.shift();
			if (piece !== undefined) {
				yield piece;
				onTaken(piece.bytes.length);
			} else if (ended !== null) {
				if (ended.error !== null) throw ended.error;
				return;
			} else await news.promise;
		}
	}
	return {
		pieces: read() as AsyncIterable<ExecPiece>,
		add(piece: ExecPiece) {
			if (ended !== null) return;
			waiting.push(piece);
			tell();
		},
		/** The first end counts. */
		end(error: BerthCallError | null) {
			ended ??= { error };
			tell();
		},
	};
}

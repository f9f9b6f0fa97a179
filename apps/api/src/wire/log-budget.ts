const INSTANCE_BYTES_MAX = 5 * 2 ** 20;

/** As JSON: the client reads no more than 16 MiB of an answer. */
const ALL_BYTES_MAX = 14 * 2 ** 20;

const CUT = "[log truncated: exceeded 5 MiB limit]\n";
const ALL_CUT = "[log truncated: aggregate log size limit reached]\n";

interface LogSink {
	/** Whether there was room for it; nothing is taken after it was not. */
	add(line: string): boolean;
	text(): string;
}

export interface LogBudget {
	open(key: string): LogSink;
}

/** Holds the logs of one answer to what the client can read: of each instance so much, and of all together. */
export function createLogBudget(): LogBudget {
	let leftBytes = ALL_BYTES_MAX;
	return {
		open(key) {
			leftBytes -= key.length + CUT.length + ALL_CUT.length;
			let instanceLeft = INSTANCE_BYTES_MAX;
			let isCut = false;
			const lines: string[] = [];
			const cut = (mark: string) => {
				isCut = true;
				lines.push(mark);
				return false;
			};
			return {
				add(line) {
					if (isCut) return false;
					const bytes = Buffer.byteLength(line);
					if (bytes > instanceLeft) return cut(CUT);
					const spelled = Buffer.byteLength(JSON.stringify(line));
					if (spelled > leftBytes) return cut(ALL_CUT);
					instanceLeft -= bytes;
					leftBytes -= spelled;
					lines.push(line);
					return true;
				},
				text: () => lines.join(""),
			};
		},
	};
}

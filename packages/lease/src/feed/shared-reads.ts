/** Reads that several who ask at the same time have in common. */
export interface SharedReads {
	/** The answer to a question; whoever asks the same before it is read gets the very same answer. */
	of<T>(question: string, read: () => Promise<T>): Promise<T>;
}

/**
 * Lets a thousand who are rung for the same change read it once.
 *
 * A read begins after all that is due now has run, and nobody joins one that has begun: an answer is never older than the question.
 * Who asks the same question must mean the same read.
 */
export function createSharedReads(): SharedReads {
	const open = new Map<string, Promise<unknown>>();
	return {
		of<T>(question: string, read: () => Promise<T>): Promise<T> {
			const known = open.get(question);
			// The question stands for one kind of answer.
			if (known) return known as Promise<T>;
			const answer = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
				open.delete(question);
				return read();
			});
			open.set(question, answer);
			return answer;
		},
	};
}

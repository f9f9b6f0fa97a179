/** What two sides gave, round by round; the same places of both lists were measured one right after the other. */
export interface Rounds<S, C> {
	readonly subject: readonly S[];
	readonly control: readonly C[];
}

export interface RoundsOptions<S, C> {
	readonly rounds: number;
	/** Rounds before those that count, in which caches and compilers settle. */
	readonly warmUps?: number;
	readonly signal: AbortSignal;
	readonly subject: (round: number) => Promise<S>;
	readonly control: (round: number) => Promise<C>;
}

/** Measures two sides by turns: A B, B A, A B … What the machine does meanwhile meets both alike. */
export async function interleave<S, C>(options: RoundsOptions<S, C>): Promise<Rounds<S, C>> {
	const { rounds, warmUps = 1, signal } = options;
	const subject: S[] = [];
	const control: C[] = [];
	for (let round = -warmUps; round < rounds; round++) {
		const isFirst = round % 2 === 0;
		signal.throwIfAborted();
		const early = isFirst ? await options.subject(round) : await options.control(round);
		signal.throwIfAborted();
		const late = isFirst ? await options.control(round) : await options.subject(round);
		if (round < 0) continue;
		// Which side went first decides which is which.
		subject.push((isFirst ? early : late) as S);
		control.push((isFirst ? late : early) as C);
	}
	return { subject, control };
}

/** A program of the simulated machine: from what it is given to all it does. */
export type Program = (given: ProgramInput) => ProgramOutcome;

export interface ProgramInput {
	readonly argv: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	/** All its input; one that is talked with gets it as it comes, a terminal's line by line, and none at first. */
	readonly input: string;
	/** Whether no more of it will come. */
	readonly isLast: boolean;
	/** Null where there is no terminal. */
	readonly size: { readonly columns: number; readonly rows: number } | null;
}

export interface ProgramOutcome {
	readonly stdout?: string;
	readonly stderr?: string;
	/** 0 when absent. Null: it goes on until it is ended, or, at a terminal, until it is given more. */
	readonly exitCode?: number | null;
}

const programs: Readonly<Record<string, Program>> = {
	echo: ({ argv }) => ({ stdout: `${argv.slice(1).join(" ")}\n` }),
	cat: ({ input, isLast }) => ({ stdout: input, exitCode: isLast ? 0 : null }),
	true: () => ({}),
	false: () => ({ exitCode: 1 }),
	sleep: () => ({ exitCode: null }),
};

/** What is not there cannot be run, with the code a shell gives for that. */
export const findProgram = (name: string, own: Readonly<Record<string, Program>> = {}): Program =>
	own[name] ?? programs[name] ?? (() => ({ stdout: `exec: "${name}": executable file not found\n`, exitCode: 127 }));

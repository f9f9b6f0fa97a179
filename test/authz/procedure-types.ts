import type { AppRouter } from "@berth/api/router";
import type { AnyTRPCProcedure, inferProcedureInput } from "@trpc/server";

type Procedures = AppRouter["_def"]["record"];

type PathsOf<R> = { [K in keyof R & string]: R[K] extends AnyTRPCProcedure ? K : `${K}.${PathsOf<R[K]>}` }[keyof R & string];

type At<R, Path extends string> = Path extends `${infer Head}.${infer Rest}`
	? Head extends keyof R
		? At<R[Head], Rest>
		: never
	: Path extends keyof R
		? R[Path]
		: never;

/** Every procedure there is, as `lease.get`. */
export type ProcedurePath = PathsOf<Procedures>;

/** What a procedure is called with; void where that is nothing. */
export type InputOf<Path extends ProcedurePath> =
	At<Procedures, Path> extends infer P extends AnyTRPCProcedure ? inferProcedureInput<P> : never;

import type { LinkProblem } from "./link-problem.ts";

export const ProblemNote = ({ problem }: { readonly problem: LinkProblem }) => (
	<div role="alert" className="rounded-control border p-3 text-warn tint edge">
		<p className="font-semibold">{problem.title}</p>
		<p className="mt-1 text-ink">{problem.advice}</p>
	</div>
);

export const Refusal = ({ text }: { readonly text: string | null }) =>
	text !== null && (
		<p role="alert" className="text-bad">
			{text}
		</p>
	);

import { clsx } from "clsx";

/** A grey bar where text will stand. Nothing is drawn for the first 150 ms. */
export const Bone = ({ className }: { readonly className?: string }) => (
	<span aria-hidden="true" className={clsx("block h-3 animate-late rounded bg-hover", className)} />
);

/** As many rows as are expected, each as high as a real one. */
export function SkeletonRows({ rows, columns }: { readonly rows: number; readonly columns: number }) {
	const widths = ["w-20", "w-32", "w-24", "w-16", "w-28"];
	return Array.from({ length: rows }, (_, row) => (
		// biome-ignore lint/suspicious/noArrayIndexKey: rows of a skeleton have no identity
		<tr key={row}>
			{Array.from({ length: columns }, (_, column) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: nor have its cells
				<td key={column} className="h-9 border-b px-3 first:pl-4">
					<Bone className={widths[(row + column) % widths.length] ?? "w-20"} />
				</td>
			))}
		</tr>
	));
}

/** A panel that is not here yet, in its final size. */
export const SkeletonPanel = ({ className }: { readonly className?: string }) => (
	<div aria-hidden="true" className={clsx("animate-late overflow-hidden rounded-card border bg-panel p-4", className)}>
		<Bone className="mb-4 w-32" />
		<Bone className="mb-3 w-full" />
		<Bone className="mb-3 w-4/5" />
		<Bone className="w-2/3" />
	</div>
);

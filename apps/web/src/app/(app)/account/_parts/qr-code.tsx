import { useMemo } from "react";
import { encode } from "uqr";

/** A text as a square code, black on white whatever the theme: cameras read nothing else well. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
	const { path, size } = useMemo(() => {
		const { data, size } = encode(text, { border: 2 });
		const path = data.map((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("");
		return { path, size };
	}, [text]);
	return (
		<svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" className="size-44 rounded-control">
			<rect width={size} height={size} fill="white" />
			<path d={path} fill="black" />
		</svg>
	);
}

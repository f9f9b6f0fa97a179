const WIDTH = 40;
const HEIGHT = 14;

interface SparkProps {
	/** Oldest first; null is a gap. */
	readonly values: readonly (number | null)[];
	/** What the top of the picture stands for; what is more is drawn there. */
	readonly max: number;
}

/** A line as small as a word, without a scale: its figure stands beside it and says the same. */
export function Spark({ values, max }: SparkProps) {
	if (values.length < 2 || max <= 0) return null;
	const step = WIDTH / (values.length - 1);
	let isOpen = false;
	const path = values
		.map((value, at) => {
			if (value === null) {
				isOpen = false;
				return "";
			}
			const verb = isOpen ? "L" : "M";
			isOpen = true;
			return `${verb}${(at * step).toFixed(1)} ${(HEIGHT - 1 - Math.min(1, value / max) * (HEIGHT - 2)).toFixed(1)}`;
		})
		.join("");
	return (
		<svg aria-hidden="true" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="shrink-0">
			<path d={path} fill="none" stroke="var(--series-1)" strokeWidth="1.5" strokeLinejoin="round" />
		</svg>
	);
}

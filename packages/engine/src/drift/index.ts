export {
	type ContainerShape,
	fingerprint,
	hardened,
	healthShape,
	limitsShape,
	list,
	mountWords,
	one,
	portWords,
	type ShapeSettings,
	set,
	shapedLabels,
	wantedShape,
} from "./container-shape.ts";
export { findDrift } from "./find-drift.ts";

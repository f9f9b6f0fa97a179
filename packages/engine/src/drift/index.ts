export {
	type ContainerShape,
	driftFields,
	fingerprint,
	hardened,
	healthShape,
	limitsShape,
	list,
	mountWords,
	one,
	type ShapeSettings,
	set,
	shapedLabels,
	wantedShape,
} from "./container-shape.ts";
export { type FieldDrift, findDrift } from "./find-drift.ts";
